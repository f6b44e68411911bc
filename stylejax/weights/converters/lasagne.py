"""Lasagne's parameters, a list in the order of the layers, from a pickle or an `.npz` file -> Network."""

import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError
from ...networks.networks import Network
from .archives import read_npz_arrays
from .common import Facts, by_layer, converted, convolutions, matched, mean_of, oihw_tensor
from .pickles import read_pickle

NUMBERED = re.compile(r"arr_(\d{1,3})")
CLASSIFIER_ARRAYS = 6  # fc6, fc7 and fc8: a matrix and a bias each


def read_lasagne(path: str | Path, facts: Facts) -> Network:
    """Read a VGG from what `lasagne.layers.get_all_param_values` returns: kernel `[d c k k]`, bias `[d]`, and so on.

    Either a pickle of the list, or of a dict with "param values" and "mean value" (blue first), or an `.npz` file with
    "arr_0", "arr_1", ... The classifier is left out. Kernels are for cross-correlation, as Lasagne's model zoo builds
    them (`flip_filters=False`). `facts` say what the file does not. Raises InputError for a file that is broken, or in
    which something is amiss.

    Args:
        path: the file.
        facts: what it does not say of itself.

    Returns:
        The network.

    Example:
        >>> from stylejax import weights
        >>> facts = weights.converters.Facts("vgg19", weights.sources()["vgg19"].pixels)
        >>> weights.converters.read_lasagne("none.pkl", facts)
        Traceback (most recent call last):
        stylejax.errors.InputError: none.pkl: ...
    """
    facts = facts.of(path)
    arrays, mean = _read(path)
    wanted = convolutions(facts.graph(path))
    if len(arrays) not in (2 * len(wanted), 2 * len(wanted) + CLASSIFIER_ARRAYS):
        raise InputError(
            f"{path}: holds {len(arrays)} arrays, {facts.architecture} has {2 * len(wanted)}; name another kind"
        )
    layers = ((layer, tensor) for layer in wanted for tensor in ("W", "b"))
    tensors = by_layer(path, (oihw_tensor(*place, array) for place, array in zip(layers, arrays, strict=False)))
    pixels = facts.pixels if mean is None else mean_of(path, mean, facts.pixels)
    return converted(path, tensors, facts._replace(pixels=pixels))


def _read(path: str | Path) -> tuple[list[np.ndarray], np.ndarray | None]:
    if zipfile.is_zipfile(path):
        named = read_npz_arrays(path)
        numbered = {int(matched(path, NUMBERED, name)[1]): array for name, array in named.items()}
        return [numbered[number] for number in sorted(numbered)], None
    held: Any = read_pickle(path)
    arrays, mean = (held.get("param values"), held.get("mean value")) if isinstance(held, dict) else (held, None)
    if not isinstance(arrays, list) or not all(isinstance(array, np.ndarray) for array in arrays):
        raise InputError(f"{path}: not a list of Lasagne's parameters; name another kind")
    return arrays, mean if isinstance(mean, np.ndarray) else None
