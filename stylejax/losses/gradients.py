"""Losses with a gradient of their own: a whole activation is looked at, and value and gradient are stated.

Most gradients are the value's own. The implementations of 2015 scaled some, masked them or took them of other numbers:
each such habit is a record that holds the loss it changes, so that they combine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import jax
import jax.numpy as jnp

from .protocol import Place


class WholeLoss(Protocol):
    """A loss of a whole activation `[h w c]`, or of a matrix `[c c]`, that states its value and its gradient."""

    def target(self, features: jax.Array, /) -> Any:
        """What is kept of the picture to be matched."""
        ...

    def __call__(self, features: jax.Array, target: Any, /) -> tuple[jax.Array, jax.Array]:
        """The value, and the gradient with respect to the features, of their shape."""
        ...


@dataclass(frozen=True)
class Whole:
    """A loss that is no sum over positions: parts are put together again before it looks at them.

    It may state a gradient that is not its value's own, as some implementations of 2015 used. The price is that the
    whole activation is held in memory also where the network is run in strips.

    Attributes:
        loss: what looks at the whole activation, as a `Differentiated`.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> spread = stylejax.Whole(stylejax.Differentiated(lambda seen, kept: abs(seen.max() - kept.max())))
        >>> float(stylejax.losses.compared(spread, jnp.ones((2, 2, 3)), jnp.full((2, 2, 3), 4.0)))
        3.0
    """

    loss: WholeLoss
    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = False

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> jax.Array:
        return place.embed(place.weigh(features))

    def target(self, sums: jax.Array, /) -> Any:
        return self.loss.target(sums)

    def value(self, sums: jax.Array, target: Any, /) -> jax.Array:
        value, gradient = self.loss(jax.lax.stop_gradient(sums), target)
        return with_gradient(value, sums, gradient)


def with_gradient(value: jax.Array, at: jax.Array, gradient: jax.Array) -> jax.Array:
    """The value, with that gradient with respect to `at` in the place of its own.

    `stop(value) + sum(stop(gradient) * (at - stop(at)))`: the second term is zero, its derivative is not.

    Args:
        value: a number.
        at: an array of any shape.
        gradient: of the same shape.

    Returns:
        The value.

    Example:
        >>> import jax, jax.numpy as jnp
        >>> from stylejax.losses import with_gradient
        >>> jax.grad(lambda x: with_gradient(x.sum(), x, 7 * jnp.ones(2)))(jnp.zeros(2)).tolist()
        [7.0, 7.0]
    """
    stop = jax.lax.stop_gradient
    return stop(value) + jnp.sum(stop(gradient) * (at - stop(at)))


def unchanged(features: jax.Array) -> jax.Array:
    """The features as they are."""
    return features


@dataclass(frozen=True)
class Differentiated:
    """A function of a whole activation and a target, with its own gradient: the simplest loss to hand to `Whole`.

    Attributes:
        function: `(features, kept)` to a number, features being a whole activation `[h w c]`.
        keep: what is kept of a picture's activation as a target; the activation itself by default.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> farthest = stylejax.Whole(stylejax.Differentiated(lambda seen, kept: jnp.max(jnp.abs(seen - kept))))
        >>> float(stylejax.losses.compared(farthest, jnp.ones((2, 2, 3)), jnp.zeros((2, 2, 3))))
        1.0
    """

    function: Callable[[jax.Array, Any], jax.Array]
    keep: Callable[[jax.Array], Any] = unchanged

    def target(self, features: jax.Array, /) -> Any:
        return self.keep(features)

    def __call__(self, features: jax.Array, target: Any, /) -> tuple[jax.Array, jax.Array]:
        return jax.value_and_grad(self.function)(features, target)


@dataclass(frozen=True)
class GradientTimes:
    """The loss, its gradient times a factor.

    Attributes:
        loss: what is compared.
        factor: of the gradient; the value is the loss's own.

    Example:
        >>> import jax, jax.numpy as jnp
        >>> from stylejax.losses import Differentiated, GradientTimes, Whole, compared
        >>> loss = Whole(GradientTimes(Differentiated(lambda seen, kept: jnp.sum((seen - kept) ** 2)), 10.0))
        >>> jax.grad(lambda seen: compared(loss, seen, jnp.zeros((1, 1, 1))))(jnp.ones((1, 1, 1))).item()
        20.0
    """

    loss: WholeLoss
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

    Attributes:
        loss: what is compared.
        total: of the magnitudes of a gradient, as `jnp.mean`.
        epsilon: what is added to it.

    Example:
        >>> import jax, jax.numpy as jnp
        >>> from stylejax.losses import Differentiated, OverGradient, Whole, compared
        >>> loss = Whole(OverGradient(Differentiated(lambda seen, kept: jnp.sum((seen - kept) ** 2)), jnp.sum))
        >>> jax.grad(lambda seen: compared(loss, seen, jnp.zeros((1, 1, 1))))(jnp.ones((1, 1, 1))).item()
        1.0
    """

    loss: WholeLoss
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
    """The loss, its gradient set to 0 wherever the activation is 0.

    Attributes:
        loss: what is compared.

    Example:
        >>> import jax, jax.numpy as jnp
        >>> from stylejax.losses import Differentiated, WhereActive, Whole, compared
        >>> loss = Whole(WhereActive(Differentiated(lambda seen, kept: jnp.sum((seen - kept) ** 2))))
        >>> jax.grad(lambda seen: compared(loss, seen, jnp.ones((1, 1, 2))))(jnp.array([[[0.0, 3.0]]])).tolist()
        [[[0.0, 4.0]]]
    """

    loss: WholeLoss

    def target(self, features: jax.Array, /) -> jax.Array:
        return self.loss.target(features)

    def __call__(self, features: jax.Array, target: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        value, gradient = self.loss(features, target)
        return value, jnp.where(features == 0, 0, gradient)
