"""Weight files: ours, other projects', and where they are kept."""
