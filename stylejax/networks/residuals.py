"""Truth values as bits of a byte: what the gradient needs to know of an activation, instead of the activation."""

from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np


def packed(truths: jax.Array, bits: np.ndarray, axes: Sequence[int]) -> jax.Array:
    """Truth values along these axes, at most eight, as one byte; `bits` are their powers of two, and broadcast."""
    return jnp.sum(truths * bits, axis=tuple(axes), dtype=jnp.uint8)


def unpacked(packs: jax.Array, bits: np.ndarray, axes: Sequence[int]) -> jax.Array:
    """The truth values of `packed` again."""
    return (jnp.expand_dims(packs, tuple(axes)) & bits) > 0
