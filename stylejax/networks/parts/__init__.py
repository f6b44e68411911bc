"""A picture looked at part by part, in strips of rows or in tiles: the same sums, with little in memory at a time."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
