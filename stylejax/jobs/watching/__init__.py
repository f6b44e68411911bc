"""Pictures watched while they are painted: files every so often, and a film, neither of which the run waits for."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
