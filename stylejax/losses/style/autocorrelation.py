"""Rhythm: how much a layer is like itself a while later."""

from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp

from ..protocol import Place, at_least_float32, check_alike


@dataclass(frozen=True)
class Autocorrelation:
    """`mean((R - A)^2) / mean(A_0^2)` of autocorrelations over the first axis, `R_lc = sum_t F_tc F_{t+l,c} / n`.

    F is without its mean over time, and counts as 0 beyond its ends. What the value is divided by, the squared variance
    of the target, leaves the chance correlations of noise as small as they are. Lags are from `first` to `last`, in
    positions. So sounds of unequal length compare, and what comes again at a beat does so in what is made of it.

    Source: Antognini, Hoffman and Weiss 2019 ("Audio texture synthesis with random neural networks"), equation 3, whose
    lags are 200 ms to 2 s and whose autocorrelation is circular; without the mean their numbers are mostly loudness.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.losses import Autocorrelation, compared, kept
        >>> beat = jnp.tile(jnp.array([1.0, 0.0, 0.0]), 8).reshape(24, 1, 1)
        >>> loss = Autocorrelation(first=1, last=6)
        >>> [round(float(each), 3) for each in kept(loss, beat)["lags"][:, 0]]
        [-0.102, -0.106, 0.194, -0.088, -0.093, 0.167]
    """

    first: int
    last: int
    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = False

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> Any:
        return {"features": place.embed(place.weigh(at_least_float32(features))), "positions": place.count(features)}

    def target(self, sums: Any, /) -> Any:
        features = sums["features"]
        rows = features.reshape(features.shape[0], -1)
        rows = rows - rows.mean(0, keepdims=True)
        spectrum = jnp.fft.rfft(rows, 2 * rows.shape[0], axis=0)
        whole = jnp.fft.irfft(spectrum.real**2 + spectrum.imag**2, 2 * rows.shape[0], axis=0) / sums["positions"]
        return {"lags": whole[self.first : min(self.last + 1, rows.shape[0])], "power": jnp.mean(whole[0] ** 2)}

    def value(self, sums: Any, target: Any, /) -> jax.Array:
        own, other = self.target(sums)["lags"], target["lags"]
        lags = min(own.shape[0], other.shape[0])  # of the shorter sound
        check_alike("autocorrelation", own.shape[1:], other.shape[1:])
        return jnp.mean(jnp.square(own[:lags] - other[:lags])) / jnp.where(target["power"] > 0, target["power"], 1.0)
