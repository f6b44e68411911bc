"""The layer graphs of VGG-16 and VGG-19, as data."""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .convolution import PADDINGS
from .errors import InputError
from .layers import AveragePool, Convolution, MaxPool, Operation, Relu

POOLINGS: dict[str, Operation] = {"average": AveragePool(), "max": MaxPool()}

# Convolutions in each block, and channels of each block at full width: Simonyan and Zisserman 2014, table 1, D and E.
VGG_BLOCKS = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}
VGG_CHANNELS = (64, 128, 256, 512, 512)


@dataclass(frozen=True)
class Layer:
    """One named layer: an operation and the names of the layers (or "image") it reads."""

    name: str
    operation: Operation
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Architecture:
    """All that decides a network's layer graph.

    `heads` names the places ("1_1") where a narrow network carries a 1x1 convolution that restores the channels of the
    full one. There `conv1_1` and `relu1_1` are the head's, and the trunk's own are `narrow_conv1_1` and
    `narrow_relu1_1`. `last` is the last trunk place ("5_1") of a network that ends early.
    """

    name: str
    pooling: str = "average"
    padding: str = "zero"
    heads: tuple[str, ...] = ()
    last: str = ""

    def __post_init__(self) -> None:
        _check("architecture", self.name, VGG_BLOCKS)
        _check("pooling", self.pooling, POOLINGS)
        _check("padding", self.padding, PADDINGS)
        for place in (*self.heads, *filter(None, [self.last])):
            _check("place", place, list(_places(self.name)))


def _check(what: str, value: str, known: Iterable[str]) -> None:
    if value not in known:
        raise InputError(f"{what}: {value!r} is unknown; choose one of {', '.join(known)}")


def _places(name: str) -> Iterator[str]:
    """The places of all convolutions, in order: "1_1", "1_2", "2_1", ..."""
    for block, count in enumerate(VGG_BLOCKS[name], 1):
        for index in range(1, count + 1):
            yield f"{block}_{index}"


@functools.cache
def layers_of(architecture: Architecture) -> tuple[Layer, ...]:
    """The architecture's layers, each after the layers it reads."""
    layers, source, block = [], "image", "1"
    for place in _places(architecture.name):
        if place[0] != block:
            layers.append(Layer(f"pool{block}", POOLINGS[architecture.pooling], (source,)))
            source, block = f"pool{block}", place[0]
        added = list(_convolution_layers(architecture, place, source))
        layers += added
        source = added[1].name
        if place == architecture.last:
            return tuple(layers)
    return (*layers, Layer(f"pool{block}", POOLINGS[architecture.pooling], (source,)))


def _convolution_layers(architecture: Architecture, place: str, source: str) -> Iterator[Layer]:
    """Convolution and ReLU of one place; where it has a head, the narrow pair first and the head's pair after it."""
    narrow = "narrow_" if place in architecture.heads else ""
    yield Layer(f"{narrow}conv{place}", Convolution(3, architecture.padding), (source,))
    yield Layer(f"{narrow}relu{place}", Relu(), (f"{narrow}conv{place}",))
    if narrow:
        yield Layer(f"conv{place}", Convolution(1, architecture.padding), (f"narrow_relu{place}",))
        yield Layer(f"relu{place}", Relu(), (f"conv{place}",))


def needed_layers(architecture: Architecture, wanted: Iterable[str]) -> tuple[Layer, ...]:
    """The layers that the wanted ones depend on, themselves included, in order.

    Raises InputError for a layer that the architecture lacks.
    """
    layers = {layer.name: layer for layer in layers_of(architecture)}
    needed: set[str] = set()
    for name in wanted:
        _check("layer", name, layers)
        needed.add(name)
    for layer in reversed(layers.values()):
        if layer.name in needed:
            needed.update(layer.sources)
    return tuple(layer for layer in layers.values() if layer.name in needed)
