"""Optimizers as optax transformations; they know no pictures."""
