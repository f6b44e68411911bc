"""Histograms of a layer's channels, as a style."""

from dataclasses import dataclass
from typing import Any, ClassVar

import jax

from ..protocol import Place
from .transport import BUDGET, QUANTILES, Projections, project, quantiles, transport


@dataclass(frozen=True)
class Histogram:
    """`mean_ck((q_ck - q'_ck)^2)` of quantiles `q_c` of each channel `c`, `[c Q]`.

    Risser, Wilmot, Barnes 2017, "Stable and Controllable Neural Texture Synthesis and Style Transfer Using Histogram
    Losses" (arXiv:1701.08893), where activations are compared with themselves remapped to the painting's histogram, by
    256 bins, and added to a Gram loss. Here channels are sorted and quantiles compared, with no Gram loss beside: the
    squared Wasserstein-2 distance of channels, `Sliced` along the axes. The remapped values are constants in both.
    Where the layer is large, each position is seen in a share of the channels (see `Projections`). Positions count by
    their weights. What two channels do together is not compared.

    Attributes:
        budget: about how many values of a layer are sorted at most.
        quantiles: how many are compared for each channel.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.losses import Histogram, compared, kept
        >>> features = jnp.arange(24.0).reshape(2, 4, 3)
        >>> float(compared(Histogram(), features, kept(Histogram(), features)))
        0.0
    """

    budget: int = BUDGET
    quantiles: int = QUANTILES
    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = True

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> Projections:
        return project(features, None, place, budget=self.budget)

    def target(self, sums: Projections, /) -> jax.Array:
        return quantiles(sums, number=self.quantiles)

    def value(self, sums: Projections, target: jax.Array, /) -> jax.Array:
        return transport(self.target(sums), target)
