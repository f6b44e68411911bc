"""What keeps a texture from being its original once more, shifted in time."""

from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp

from ..protocol import Place, at_least_float32, check_alike


@dataclass(frozen=True)
class Diversity:
    """`sum_s p_s r_s` for correlations `r_s` of a layer with the target shifted by s positions, circularly.

    `r_s = <F, shift_s S> / (|F| |S|)` is 1 where one is the other shifted, and the weights `p = softmax(sharpness r)`
    make of it a smooth maximum over all shifts. F and S are without their means over time, and the longer one is cut to
    the length of the other. It is 1 at its own target, not 0: more is less diverse.

    Source: Antognini, Hoffman and Weiss 2019 ("Audio texture synthesis with random neural networks"), section 3.3,
    after the inverse of the smallest distance over shifts; a correlation has no pole at the original.

    Attributes:
        sharpness: how much the best shift counts before others.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.losses import Diversity, compared, kept
        >>> sound = jnp.sin(jnp.arange(16.0)).reshape(16, 1, 1)
        >>> round(float(compared(Diversity(), sound, kept(Diversity(), sound))), 1)
        1.0
    """

    sharpness: float = 50.0
    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = False

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> Any:
        return place.embed(place.weigh(at_least_float32(features)))

    def target(self, sums: Any, /) -> jax.Array:
        rows = sums.reshape(sums.shape[0], -1)
        return rows - rows.mean(0, keepdims=True)

    def value(self, sums: Any, target: jax.Array, /) -> jax.Array:
        own = self.target(sums)
        check_alike("diversity", own.shape[1:], target.shape[1:])
        length = min(len(own), len(target))
        own, other = own[:length], target[:length]
        spectra = jnp.fft.rfft(own, axis=0) * jnp.conj(jnp.fft.rfft(other, axis=0))
        products = jnp.fft.irfft(spectra.sum(1), length)
        sizes = jnp.sum(jnp.square(own)) * jnp.sum(jnp.square(other))
        alike = products / jnp.sqrt(jnp.where(sizes > 0, sizes, 1))
        return jnp.sum(jax.nn.softmax(self.sharpness * alike) * alike)
