"""The implementations of 2015 as recipes on one engine.

Karpathy showed pictures of an implementation of his own, but no code and no settings: there is no recipe for it.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
