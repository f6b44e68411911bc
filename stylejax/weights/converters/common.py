"""What the readers share: names and arrays of a file -> Network, whose pixels are RGB whatever the file's order."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError
from ...networks.architectures.graph import Architecture, layers_of
from ...networks.layers import Convolution
from ...networks.networks import Card, Network, Pixels
from ..assembly import Tensors, assemble_network, make_architecture

# Mean of ImageNet in blue, green, red, as Oxford's VGG wants it: gist ksimonyan/3785162f95cd2d5fee77.
CAFFE_PIXELS = Pixels("BGR", 255.0, (103.939, 116.779, 123.68))

# What follows the last convolution that any picture here is painted with, under the names of all known files.
CLASSIFIER = re.compile(r"(fc\d|prob|predictions|classifier|loss\d|head|pre_logits)\b.*")


def convolutions(architecture: Architecture) -> list[str]:
    """The names of the layers that have parameters, in order."""
    return [layer.name for layer in layers_of(architecture) if isinstance(layer.operation, Convolution)]


def converted(path: str | Path, tensors: Tensors, architecture: Architecture, pixels: Pixels, card: Card) -> Network:
    """The network of arrays that came from `path`, with RGB pixels: one that saw blue first has its kernel flipped."""
    network = assemble_network(path, tensors, architecture, pixels, card)
    if pixels.channel_order == "RGB":
        return network
    first = convolutions(architecture)[0]
    flipped = {**network.parameters[first], "kernel": network.parameters[first]["kernel"][:, :, ::-1]}
    rgb = Pixels("RGB", pixels.scale, pixels.mean[::-1], pixels.std[::-1])
    return replace(network, parameters={**network.parameters, first: flipped}, pixels=rgb)


def matched(path: str | Path, pattern: re.Pattern[str], name: str) -> re.Match[str]:
    """The name's parts. Raises InputError for a name that the layout has no place for."""
    match = pattern.fullmatch(name)
    if not match:
        raise InputError(f"{path}: holds {name[:100]!r}, which this layout has no place for; is it another layout's?")
    return match


def by_layer(path: str | Path, found: Iterable[tuple[str, str, Any]]) -> dict[str, dict[str, Any]]:
    """`(layer, tensor, array)` as `{layer: {tensor: array}}`. Raises InputError for one that comes twice."""
    tensors: dict[str, dict[str, Any]] = {}
    for layer, tensor, array in found:
        if tensor in tensors.setdefault(layer, {}):
            raise InputError(f"{path}: holds {layer}/{tensor} twice; fetch the file again")
        tensors[layer][tensor] = array
    return tensors


def hwio(array: Any) -> Any:
    """A kernel `[d c k k]` as `[k k c d]`; anything of another rank is left for `assemble_network` to refuse."""
    return array.transpose(2, 3, 1, 0) if len(array.shape) == 4 else array


def oihw_tensor(layer: str, tensor: str, array: Any) -> tuple[str, str, Any]:
    """A kernel or a bias, by the first letter of its name ("weight", "W", "bias", "b")."""
    return (layer, "bias", array) if tensor.startswith("b") else (layer, "kernel", hwio(array))


def mean_of(path: str | Path, array: Any, pixels: Pixels) -> Pixels:
    """The pixels with the mean that a file brings: an array `[3]`, or a picture `[h w 3]` of which it is the mean."""
    values = np.asarray(array, np.float64).reshape(-1, 3).mean(0) if array.size and array.size % 3 == 0 else None
    if values is None or array.dtype.kind not in "fiu" or not np.isfinite(values).all():
        raise InputError(f"{path}: its mean is not three finite numbers; fetch the file again")
    # The shortest decimal of a float32, so that 123.68 is the same number in all formats.
    red, green, blue = (float(str(value)) for value in values.astype(np.float32))
    return replace(pixels, mean=(red, green, blue))


def as_trained(path: str | Path, name: str, *, pooling: str = "max") -> Architecture:
    """An architecture as its authors trained it: border of zeros, max pooling unless the file says otherwise."""
    return make_architecture(path, name, pooling, "zero")
