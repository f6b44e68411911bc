"""What the artists compare at a layer: losses that state their value and the gradient that was used with it.

Most gradients are the value's own. Some were scaled, masked or taken of other numbers: each such habit is a record that
holds the loss it changes, so that they combine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import jax
import jax.numpy as jnp

from .style.gram_matrices import matmul


class Loss(Protocol):
    """A loss of activations `[h w c]`, or of matrices `[c c]`, and of what they are to match."""

    def target(self, features: jax.Array, /) -> jax.Array:
        """What is kept of the picture to be matched."""
        ...

    def __call__(self, features: jax.Array, target: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        """The value, and the gradient with respect to the features, of their shape."""
        ...


def with_gradient(value: jax.Array, at: jax.Array, gradient: jax.Array) -> jax.Array:
    """The value, with that gradient with respect to `at` in the place of its own.

    `stop(value) + sum(stop(gradient) * (at - stop(at)))`: the second term is zero, its derivative is not.
    """
    stop = jax.lax.stop_gradient
    return stop(value) + jnp.sum(stop(gradient) * (at - stop(at)))


def unchanged(features: jax.Array) -> jax.Array:
    """The features as they are."""
    return features


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

    loss: Loss
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


@dataclass(frozen=True)
class GradientTimes:
    """The loss, its gradient times a factor."""

    loss: Loss
    factor: float

    def target(self, features: jax.Array, /) -> jax.Array:
        return self.loss.target(features)

    def __call__(self, features: jax.Array, target: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        value, gradient = self.loss(features, target)
        return value, self.factor * gradient


@dataclass(frozen=True)
class OverGradient:
    """The loss and its gradient g, both divided by `total(|g|) + epsilon` as if that were a constant.

    At its target, where there is no gradient to divide by, both are 0.
    """

    loss: Loss
    total: Callable[[jax.Array], jax.Array]
    epsilon: float = 0.0

    def target(self, features: jax.Array, /) -> jax.Array:
        return self.loss.target(features)

    def __call__(self, features: jax.Array, target: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        value, gradient = self.loss(features, target)
        total = self.total(jnp.abs(gradient)) + self.epsilon
        total = jnp.where(total > 0, total, 1)
        return value / total, gradient / total


@dataclass(frozen=True)
class WhereActive:
    """The loss, its gradient set to 0 wherever the activation is 0."""

    loss: Loss

    def target(self, features: jax.Array, /) -> jax.Array:
        return self.loss.target(features)

    def __call__(self, features: jax.Array, target: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        value, gradient = self.loss(features, target)
        return value, jnp.where(features == 0, 0, gradient)
