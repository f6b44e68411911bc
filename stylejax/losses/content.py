"""Content: how far activations are from those of another picture."""

import jax
import jax.numpy as jnp


def _at_least_float32(array: jax.Array) -> jax.Array:
    """Sums over a picture are beyond half precision; a caller's float64 stays float64."""
    return array.astype(jnp.promote_types(array.dtype, jnp.float32))


def content_loss(features: jax.Array, target: jax.Array) -> jax.Array:
    """`mean((F - P)^2)` of two activations `[h w c]`.

    The paper's equation 1 is half the sum; the mean is what its authors ran (NeuralImageSynthesis, LossLayers.lua:12).
    """
    return squared_distance(features, target) / features.size


def squared_distance(features: jax.Array, target: jax.Array) -> jax.Array:
    """`sum((F - P)^2)` of two activations `[h w c]`, or of two Gram matrices."""
    return jnp.sum(jax.lax.square(_at_least_float32(features) - target))
