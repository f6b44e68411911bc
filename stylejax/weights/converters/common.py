"""What the readers share: names and arrays of a file -> Network, whose pixels are RGB whatever the file's order."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ...errors import InputError
from ...networks.architectures.graph import Architecture, layers_of
from ...networks.layers import Convolution
from ...networks.networks import Card, Network, Pixels
from ..assembly import Tensors, assemble_network, make_architecture
from ..hdf5 import checksum


class Facts(NamedTuple):
    """What a weight file does not say of itself, and whoever reads it has to be told.

    Attributes:
        architecture: "vgg16", "vgg19", "googlenet" or "nin".
        pixels: what the network of the file wants; a file that brings its own mean has that in its place.
        padding: how the border is filled: "zero", "reflect" or "replicate".
        pooling: "max" or "average", for formats that do not say it.
        card: name, source and license of the network; the checksum is the file's own.

    Example:
        >>> from stylejax import weights
        >>> weights.converters.Facts("vgg19", weights.sources()["vgg19"].pixels).padding
        'zero'
    """

    architecture: str
    pixels: Pixels
    padding: str = "zero"
    pooling: str = "max"
    card: Card = Card("")

    def of(self, path: str | Path) -> "Facts":
        """The same of the file at `path`, whose checksum the card has. Raises InputError for one that is not there."""
        return self._replace(card=replace(self.card, source_sha256=checksum(path)))

    def graph(self, path: str | Path, *, pooling: str = "") -> Architecture:
        """The architecture, with the pooling that the file at `path` states, if any."""
        return make_architecture(path, self.architecture, pooling or self.pooling, self.padding)


# What follows the last convolution that any picture here is painted with, under the names of all known files.
CLASSIFIER = re.compile(r"(fc\d|prob|predictions|classifier|loss\d|head|pre_logits)\b.*")


def convolutions(architecture: Architecture) -> list[str]:
    """The names of the layers that have parameters, in order."""
    return [layer.name for layer in layers_of(architecture) if isinstance(layer.operation, Convolution)]


def converted(path: str | Path, tensors: Tensors, facts: Facts, *, pooling: str = "") -> Network:
    """The network of arrays that came from `path`, with RGB pixels: one that saw blue first has its kernel flipped."""
    pixels, graph = facts.pixels, facts.graph(path, pooling=pooling)
    network = assemble_network(path, tensors, graph, pixels, facts.card)
    if pixels.channel_order == "RGB":
        return network
    first = convolutions(graph)[0]
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
