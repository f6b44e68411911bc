"""Keras's HDF5 files -> Network."""

import re
from pathlib import Path

from ...networks.networks import Network
from ..hdf5 import opened_hdf5
from .common import CLASSIFIER, Facts, by_layer, converted, matched

NAME = re.compile(r"block(\d)_conv(\d)/(?:\w+/)?(?:\w+_)?(W|kernel|b|bias)(?:_\d+)?(?::\d+)?")


def read_keras(path: str | Path, facts: Facts) -> Network:
    """Read a VGG from Keras's HDF5 file of weights, with or without its classifier, which is left out.

    Arrays are `block1_conv1/block1_conv1_W_1:0` or `block1_conv1/block1_conv1/kernel:0`, `[k k c d]`
    (keras/applications/vgg19.py). `facts` say what the file does not. Raises InputError for a file that is broken, or
    in which something is amiss.

    Args:
        path: the file.
        facts: what it does not say of itself.

    Returns:
        The network.

    Example:
        >>> from stylejax import weights
        >>> facts = weights.converters.Facts("vgg19", weights.sources()["vgg19"].pixels)
        >>> weights.converters.read_keras("none.h5", facts)
        Traceback (most recent call last):
        stylejax.errors.InputError: none.h5: ...
    """
    facts = facts.of(path)
    with opened_hdf5(path) as (_, arrays):
        kept = {place: array for place, array in arrays.items() if not CLASSIFIER.fullmatch(place)}
        matches = [(matched(path, NAME, place), array) for place, array in kept.items()]
        tensors = by_layer(path, ((f"conv{m[1]}_{m[2]}", _tensor(m[3]), array) for m, array in matches))
        return converted(path, tensors, facts)


def _tensor(name: str) -> str:
    return "bias" if name.startswith("b") else "kernel"
