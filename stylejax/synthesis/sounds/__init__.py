"""Sounds by the losses, the loop and the optimizers of pictures: spectrograms, phases, and what is minimized."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
