"""Weight files of other projects -> Network.

A reader of a format finds kernels and biases by layer, an `Architecture`, `Pixels` and a `Card`, which
`assembly.assemble_network` checks and joins. `CONVERTERS` is the list of known files; another format is another reader.
Whatever the file's order of colors, the network's pixels are RGB: kernels that saw blue first are flipped.
"""

from .caffe import read_caffe
from .chainer import read_chainer
from .collaborative import read_npz
from .keras import read_keras
from .kinds import CONVERTERS, Converter
from .lasagne import read_lasagne
from .matconvnet import read_matconvnet
from .state_dicts import read_safetensors, read_torch

__all__ = [
    "CONVERTERS",
    "Converter",
    "read_caffe",
    "read_chainer",
    "read_keras",
    "read_lasagne",
    "read_matconvnet",
    "read_npz",
    "read_safetensors",
    "read_torch",
]
