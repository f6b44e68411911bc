"""A network as data, and its activations."""
