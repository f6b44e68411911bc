"""Truth values as bits of a byte: what the gradient needs to know of an activation, instead of the activation."""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np


def packed(truths: jax.Array, bits: np.ndarray, axes: Sequence[int]) -> jax.Array:
    """Truth values along these axes, at most eight, as one byte; `bits` are their powers of two, and broadcast."""
    return jnp.sum(truths * bits, axis=tuple(axes), dtype=jnp.uint8)


def unpacked(packs: jax.Array, bits: np.ndarray, axes: Sequence[int]) -> jax.Array:
    """The truth values of `packed` again."""
    return (jnp.expand_dims(packs, tuple(axes)) & bits) > 0


def depend_on(value: jax.Array, *others: Any) -> jax.Array:
    """The same value, but not before the others are computed.

    Their first numbers are added to it, times zero: XLA drops `optimization_barrier` on CPU before it orders things.
    """
    for other in jax.tree.leaves(others):
        first = jax.lax.slice(other, [0] * other.ndim, [1] * other.ndim)
        value = value + 0 * first.reshape(()).astype(value.dtype)
    return value
