"""Weights of a network as a state of flax modules, and back."""

import dataclasses
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx

from ...errors import InputError
from ..networks import Network, architecture_of
from .flax_modules import arrays_in, check_plain_kernels

SAME: Mapping[str, str] = MappingProxyType({})
PARAMS = "params"  # linen's collection of weights


def to_flax_state(network: Network, *, names: Mapping[str, str] = SAME) -> dict[str, Any]:
    """The weights as flax keeps a convolution's: `{"conv1_1": {"kernel": [k k c d], "bias": [d]}, ...}`.

    `names` has the path of a convolution in the other module where it isn't called as here: `{"conv1_1":
    "block1/Conv_0"}`. It is what linen's "params" are, and with `nnx.update(module, state)` what a module of nnx takes.
    A part of a path that is a number is a place in a list. Raises InputError for a network that is no architecture, and
    for one that is prepared.

    Args:
        network: of a known architecture.
        names: paths of convolutions in the other module.

    Returns:
        Arrays by name.

    Example:
        >>> import stylejax
        >>> network = stylejax.load_network("compact")
        >>> state = stylejax.networks.to_flax_state(network, names={"conv1_1": "heads/0"})
        >>> state["heads"][0]["kernel"].shape
        (1, 1, 16, 64)
    """
    architecture_of(network)
    check_plain_kernels(network)
    state = dict[str, Any]()
    for layer, tensors in network.parameters.items():
        *outer, last = _path(names.get(layer, layer))
        inner = state
        for key in outer:
            inner = inner.setdefault(key, {})
        inner[last] = dict(tensors)
    return state


def from_flax_state(state: Any, *, like: Network, names: Mapping[str, str] = SAME) -> Network:
    """The network `like` with the weights of a flax module in place of its own.

    `state` is a module of nnx or its state, linen's variables, or their "params"; of what it holds beyond the network's
    convolutions nothing is read. `names` is that of `to_flax_state`. With `save_network` the weights become a file.
    Raises InputError for what is no state, and for weights that are missing, or of another shape than the network's.

    Args:
        state: what a module holds.
        like: a network of the same layers.
        names: paths of convolutions in the other module.

    Returns:
        A network with those weights.

    Example:
        >>> import stylejax
        >>> network = stylejax.load_network("compact")
        >>> module = stylejax.networks.to_flax(network)  # ... to be trained
        >>> trained = stylejax.networks.from_flax_state(module.parameters, like=network)
        >>> trained.architecture == network.architecture
        True
    """
    check_plain_kernels(like)
    known = dict(_leaves(_plain(state)))
    parameters = {
        layer: {name: _found(known, (*_path(names.get(layer, layer)), name), old) for name, old in tensors.items()}
        for layer, tensors in like.parameters.items()
    }
    return dataclasses.replace(like, parameters=parameters)


def _plain(state: Any) -> Any:
    """Mappings and arrays alone: of linen's variables the weights."""
    given = nnx.state(state) if isinstance(state, nnx.Module) else state
    if not isinstance(given, Mapping):
        raise InputError(f"state: is a {type(state).__name__}; give a module of nnx, its state, or linen's variables")
    plain = arrays_in(given)
    return plain[PARAMS] if isinstance(plain.get(PARAMS), Mapping) else plain


def _leaves(tree: Any, *, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, path=(*path, key))
        else:
            yield (*path, key), value


def _path(name: str) -> tuple[Any, ...]:
    return tuple(int(part) if part.isdigit() else part for part in name.split("/"))


def _found(known: Mapping[tuple[Any, ...], Any], path: tuple[Any, ...], old: jax.Array) -> jax.Array:
    told = "/".join(map(str, path))
    if path not in known:
        raise InputError(f"state: has no {told!r}; say with `names` where the module keeps it")
    if known[path].shape != old.shape:
        raise InputError(f"state: {told} is {known[path].shape} and the network's {old.shape}; give a network like it")
    return jnp.asarray(known[path])
