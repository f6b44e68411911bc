"""What the student is asked to match: features over their variance, and Gram matrices."""

from collections.abc import Mapping

import jax
import jax.numpy as jnp

WEIGHTS = {"relu1_1": 0.5, "relu2_1": 1.0, "relu3_1": 1.5, "relu4_1": 1.0, "relu4_2": 1.0, "relu5_1": 1.5}
PROJECTION = 32


def feature_error(output: jax.Array, target: jax.Array) -> jax.Array:
    """Squared error of a head over the teacher's variance, one number a picture.

    Where the teacher is silent only what passes the head's ReLU counts; elsewhere the error is linear in the head, so
    that a head that is wrongly silent still learns. It is never less than the error after the ReLU, and convex.
    """
    error = jnp.where(target > 0, output - target, jax.nn.relu(output))
    error = (error * error).mean((1, 2)).sum(-1)
    variance = target.var((1, 2)).sum(-1)
    return error / (0.5 * variance + 0.5 * variance.mean())


def gram_error(output: jax.Array, target: jax.Array, key: jax.Array) -> jax.Array:
    """Squared error of Gram matrices, relative, seen through a random projection to few channels; one a picture."""
    channels = target.shape[-1]
    projection = jax.random.normal(key, (channels, min(channels, PROJECTION)))
    ours, theirs = _gram(jax.nn.relu(output) @ projection), _gram(target @ projection)
    size = (theirs**2).sum((1, 2))
    return ((ours - theirs) ** 2).sum((1, 2)) / (0.5 * size + 0.5 * size.mean())


def _gram(x: jax.Array) -> jax.Array:
    flat = x.reshape(x.shape[0], -1, x.shape[-1])
    return jnp.einsum("npc,npk->nck", flat, flat) / flat.shape[1]


def distance(
    outputs: Mapping[str, jax.Array], targets: Mapping[str, jax.Array], key: jax.Array, *, gram_weight: float
) -> tuple[jax.Array, dict[str, jax.Array]]:
    """Weighted sum over layers of feature and Gram errors, and each layer's errors for the log."""
    total, log = jnp.zeros(()), {}
    for index, layer in enumerate(WEIGHTS):
        target = targets[layer].astype(jnp.float32)
        features = feature_error(outputs[layer], target).mean()
        gram = gram_error(outputs[layer], target, jax.random.fold_in(key, index)).mean()
        log[layer] = jnp.stack([features, gram])
        total += WEIGHTS[layer] * (features + gram_weight * gram)
    return total, log
