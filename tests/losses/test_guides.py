"""Laws of masks at layers: means over positions, and nothing outside them."""

import jax.numpy as jnp
import numpy as np

from stylejax import features, random_network
from stylejax.losses import weights_at_layers

LAYERS = ("relu1_1", "relu2_1", "relu3_1", "image")


def test_a_mask_has_the_shape_of_every_layer_and_keeps_its_mean():
    network = random_network("vgg19", seed=0, width=0.1)
    mask = jnp.asarray(np.random.default_rng(0).uniform(size=(48, 64)), jnp.float32)
    found = weights_at_layers(network, mask, LAYERS)
    seen = features(network, jnp.zeros((48, 64, 3)), LAYERS[:-1])
    assert {layer: values.shape[:2] for layer, values in seen.items()} | {"image": (48, 64)} == {
        layer: guide.shape for layer, guide in found.items()
    }
    for guide in found.values():
        assert 0 <= guide.min() <= guide.max() <= 1
        np.testing.assert_allclose(guide.mean(), mask.mean(), atol=0.01)


def test_a_mask_of_ones_is_one_everywhere():
    found = weights_at_layers(random_network("vgg19", seed=0, width=0.1), jnp.ones((33, 40)), LAYERS)
    for guide in found.values():
        np.testing.assert_allclose(guide, 1, atol=1e-6)
