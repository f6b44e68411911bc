"""Which frequencies of a picture an optimizer moves first."""

from typing import Any

import jax
import jax.numpy as jnp
from jax.scipy.fft import dctn, idctn

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
    spectrum = dctn(values, axes=(0, 1), norm="ortho") * frequency[..., None] ** -exponent
    return idctn(spectrum, axes=(0, 1), norm="ortho").astype(values.dtype)
