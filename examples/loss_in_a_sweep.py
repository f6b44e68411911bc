"""A loss of one's own in a sweep: how far the channels' means lie apart, at three weights, beside Gram matrices."""

import jax
import jax.numpy as jnp

import stylejax
from stylejax import Differentiated, Term, Weights, Whole


def means(features: jax.Array) -> jax.Array:
    """The mean of each channel."""
    return features.mean((0, 1))


photo, painting = (stylejax.read_image(name, size=256) for name in ("photo.jpg", "painting.jpg"))
apart = Differentiated(lambda features, target: jnp.mean((means(features) - target) ** 2), keep=means)
term = Term("means/relu3_1", "relu3_1", Whole(apart), of="style")
weights = {**stylejax.loss_weights(extra={term: 1.0}), term.name: jnp.array([0.0, 1.0, 10.0])}
lanes = Weights(stylejax.loss_weights(extra={term: 1.0}).terms, list(weights.values()))
network = stylejax.load_network()
for lane, result in stylejax.transfer_many(photo, painting, network=network, weights=lanes, steps=100):
    stylejax.write_image(f"means_{lane}.png", result.image)
    print(f"means_{lane}.png: means {result.terms[term.name]:.3g} apart")
