"""Keras's HDF5 files -> Network."""

import re
from pathlib import Path

from ...networks.networks import Card, Network
from ..hdf5 import checksum, opened_hdf5
from .common import CAFFE_PIXELS, CLASSIFIER, as_trained, by_layer, converted, matched

NAME = re.compile(r"block(\d)_conv(\d)/(?:\w+/)?(?:\w+_)?(W|kernel|b|bias)(?:_\d+)?(?::\d+)?")


def read_keras(path: str | Path, *, name: str, architecture: str, source: str = "", license: str = "") -> Network:
    """Read a VGG from Keras's HDF5 file of weights, with or without its classifier, which is left out.

    Arrays are `block1_conv1/block1_conv1_W_1:0` or `block1_conv1/block1_conv1/kernel:0`, `[k k c d]`. The file wants
    Caffe's pixels, the network RGB; padding is zero and pooling max (keras/applications/vgg19.py). Raises InputError
    for a file that is broken, or in which something is amiss.
    """
    card = Card(name, source=source, source_sha256=checksum(path), license=license)
    with opened_hdf5(path) as (_, arrays):
        kept = {place: array for place, array in arrays.items() if not CLASSIFIER.fullmatch(place)}
        matches = [(matched(path, NAME, place), array) for place, array in kept.items()]
        tensors = by_layer(path, ((f"conv{m[1]}_{m[2]}", _tensor(m[3]), array) for m, array in matches))
        return converted(path, tensors, as_trained(path, architecture), CAFFE_PIXELS, card)


def _tensor(name: str) -> str:
    return "bias" if name.startswith("b") else "kernel"
