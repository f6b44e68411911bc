"""Between which values the artists keep their pictures, step by step, and how they show them in the end."""

from dataclasses import dataclass
from typing import Protocol

import jax
import jax.numpy as jnp

from ...networks.networks import Pixels


class Box(Protocol):
    """The lowest and the highest value that a picture may have, each `[1 1 3]`, in the artist's units."""

    def __call__(self, pixels: Pixels, style_x: jax.Array, /) -> tuple[jax.Array, jax.Array]: ...


@dataclass(frozen=True)
class Between:
    """Two values, the same for all channels."""

    low: float
    high: float

    def __call__(self, pixels: Pixels, style_x: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        return jnp.full((1, 1, 3), self.low), jnp.full((1, 1, 3), self.high)


@dataclass(frozen=True)
class Anywhere:
    """No bounds."""

    def __call__(self, pixels: Pixels, style_x: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        return Between(-jnp.inf, jnp.inf)(pixels, style_x)


ANYWHERE = Anywhere()


@dataclass(frozen=True)
class RangeOfStyle:
    """The smallest and the largest value in the style picture, over all channels."""

    def __call__(self, pixels: Pixels, style_x: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        return jnp.broadcast_to(style_x.min(), (1, 1, 3)), jnp.broadcast_to(style_x.max(), (1, 1, 3))


@dataclass(frozen=True)
class ColorsOnly:
    """Black to white: what a picture file can hold."""

    def __call__(self, pixels: Pixels, style_x: jax.Array, /) -> tuple[jax.Array, jax.Array]:
        mean, std = jnp.array([[pixels.mean]]), jnp.array([[pixels.std]])
        return -mean / std, (pixels.scale - mean) / std


def clipped(image: jax.Array) -> jax.Array:
    """Colors below 0 become 0, colors above 1 become 1."""
    return jnp.clip(image, 0, 1)


def stretched(image: jax.Array) -> jax.Array:
    """The smallest value of all becomes 0 and the largest 1, as scipy's `imsave` makes bytes of numbers."""
    low, high = image.min(), image.max()
    return (image - low) / jnp.where(high > low, high - low, 1)
