"""Many pictures: one after the other, or together in lanes; what is painted is kept, whatever ends the run."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
