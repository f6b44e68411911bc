"""One file a style loss."""
