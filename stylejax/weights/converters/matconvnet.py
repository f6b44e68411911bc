"""MatConvNet's `.mat` files -> Network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError
from ...networks.networks import Network
from .common import CLASSIFIER, Facts, by_layer, converted, mean_of
from .mat_files import read_mat

METHODS = {"max": "max", "avg": "average"}


def read_matconvnet(path: str | Path, facts: Facts) -> Network:
    """Read a VGG from MatConvNet's `.mat` file, of the layout of 2014 ("filters", "biases") or of 2015 ("weights").

    Filters are `[k k c d]`, height first. The mean is the file's averageImage, pooling what the file says; the
    classifier is left out, and `facts` say the rest. Raises InputError for a file that is broken, or in which something
    is amiss.

    Args:
        path: the file.
        facts: what it does not say of itself.

    Returns:
        The network.

    Example:
        >>> from stylejax import weights
        >>> facts = weights.converters.Facts("vgg19", weights.sources()["vgg19"].pixels)
        >>> weights.converters.read_matconvnet("none.mat", facts)
        Traceback (most recent call last):
        stylejax.errors.InputError: none.mat: ...
    """
    facts = facts.of(path)
    held = read_mat(path, ["layers", "meta", "normalization"])
    layers = [_record(path, layer) for layer in _array(path, held, "layers").flat]
    tensors = by_layer(path, _tensors(path, layers))
    found = {_text(path, layer, "method") for layer in layers if _text(path, layer, "type") == "pool"}
    if not found <= set(METHODS) or len(found) > 1:
        raise InputError(f"{path}: its layers pool in different ways, or in an unknown one; name a weight file")
    pixels = mean_of(path, _mean(path, held), facts.pixels)
    return converted(path, tensors, facts._replace(pixels=pixels), pooling=METHODS[found.pop()] if found else "")


def _record(path: str | Path, value: Any) -> Any:
    """The one record of a struct. Raises InputError for anything else."""
    if not isinstance(value, np.ndarray) or value.dtype.names is None or value.size != 1:
        raise InputError(f"{path}: a layer or its normalization is no struct; is it another layout's file?")
    return value.flat[0]


def _array(path: str | Path, holder: Any, field: str) -> np.ndarray:
    names = (holder.dtype.names or ()) if isinstance(holder, np.void) else holder
    value = holder[field] if field in names else None
    if not isinstance(value, np.ndarray):
        raise InputError(f"{path}: {field!r} is missing or no array; is it another layout's file?")
    return value


def _text(path: str | Path, layer: Any, field: str) -> str:
    value = _array(path, layer, field)
    if value.dtype.kind != "U" or value.size != 1:
        raise InputError(f"{path}: a layer's {field!r} is no text; is it another layout's file?")
    return str(value.flat[0])


def _tensors(path: str | Path, layers: list[Any]) -> Iterator[tuple[str, str, np.ndarray]]:
    for layer in layers:
        name = _text(path, layer, "name")
        if _text(path, layer, "type") == "conv" and not CLASSIFIER.fullmatch(name):
            kernel, bias = _weights(path, layer)
            # MATLAB drops trailing axes of length one.
            yield name, "kernel", kernel.reshape(kernel.shape + (1,) * (4 - kernel.ndim))
            yield name, "bias", bias.reshape(-1)


def _weights(path: str | Path, layer: Any) -> tuple[np.ndarray, np.ndarray]:
    if "weights" not in layer.dtype.names:
        return _array(path, layer, "filters"), _array(path, layer, "biases")
    weights = _array(path, layer, "weights")
    if weights.dtype != object or weights.size != 2:
        raise InputError(f"{path}: a layer's weights are not filters and biases; is it another layout's file?")
    return weights.flat[0], weights.flat[1]


def _mean(path: str | Path, held: dict[str, Any]) -> np.ndarray:
    holder = _record(path, _array(path, held, "meta")) if "meta" in held else held
    return _array(path, _record(path, _array(path, holder, "normalization")), "averageImage")
