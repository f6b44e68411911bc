"""Which frequencies of a picture an optimizer moves first."""

import math
from typing import Any

import jax
import jax.numpy as jnp

from .curvature import dot

EXPONENT = 0.5


def low_frequencies_first(picture: Any, *, exponent: float = EXPONENT) -> Any:
    """A picture `[h w c]`, or a tree of such, with its cosine spectrum multiplied by `(f + f0)^-exponent`.

    `f = hypot(i / h, j / w)` is 1 at the finest frequency along a side, `f0 = 1 / min(h, w)`. As a preconditioner of
    `lbfgs` it makes light, dark and large strokes come sooner and grain later: along low frequencies of brightness the
    objective bends little, so that the gradient alone moves them slowest (docs/performance.md). The picture is
    continued by its mirror image: nothing wraps around.
    """
    return jax.tree.map(lambda values: _weighted(values, exponent), picture)


def cosine_frequencies(height: int, width: int) -> jax.Array:
    """`hypot(i / h, j / w)` of each coefficient of a cosine spectrum, `[h w]`: 1 is the finest along a side."""
    return jnp.hypot(jnp.arange(height)[:, None] / height, jnp.arange(width)[None] / width)


def _weighted(values: jax.Array, exponent: float) -> jax.Array:
    frequency = cosine_frequencies(*values.shape[:2]) + 1 / min(values.shape[:2])
    down, across = (_cosines(length) for length in values.shape[:2])

    def one(plane: jax.Array) -> jax.Array:
        spectrum = dot(dot(down, plane), across.T) * frequency**-exponent
        return dot(dot(down.T, spectrum), across)

    return jax.vmap(one, -1, -1)(values).astype(values.dtype)


def _cosines(length: int) -> jax.Array:
    """The orthonormal cosine transform of so many values, `[n n]`: `sqrt(2 / n) cos(pi (2 j + 1) k / (2 n))`.

    As a matrix it compiles quickly, and a picture on several devices need not be gathered, as for a Fourier transform.
    """
    waves = jnp.arange(length)[:, None]
    angles = jnp.pi / (2 * length) * (waves * (2 * jnp.arange(length)[None] + 1) % (4 * length))
    return jnp.where(waves == 0, math.sqrt(1 / length), math.sqrt(2 / length) * jnp.cos(angles))
