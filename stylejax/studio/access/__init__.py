"""Who may look at a page, and what it answers: passwords, hosts, origins, sizes."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
