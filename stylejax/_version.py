"""The version of stylejax, read by the build too."""

__version__ = "0.1.0"
