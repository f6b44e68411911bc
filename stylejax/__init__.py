"""Neural artistic style (Gatys, Ecker, Bethge 2015) as pure JAX.

The public names are listed one by one in `__init__.pyi`; each is imported when it is first used. Every package, such as
`stylejax.losses`, lists its own in the same way.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
