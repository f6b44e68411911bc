"""The layer graphs of all known networks."""

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import jax

from ...errors import InputError
from ..convolution import PADDINGS
from ..layers import Layer, LayerParameters
from ..pooling import CAFFE_POOLINGS
from . import googlenet, nin, vgg


@dataclass(frozen=True)
class Family:
    """What may be chosen of a network, and how its layers come of it.

    `layers(pooling=, padding=)` lists them, the pooling being one of the values of `poolings`; where there can be heads
    it takes `heads=`, too. `ends` maps each place where the network may end to the last layer then, and `heads` are the
    places that may have one.

    Attributes:
        layers: a function that lists the layers.
        poolings: operations by the name of a pooling.
        ends: the last layer by the place where a network may end.
        heads: places that may have a head.

    Example:
        >>> from stylejax import networks
        >>> "max" in networks.FAMILIES["vgg19"].poolings
        True
    """

    layers: Callable[..., Iterator[Layer]]
    poolings: Mapping[str, Any]
    ends: Mapping[str, str]
    heads: Collection[str] = ()


def _vgg(name: str) -> Family:
    ends = {place: f"relu{place}" for place in vgg.places(name)}
    return Family(functools.partial(vgg.layers, name), vgg.POOLINGS, ends, ends)


_KNOWN: dict[str, Family] = {
    **{name: _vgg(name) for name in vgg.BLOCKS},
    "googlenet": Family(googlenet.layers, CAFFE_POOLINGS, googlenet.ENDS),
    "nin": Family(nin.layers, CAFFE_POOLINGS, nin.ENDS),
}
FAMILIES: Mapping[str, Family] = MappingProxyType(_KNOWN)


def register_family(name: str, family: Family) -> None:
    """Make a family of one's own known by a name, once in a process: then `Architecture(name)` is one of its networks.

    Such a network has all that ours have: random weights, weight files, transformed kernels, strips. Its layers are
    `Layer`s of our operations or of one's own: any frozen record that is called with its parameters and what it reads,
    `[h w c]` each. A network is cut into strips after layers that are called "pool...". Random weights and weight files
    are for convolutions; parameters of other operations go into `Network(parameters, Architecture(name))`.

    Raises InputError for a name that is another family's.

    Args:
        name: what the family is called.
        family: what may be chosen of it.

    Example:
        >>> from stylejax.networks import AveragePool, Convolution, Family, Layer, Relu, register_family
        >>> def layers(*, pooling, padding):
        ...     yield Layer("conv1", Convolution(5, 16, padding, margin=2), ("image",))
        ...     yield Layer("relu1", Relu(), ("conv1",))
        ...     yield Layer("pool1", pooling, ("relu1",))
        >>> register_family("one-layer", Family(layers, {"average": AveragePool()}, {"1": "pool1"}))
        >>> import stylejax
        >>> stylejax.random_network("one-layer", seed=0).architecture.layer_names()
        ('conv1', 'relu1', 'pool1')
    """
    if _KNOWN.setdefault(name, family) != family:
        raise InputError(f"name: {name!r} is a family already; choose another name")


@dataclass(frozen=True)
class Architecture:
    """All that decides a network's layer graph.

    `heads` names the places ("1_1") where a narrow VGG carries a 1x1 convolution that restores the channels of the
    full one. There `conv1_1` and `relu1_1` are the head's, and the trunk's own are `narrow_conv1_1` and
    `narrow_relu1_1`. `last` is the last place ("5_1", "inception_4e", "cccp6") of a network that ends early.

    Example:
        >>> import stylejax
        >>> stylejax.Architecture("vgg19", "max", last="1_2").pooling
        'max'
    """

    name: str
    pooling: str = "average"
    padding: str = "zero"
    heads: tuple[str, ...] = ()
    last: str = ""

    def __post_init__(self) -> None:
        _check("architecture", self.name, FAMILIES)
        family = FAMILIES[self.name]
        _check("pooling", self.pooling, family.poolings)
        _check("padding", self.padding, PADDINGS)
        for place in self.heads:
            _check("place", place, family.heads)
        if self.last:
            _check("place", self.last, family.ends)

    def layer_names(self) -> tuple[str, ...]:
        """The names of all layers, each after those it reads."""
        return tuple(layer.name for layer in layers_of(self))

    def activations(
        self, parameters: Mapping[str, LayerParameters], pixels: jax.Array, layers: Iterable[str], /
    ) -> dict[str, jax.Array]:
        """Activations `[h w c]` by name, of the layers named and of those that they depend on."""
        return apply_layers(needed_layers(self, layers), parameters, {"image": pixels})


def apply_layers(
    layers: Iterable[Layer], parameters: Mapping[str, LayerParameters], values: Mapping[str, jax.Array]
) -> dict[str, jax.Array]:
    """The values `[h w c]` by name, and those that the layers, in order, make of them. InputError for an empty one."""
    values, shape = dict(values), next(iter(values.values())).shape
    for layer in layers:
        inputs = (values[source] for source in layer.sources)
        values[layer.name] = layer.operation(parameters.get(layer.name, {}), *inputs)
        if not values[layer.name].size:
            raise InputError(f"image: shape {shape} leaves nothing at layer {layer.name}; take a larger picture")
    return values


def _check(what: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        remedy = f"choose one of {', '.join(known)}" if known else "this architecture has none"
        raise InputError(f"{what}: {value!r} is unknown; {remedy}")


@functools.cache
def layers_of(architecture: Architecture) -> tuple[Layer, ...]:
    """The architecture's layers, each after the layers it reads.

    Args:
        architecture: a family's name, its pooling, padding, heads and end.

    Returns:
        The layers in order.

    Example:
        >>> import stylejax
        >>> [layer.name for layer in stylejax.layers_of(stylejax.Architecture("vgg19", last="1_2"))]
        ['conv1_1', 'relu1_1', 'conv1_2', 'relu1_2']
    """
    family = FAMILIES[architecture.name]
    pooling = family.poolings[architecture.pooling]
    heads = {"heads": architecture.heads} if family.heads else {}
    layers = tuple(family.layers(pooling=pooling, padding=architecture.padding, **heads))
    names = [layer.name for layer in layers]
    return layers[: names.index(family.ends[architecture.last]) + 1] if architecture.last else layers


def needed_layers(architecture: Architecture, wanted: Iterable[str]) -> tuple[Layer, ...]:
    """The layers that the wanted ones depend on, themselves included, in order.

    Raises InputError for a layer that the architecture lacks.

    Args:
        architecture: whose layers are meant.
        wanted: names of layers.

    Returns:
        The layers.

    Example:
        >>> import stylejax
        >>> graph = stylejax.Architecture("vgg19")
        >>> [layer.name for layer in stylejax.networks.needed_layers(graph, ["relu1_1"])]
        ['conv1_1', 'relu1_1']
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
