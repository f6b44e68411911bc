"""Content: how far activations are from those of another picture."""

from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
from jax.typing import ArrayLike

from .protocol import Place, at_least_float32, check_alike, compared, divided


@dataclass(frozen=True)
class Content:
    """`mean((F - P)^2)` over the positions and channels of a layer: the content loss.

    The paper's equation 1 is half the sum; the mean is what its authors ran (NeuralImageSynthesis, LossLayers.lua:12).

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> stylejax.Term("content/relu4_2", "relu4_2", stylejax.Content(), of="content").loss == stylejax.Content()
        True
    """

    reads_target: ClassVar[bool] = True
    squared: ClassVar[bool] = True

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> Any:
        if target is None:
            return place.embed(features)
        check_alike("content", (*place.whole, features.shape[-1]), target.shape)
        squares = place.weigh(_squares(features, place.of(target, features)))
        return {"squares": jnp.sum(squares), "values": features.shape[-1] * place.count(features)}

    def target(self, sums: jax.Array, /) -> jax.Array:
        return sums

    def value(self, sums: Any, target: jax.Array, /) -> jax.Array:
        return divided(sums["squares"], sums["values"])

    def spread(self, target: jax.Array, weight: jax.Array | None) -> jax.Array:
        """The value where each position has the target's mean activation: the variance of its layer."""
        if weight is None:
            return jnp.mean((target - target.mean((0, 1), keepdims=True)) ** 2)
        share = (weight / weight.sum())[..., None]
        mean = jnp.sum(share * target, (0, 1), keepdims=True)
        return jnp.sum(share * (target - mean) ** 2) / target.shape[-1]


def content_loss(features: ArrayLike, target: ArrayLike) -> jax.Array:
    """`mean((F - P)^2)` of two activations `[h w c]`: the value of `Content` on a whole layer.

    Args:
        features: activations of the picture, `[h w c]`.
        target: those of the photo, of the same shape.

    Returns:
        A number, 0 where both are the same.

    Raises:
        InputError: where the shapes differ.

    Example:
        >>> import numpy as np, stylejax
        >>> float(stylejax.content_loss(np.ones((2, 3, 4)), np.zeros((2, 3, 4))))
        1.0
    """
    return compared(Content(), jnp.asarray(features), jnp.asarray(target))


def squared_distance(values: jax.Array, target: jax.Array) -> jax.Array:
    """`sum((F - P)^2)` of two arrays of one shape."""
    return jnp.sum(_squares(values, target))


def _squares(values: jax.Array, target: jax.Array) -> jax.Array:
    return jax.lax.square(at_least_float32(values) - target)
