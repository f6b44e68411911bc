"""Where the artists begin: pictures `[h w 3]` in their own units."""

from dataclasses import dataclass
from typing import Protocol

import jax

from ...networks.networks import Pixels, normalize
from ...synthesis.starts import noise_image


class Start(Protocol):
    """The first picture, of the content's shape, from a seed, the content and the units of both."""

    def __call__(self, seed: int, content_x: jax.Array, pixels: Pixels, /) -> jax.Array: ...


@dataclass(frozen=True)
class FromContent:
    """The content picture."""

    def __call__(self, seed: int, content_x: jax.Array, pixels: Pixels, /) -> jax.Array:
        return content_x


@dataclass(frozen=True)
class Gaussian:
    """`N(0, deviation)` in the artist's units, around 0: the mean color, or black where no mean is subtracted."""

    deviation: float = 1.0

    def __call__(self, seed: int, content_x: jax.Array, pixels: Pixels, /) -> jax.Array:
        return self.deviation * jax.random.normal(jax.random.key(seed), content_x.shape, content_x.dtype)


@dataclass(frozen=True)
class Uniform:
    """Evenly spread between two values in the artist's units."""

    low: float
    high: float

    def __call__(self, seed: int, content_x: jax.Array, pixels: Pixels, /) -> jax.Array:
        return jax.random.uniform(jax.random.key(seed), content_x.shape, content_x.dtype, self.low, self.high)


@dataclass(frozen=True)
class GrayNoise:
    """stylejax's own gray noise (`noise_image`), where the source says "white noise" and no more."""

    def __call__(self, seed: int, content_x: jax.Array, pixels: Pixels, /) -> jax.Array:
        return normalize(pixels, noise_image(content_x.shape, seed=seed))
