"""Painting again what a picture remembers: its settings, the files that they name, and what is no longer as it was."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
