"""A plain function as a network."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax

from ..networks import Card, Network, Pixels

AS_THEY_ARE = Pixels()


@dataclass(frozen=True)
class Function:
    """A graph that is a function of parameters and pixels `[h w 3]`, to activations `[h w c]` by the names listed.

    Attributes:
        apply: `(parameters, pixels)` to activations.
        layers: their names.

    Example:
        >>> from stylejax.networks import Function
        >>> Function(lambda scale, pixels: {"whole": scale * pixels}, ("whole",)).layers
        ('whole',)
    """

    apply: Callable[[Any, jax.Array], Mapping[str, jax.Array]]
    layers: tuple[str, ...]

    def layer_names(self) -> tuple[str, ...]:
        return self.layers

    def activations(self, parameters: Any, pixels: jax.Array, layers: Sequence[str], /) -> Mapping[str, jax.Array]:
        return self.apply(parameters, pixels)


def from_function(
    apply: Callable[[Any, jax.Array], Mapping[str, jax.Array]],
    parameters: Any,
    *,
    layers: Sequence[str],
    pixels: Pixels = AS_THEY_ARE,
    name: str = "function",
) -> Network:
    """A network that is a plain function: `apply(parameters, pixels)` to activations `[h w c]` by layer.

    `pixels` says how the function wants its picture `[h w 3]`. Where the same function is meant, hand over the same
    object: another one is compiled anew.

    Args:
        apply: what is computed.
        parameters: its first argument, a tree of arrays.
        layers: names of the activations that it returns.
        pixels: how it wants its picture.
        name: what the network is called in words.

    Returns:
        A network as any other.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> def edges(gain, pixels):
        ...     return {"edges": gain * jnp.abs(pixels[1:, 1:] - pixels[:-1, :-1])}
        >>> network = stylejax.from_function(edges, jnp.float32(2), layers=("edges",))
        >>> stylejax.features(network, jnp.zeros((8, 9, 3)), ("edges",))["edges"].shape
        (7, 8, 3)
    """
    return Network(parameters, Function(apply, tuple(layers)), pixels, Card(name, source="a function"))
