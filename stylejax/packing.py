"""Truth values as bits of a byte: what the gradient needs to know of an activation, instead of the activation."""

from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np


def packed(truths: jax.Array, places: np.ndarray, axes: Sequence[int]) -> jax.Array:
    """Truth values along these axes, at most eight, as one byte; `places` says which bit each is, and broadcasts."""
    return jnp.sum(truths.astype(jnp.uint8) << places, axis=tuple(axes), dtype=jnp.uint8)


def unpacked(packs: jax.Array, places: np.ndarray, axes: Sequence[int]) -> jax.Array:
    """The truth values of `packed` again."""
    return ((jnp.expand_dims(packs, tuple(axes)) >> places) & 1).astype(bool)
