"""Runs that can be gone on with: what is kept of them in a file, how often, and whether it is of the same run."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
