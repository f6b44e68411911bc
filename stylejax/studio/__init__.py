"""A page for people who would rather look: what is painted is seen, queued, stopped, gone on with and kept."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
