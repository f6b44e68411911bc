"""Which frequencies of a picture an optimizer moves first."""

from typing import Any

import jax
import jax.numpy as jnp

EXPONENT = 0.5


def low_frequencies_first(picture: Any, *, exponent: float = EXPONENT) -> Any:
    """A picture `[h w c]`, or a tree of such, with its cosine spectrum multiplied by `(f + f0)^-exponent`.

    `f = hypot(i / h, j / w)` is 1 at the finest frequency along a side, `f0 = 1 / min(h, w)`. As a preconditioner of
    `lbfgs` it makes light, dark and large strokes come sooner and grain later: along low frequencies of brightness the
    objective bends little, so that the gradient alone moves them slowest (docs/performance.md). The picture is
    continued by its mirror image: nothing wraps around.
    """
    return jax.tree.map(lambda values: _weighted(values, exponent), picture)


def _weighted(values: jax.Array, exponent: float) -> jax.Array:
    """By Fourier transforms of the picture and its mirror images: a wave of it is a cosine wave of the picture."""
    height, width = values.shape[:2]
    down, across = jnp.fft.fftfreq(2 * height), jnp.fft.rfftfreq(2 * width)
    weights = (2 * jnp.hypot(down[:, None], across[None]) + 1 / min(height, width)) ** -exponent

    def one(plane: jax.Array) -> jax.Array:
        rows = jnp.fft.rfft(jnp.pad(plane, ((0, 0), (0, width)), mode="symmetric"))
        spectrum = jnp.fft.fft(jnp.pad(rows, ((0, height), (0, 0)), mode="symmetric"), axis=0)
        rows = jnp.fft.ifft(spectrum * weights, axis=0)[:height]
        return jnp.fft.irfft(rows, 2 * width)[:, :width]

    return jax.vmap(one, -1, -1)(values).astype(values.dtype)
