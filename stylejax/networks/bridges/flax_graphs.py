"""A module of flax, `nnx` or `linen`, as a network."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import flax.linen
import jax
from flax import nnx

from ...errors import InputError
from ..networks import Card, Network, Pixels
from .functions import AS_THEY_ARE

INTERMEDIATES = "intermediates"  # linen's collection of what a module sows

# What a module makes of its variables and pictures `[1 h w 3]`: what it returns, and what it sows.
Run = Callable[[Any, jax.Array], tuple[Any, Any]]


@dataclass(frozen=True)
class LinenRun:
    """A linen module, called; equal to that of an equal module."""

    module: flax.linen.Module

    def __call__(self, variables: Any, pictures: jax.Array) -> tuple[Any, Any]:
        result, changed = self.module.apply(variables, pictures, mutable=[INTERMEDIATES])
        return result, changed.get(INTERMEDIATES, {})


@dataclass(frozen=True)
class NnxRun:
    """An nnx module, called; equal to that of a module of the same structure.

    What its dropout layers draw from is at hand because they ask for it, and changes nothing: they are off.
    """

    graph: Any
    randomness: Any = field(compare=False)

    def __call__(self, variables: Any, pictures: jax.Array) -> tuple[Any, Any]:
        module = nnx.merge(self.graph, self.randomness, variables)
        result, sown = nnx.capture(module, nnx.Intermediate)(pictures)
        return result, nnx.to_pure_dict(sown)


@dataclass(frozen=True)
class FlaxGraph:
    """A graph that is a module of flax."""

    run: Run
    layers: tuple[str, ...]

    def layer_names(self) -> tuple[str, ...]:
        return self.layers

    def activations(self, parameters: Any, pixels: jax.Array, layers: Sequence[str], /) -> Mapping[str, jax.Array]:
        given = dict(_by_name(self.run(parameters, pixels[None])))
        return {layer: _of_one(layer, given) for layer in layers}


def from_flax(
    module: Any, *, layers: Sequence[str], variables: Any = None, pixels: Pixels = AS_THEY_ARE, name: str = ""
) -> Network:
    """A network that is a module of `flax.nnx` or `flax.linen` which gives its activations by name.

    The module is called with a picture `[1 h w 3]` as `pixels` says, and gives activations `[1 h w c]`: in the mapping
    that it returns, or with `sow`; those of inner modules and mappings are named by their path, "block/early". Batch
    normalization goes by what it has gathered, and dropout is off. Parameters are the module's variables: of nnx its
    state, without randomness, as it is now, of linen `variables`, or those it is bound to. They can be differentiated,
    trained and swept as any network's; the module itself stays as it is. Modules that are equal, of other variables,
    share compiled programs. Like every graph whose layers are not known, it is painted whole in little memory too.

    Raises InputError for what is no module, and for a linen module without variables; when it is called, for a layer
    that the module does not give, and for an activation that is not `[1 h w c]`.

    Args:
        module: of `flax.nnx` or `flax.linen`.
        layers: names of the activations that it gives.
        variables: of a linen module.
        pixels: how it wants its picture.
        name: what the network is called in words.

    Returns:
        A network as any other.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> from flax import nnx
        >>> class Small(nnx.Module):
        ...     def __init__(self, rngs):
        ...         self.conv = nnx.Conv(3, 8, (3, 3), rngs=rngs)
        ...     def __call__(self, pictures):
        ...         return {"relu": nnx.relu(self.conv(pictures))}
        >>> network = stylejax.networks.from_flax(Small(nnx.Rngs(0)), layers=("relu",))
        >>> stylejax.features(network, jnp.zeros((16, 20, 3)), ("relu",))["relu"].shape
        (16, 20, 8)
    """
    run, parameters = _linen(module, variables) if isinstance(module, flax.linen.Module) else _nnx(module, variables)
    card = Card(name or type(module).__name__, source=f"a flax module, {type(module).__name__}")
    return Network(parameters, FlaxGraph(run, tuple(layers)), pixels, card)


def _linen(module: flax.linen.Module, variables: Any) -> tuple[Run, Any]:
    if module.scope is not None:
        module, own = module.unbind()
        variables = own if variables is None else variables
    if variables is None:
        raise InputError("variables: a linen module holds none; give those of module.init(...), or bind it to them")
    return LinenRun(module), {kind: values for kind, values in variables.items() if kind != INTERMEDIATES}


def _nnx(module: Any, variables: Any) -> tuple[Run, Any]:
    if not isinstance(module, nnx.Module):
        raise InputError(
            f"module: is a {type(module).__name__}; give one of flax.nnx or flax.linen, or a from_function"
        )
    quiet = nnx.view(module, deterministic=True, use_running_average=True, raise_if_not_found=False)
    graph, randomness, _, own = nnx.split(quiet, nnx.RngState, nnx.Intermediate, ...)
    graph = nnx.graphdef(nnx.merge(graph, randomness, own))
    return NnxRun(graph, randomness), own if variables is None else variables


def _by_name(given: Any, *, path: str = "") -> Iterator[tuple[str, Any]]:
    """The arrays of mappings within mappings by their path; linen keeps all that is sown at one place, in order."""
    for part in given if isinstance(given, tuple) else (given,):
        if isinstance(part, Mapping):
            for key, value in part.items():
                yield from _by_name(value, path=f"{path}/{key}" if path else str(key))
        elif path:
            yield path, part


def _of_one(layer: str, given: Mapping[str, Any]) -> jax.Array:
    if layer not in given:
        raise InputError(f"layer: the module gives no {layer!r}; return or sow it, or choose one of {', '.join(given)}")
    shape = getattr(given[layer], "shape", ())
    if len(shape) != 4 or shape[0] != 1:
        raise InputError(f"layer: {layer} is {shape} and not [1 h w c], as an activation of one picture is")
    return given[layer][0]
