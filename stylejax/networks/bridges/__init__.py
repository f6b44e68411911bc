"""Networks of other kinds as networks of ours, and ours as theirs: plain functions, and modules of flax."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
