"""Total variation: how much neighboring pixels differ."""

from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from .protocol import Place, at_least_float32


@dataclass(frozen=True)
class TotalVariation:
    """Mean squared difference of neighbors, down plus across: a term on the picture, compared with nothing.

    Example:
        >>> import stylejax
        >>> [term.loss for term in stylejax.loss_weights(tv=1e-3).terms][-1]
        TotalVariation()
    """

    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = False

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> jax.Array:
        return place.embed(features)

    def target(self, sums: jax.Array, /) -> tuple[()]:
        return ()

    def value(self, sums: jax.Array, target: Any, /) -> jax.Array:
        return total_variation(sums)


def total_variation(image: ArrayLike) -> jax.Array:
    """Mean squared difference of neighbors, down plus across, of a picture `[h w c]`; not in the paper.

    A side of one pixel has no neighbors and adds nothing.

    Args:
        image: `[h w c]`.

    Returns:
        A number, 0 for a picture of one color.

    Example:
        >>> import numpy as np, stylejax
        >>> float(stylejax.total_variation(np.ones((4, 5, 3))))
        0.0
    """
    return _variation(at_least_float32(jnp.asarray(image)))


@jax.custom_jvp
def _variation(image: jax.Array) -> jax.Array:
    down, across = jnp.square(jnp.diff(image, axis=0)), jnp.square(jnp.diff(image, axis=1))
    return jnp.sum(down) / max(down.size, 1) + jnp.sum(across) / max(across.size, 1)


@_variation.defjvp
def _variation_derivative(images: tuple[jax.Array], changes: tuple[jax.Array]) -> tuple[jax.Array, jax.Array]:
    """From differences the other way round: the compiler would keep those of the value, of two pictures' size."""
    (image,), (change,) = images, changes
    slopes = (_slope(image[:-1] - image[1:], 0), _slope(image[:, :-1] - image[:, 1:], 1))
    return _variation(image), jnp.sum((slopes[0] + slopes[1]) * change)


def _slope(differences: jax.Array, axis: int) -> jax.Array:
    """The gradient of the differences' mean square for the pixels that they are of, along an axis."""
    margins = np.zeros((2, 3, 2), int)
    margins[0, axis, 1] = margins[1, axis, 0] = 1
    first, second = (jnp.pad(differences, margin) for margin in margins)
    return (first - second) * (2 / max(differences.size, 1))
