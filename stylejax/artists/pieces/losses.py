"""What the artists compare at a layer: sums and means of squares, of activations or of their Gram matrices."""

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp

from ...losses.gradients import WholeLoss, unchanged
from ...losses.style.gram_matrices import matmul


def one(features: jax.Array) -> float:
    """1."""
    return 1.0


def positions(features: jax.Array) -> float:
    """`M`, the positions of features `[h w c]`."""
    return float(features.shape[0] * features.shape[1])


def size(features: jax.Array) -> float:
    """`N M`, channels times positions."""
    return float(features.size)


def quarter_by_squared_size(features: jax.Array) -> float:
    """`1 / (4 N^2 M^2)`, of the paper's equation 4."""
    return 0.25 / size(features) ** 2


def by_squared_size(features: jax.Array) -> float:
    """`1 / (N M)^2`."""
    return 1 / size(features) ** 2


def squared_positions(features: jax.Array) -> float:
    """`M^2`."""
    return positions(features) ** 2


@dataclass(frozen=True)
class Squares:
    """`factor * total((F - P)^2)`, where `total` is a sum or a mean."""

    total: Callable[[jax.Array], jax.Array] = jnp.sum
    factor: float = 1.0

    def target(self, features: jax.Array, /) -> jax.Array:
        return features

    def __call__(self, features: jax.Array, target: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        return jax.value_and_grad(lambda values: self.factor * self.total(jnp.square(values - target)))(features)


@dataclass(frozen=True)
class OfGram:
    """`factor(F) * loss(G / own(F), A / own(S))`, where `G = F^T F`, `A = S^T S`, and S are the style's features.

    Its gradient is `factor(F) / own(F) * (D + D^T) later(F)`, where D is that of the loss with respect to its matrix:
    its own, unless `later` says that the features had changed by the time the gradient was taken.
    """

    loss: WholeLoss
    own: Callable[[jax.Array], float] = one
    factor: Callable[[jax.Array], float] = one
    later: Callable[[jax.Array], jax.Array] = unchanged

    def target(self, features: jax.Array, /) -> jax.Array:
        flat = features.reshape(-1, features.shape[-1])
        return matmul(flat.T, flat) / self.own(features)

    def __call__(self, features: jax.Array, target: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        factor = self.factor(features)
        value, slope = self.loss(self.target(features), target)
        flat = self.later(features).reshape(-1, features.shape[-1])
        gradient = factor / self.own(features) * matmul(flat, slope + slope.T)
        return factor * value, gradient.reshape(features.shape)


@dataclass(frozen=True)
class Excitement:
    """`-sum(F^2) / 2`: to lower it is to excite the layer; there is nothing to match."""

    def target(self, features: jax.Array, /) -> jax.Array:
        return jnp.zeros(())

    def __call__(self, features: jax.Array, target: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        return -jnp.sum(jnp.square(features)) / 2, -features
