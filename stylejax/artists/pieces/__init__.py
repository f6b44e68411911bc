"""What recipes are made of: losses, optimizers, smoothing, starts, sizes."""
