"""What is compared: sums over places of a layer, and the objective that adds them up."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
