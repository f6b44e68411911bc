"""Chainer's parameters by name, from an `.npz` file or a pickled dict -> Network."""

import re
import zipfile
from pathlib import Path

import numpy as np

from ...errors import InputError
from ...networks.networks import Card, Network, Pixels
from ..hdf5 import checksum
from .archives import read_npz_arrays
from .common import CAFFE_PIXELS, CLASSIFIER, as_trained, by_layer, converted, matched, oihw_tensor
from .pickles import read_pickle

NAME = re.compile(r"(conv\d_\d)/(W|b)")


def read_chainer(
    path: str | Path,
    *,
    name: str,
    architecture: str,
    pixels: Pixels = CAFFE_PIXELS,
    source: str = "",
    license: str = "",
) -> Network:
    """Read a VGG from Chainer's `serializers.save_npz`, or from a pickle of the same dict: "conv1_1/W" `[d c k k]`.

    The classifier is left out; pooling is max and padding zero (chainer/links/model/vision/vgg.py). Raises InputError
    for a file that is broken, or in which something is amiss; a pickled Chainer object would run code and is refused.
    """
    card = Card(name, source=source, source_sha256=checksum(path), license=license)
    arrays = _read(path)
    matches = [(matched(path, NAME, place), array) for place, array in arrays.items()]
    tensors = by_layer(path, (oihw_tensor(match[1], match[2], array) for match, array in matches))
    return converted(path, tensors, as_trained(path, architecture), pixels, card)


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
