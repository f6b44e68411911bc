"""Gram matrices compared by their angle and length and not by their size: one weight for every painting."""

from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp

from ..content import squared_distance
from ..protocol import Place, check_alike
from .gram_matrices import Gram

GRAM = Gram()


@dataclass(frozen=True)
class NormalizedGram:
    """`|G - A|^2 / (|G|^2 + |A|^2)` of Gram matrices per position: `Gram`'s value over its upper bound, in [0, 1].

    Gram matrices have no negative product, `<G, A> >= 0`, so that `|G - A|^2 <= |G|^2 + |A|^2`. So every layer and
    every painting weighs alike, where plain terms of different paintings are up to a thousand times apart: Cheng et al.
    2021, "Style-Aware Normalized Loss for Improving Arbitrary Style Transfer" (CVPR, arXiv:2104.10064).

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.losses import NormalizedGram, compared, kept
        >>> features = jnp.arange(24.0).reshape(2, 4, 3)
        >>> float(compared(NormalizedGram(), features, kept(NormalizedGram(), features)))
        0.0
    """

    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = False

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> Any:
        return GRAM.sums(features, target, place)

    def target(self, sums: Any, /) -> jax.Array:
        return GRAM.target(sums)

    def value(self, sums: Any, target: jax.Array, /) -> jax.Array:
        matrix = self.target(sums)
        check_alike("style", matrix.shape, target.shape)
        bound = jnp.sum(jnp.square(matrix)) + jnp.sum(jnp.square(target))
        return squared_distance(matrix, target) / jnp.where(bound > 0, bound, 1)
