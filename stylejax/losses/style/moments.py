"""Means and deviations of a layer's channels, as a style: fewer numbers than a Gram matrix, and calmer pictures."""

from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp

from ..protocol import Place, at_least_float32, check_alike, divided

LEAST_VARIANCE = 1e-6  # added to each: the derivative of a root is infinite at 0


@dataclass(frozen=True)
class Moments:
    """`mean_i((m_i - m'_i)^2 + (s_i - s'_i)^2)` of the channels' means `m` and standard deviations `s`.

    A batch-normalization loss: Li, Wang, Liu, Hou 2017, "Demystifying neural style transfer", section 4.3, there a sum
    divided by the channels. `s = sqrt(variance + 1e-6)`. Positions count by their weights. What two channels do
    together is not compared, so that textures of crossing strokes fall apart into their parts.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.losses import Moments, compared, kept
        >>> features = jnp.arange(24.0).reshape(2, 4, 3)
        >>> float(compared(Moments(), features, kept(Moments(), features)))
        0.0
    """

    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = True

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> Any:
        values = at_least_float32(features)
        one, two = place.weigh(values), place.weigh(jnp.square(values))
        return {"values": one.sum((0, 1)), "squares": two.sum((0, 1)), "positions": place.count(features)}

    def target(self, sums: Any, /) -> jax.Array:
        mean, square = (divided(sums[name], sums["positions"]) for name in ("values", "squares"))
        return jnp.stack([mean, jnp.sqrt(jnp.maximum(square - jnp.square(mean), 0) + LEAST_VARIANCE)])

    def value(self, sums: Any, target: jax.Array, /) -> jax.Array:
        moments = self.target(sums)
        check_alike("style", moments.shape, target.shape)
        return jnp.sum(jnp.square(moments - target)) / moments.shape[-1]
