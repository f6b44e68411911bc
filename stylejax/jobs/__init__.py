"""From settings and files to pictures and back: for commands, a page and notebooks alike."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
