"""Sound files <-> arrays of samples: reading at any rate, writing with a record, and the library that does it."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
