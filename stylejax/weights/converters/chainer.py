"""Chainer's parameters by name, from an `.npz` file or a pickled dict -> Network."""

import re
import zipfile
from pathlib import Path

import numpy as np

from ...errors import InputError
from ...networks.networks import Network
from .archives import read_npz_arrays
from .common import CLASSIFIER, Facts, by_layer, converted, matched, oihw_tensor
from .pickles import read_pickle

NAME = re.compile(r"(conv\d_\d)/(W|b)")


def read_chainer(path: str | Path, facts: Facts) -> Network:
    """Read a VGG from Chainer's `serializers.save_npz`, or from a pickle of the same dict: "conv1_1/W" `[d c k k]`.

    The classifier is left out (chainer/links/model/vision/vgg.py); `facts` say what the file does not. Raises
    InputError for a file that is broken, or in which something is amiss; a pickled Chainer object would run code and is
    refused.

    Args:
        path: the file.
        facts: what it does not say of itself.

    Returns:
        The network.

    Example:
        >>> from stylejax import weights
        >>> facts = weights.converters.Facts("vgg19", weights.sources()["vgg19"].pixels)
        >>> weights.converters.read_chainer("none.npz", facts)
        Traceback (most recent call last):
        stylejax.errors.InputError: none.npz: ...
    """
    facts = facts.of(path)
    arrays = _read(path)
    matches = [(matched(path, NAME, place), array) for place, array in arrays.items()]
    tensors = by_layer(path, (oihw_tensor(match[1], match[2], array) for match, array in matches))
    return converted(path, tensors, facts)


def _read(path: str | Path) -> dict[str, np.ndarray]:
    if zipfile.is_zipfile(path):
        return read_npz_arrays(path, left_out=CLASSIFIER)
    held = read_pickle(path)
    if not isinstance(held, dict) or not all(isinstance(name, str) for name in held):
        raise InputError(f"{path}: not a dict of Chainer's parameters; name another kind")
    kept = {name: array for name, array in held.items() if not CLASSIFIER.fullmatch(name)}
    if not all(isinstance(array, np.ndarray) for array in kept.values()):
        raise InputError(f"{path}: not a dict of arrays; name another kind")
    return kept
