"""From settings and files to pictures and back: for commands, a page and notebooks alike."""
