"""What the artists do against noise: priors on the picture itself, which state value and gradient as losses do."""

from dataclasses import dataclass
from typing import Protocol

import jax
import jax.numpy as jnp


class Smoothing(Protocol):
    """A prior on a picture `[h w 3]` in the artist's units: its value, and its gradient of the picture's shape."""

    def __call__(self, x: jax.Array, /) -> tuple[jax.Array, jax.Array]: ...


@dataclass(frozen=True)
class Unsmoothed:
    """No prior, as in the paper."""

    def __call__(self, x: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        return jnp.zeros((), x.dtype), jnp.zeros_like(x)


UNSMOOTHED = Unsmoothed()


@dataclass(frozen=True)
class TotalVariation:
    """`weight * factor * sum_ij ((x_ij - x_i+1,j)^2 + (x_ij - x_i,j+1)^2)^exponent`.

    The sum is over all pixels but the last row and the last column.
    """

    weight: float
    factor: float = 1.0
    exponent: float = 1.0

    def __call__(self, x: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        return jax.value_and_grad(self._value)(x)

    def _value(self, x: jax.Array) -> jax.Array:
        down, across = x[:-1, :-1] - x[1:, :-1], x[:-1, :-1] - x[:-1, 1:]
        return self.weight * self.factor * jnp.sum((jnp.square(down) + jnp.square(across)) ** self.exponent)


@dataclass(frozen=True)
class OnlyGradient:
    """The gradient of a prior whose value is left out of the reported loss."""

    prior: Smoothing

    def __call__(self, x: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        return jnp.zeros((), x.dtype), self.prior(x)[1]


@dataclass(frozen=True)
class Laplacian:
    """The gradient `-weight / 8 * (neighbors' sum - 4 x)`, with zeros around the picture; it has no value."""

    weight: float

    def __call__(self, x: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        padded = jnp.pad(x, ((1, 1), (1, 1), (0, 0)))
        neighbors = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
        return jnp.zeros((), x.dtype), -self.weight / 8 * (neighbors - 4 * x)
