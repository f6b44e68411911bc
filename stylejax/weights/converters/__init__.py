"""Weight files of other projects -> Network.

A reader of a format finds kernels and biases by layer, an `Architecture`, `Pixels` and a `Card`, which
`assembly.assemble_network` checks and joins. `CONVERTERS` is the list of known files; another format is another reader.
Whatever the file's order of colors, the network's pixels are RGB: kernels that saw blue first are flipped.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
