"""Sliced Wasserstein distance: how activations are distributed along many directions."""

import functools
from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import numpy as np

from ..protocol import Place
from .transport import BUDGET, QUANTILES, Projections, project, quantiles, transport


@dataclass(frozen=True)
class Sliced:
    """`mean_dk((q_dk - q'_dk)^2)` of quantiles `q_d` of the activations along directions `d`, `[D Q]`.

    The mean over directions of the squared Wasserstein-2 distance in one dimension: Heitz, Vanhoey, Chambon, Belcour
    2021, "A Sliced Wasserstein Loss for Neural Texture Synthesis" (CVPR, arXiv:2006.07229). Where a Gram matrix fixes
    products of two channels on average, this one fixes how every mixture of channels is distributed, also its extremes.
    Differences: directions are drawn once, as many as there are channels and at right angles, so that the objective is
    one function and L-BFGS can learn it; where the layer is large, each position is seen along a share of them (see
    `Projections`); quantiles are compared, so that pictures of any two sizes can be. Positions count by their weights.
    The gradient is the values' alone, ranks are taken as constants.

    Attributes:
        seed: of the directions.
        budget: about how many values of a layer are sorted at most.
        quantiles: how many are compared for each direction.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.losses import Sliced, compared, kept
        >>> features = jnp.arange(24.0).reshape(2, 4, 3)
        >>> float(compared(Sliced(), features, kept(Sliced(), features)))
        0.0
    """

    seed: int = 0
    budget: int = BUDGET
    quantiles: int = QUANTILES
    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = True

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> Projections:
        return project(features, directions(features.shape[-1], seed=self.seed), place, budget=self.budget)

    def target(self, sums: Projections, /) -> jax.Array:
        return quantiles(sums, number=self.quantiles)

    def value(self, sums: Projections, target: jax.Array, /) -> jax.Array:
        return transport(self.target(sums), target)


@functools.cache
def directions(channels: int, *, seed: int = 0) -> np.ndarray:
    """Directions in columns, `[c c]`, of length 1 and at right angles: the same for ever, from a seed."""
    drawn = np.random.RandomState(seed).normal(size=(channels, channels))
    basis, triangle = np.linalg.qr(drawn)
    return basis * np.where(np.diagonal(triangle) < 0, -1, 1)[None]
