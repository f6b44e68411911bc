"""Weight files of other projects -> Network.

A reader of a format finds kernels and biases by layer, and is told the `Facts` that a file does not say of itself;
`assembly.assemble_network` checks and joins both. `READERS` is the list of formats; another format is another reader.
What is known of each file, its address, license, pixels and architecture, stands in `weights/manifest.toml` alone.
Whatever the file's order of colors, the network's pixels are RGB: kernels that saw blue first are flipped.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
