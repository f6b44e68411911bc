"""Films of a picture on its way: frames of 8 bits into a WebP that moves, or an MP4."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
