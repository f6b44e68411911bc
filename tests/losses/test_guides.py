"""Laws of masks at layers: means over positions, and nothing outside them."""

import jax.numpy as jnp
import numpy as np
import pytest

from stylejax import features, random_network
from stylejax.losses import Parts, weights_at_layers
from stylejax.losses.blends import as_blend
from stylejax.losses.guides import in_bands

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


SLOPE = np.broadcast_to(np.linspace(0, 1, 64, dtype=np.float32), (32, 64))


def halves(mask):
    one, other = (as_blend(np.full((8, 8, 3), level)) for level in (0, 1))
    return Parts({"a": one, "b": other}, {"a": 1 - mask, "b": mask})


def test_between_soft_parts_there_are_bands_of_blends():
    """Together they are the masks, and every position belongs to the two blends that are nearest to its own mixture."""
    parts = in_bands(halves(SLOPE))
    assert list(parts.styles) == ["a", "b", "a and b 0.25", "a and b 0.5", "a and b 0.75"]
    np.testing.assert_allclose(sum(parts.where.values()), 1, rtol=1e-6)
    mixture = sum(parts.where[f"a and b {share}"] * share for share in (0.25, 0.5, 0.75)) + parts.where["b"]
    np.testing.assert_allclose(mixture, SLOPE, atol=1e-6)
    np.testing.assert_allclose(parts.styles["a and b 0.25"].shares, [0.75, 0.25])
    np.testing.assert_allclose(sum(parts.weights.values()), 1, rtol=1e-6)


def test_hard_parts_and_their_smooth_edges_stay_as_they_are():
    mask = np.zeros((32, 64), np.float32)
    mask[:, 32:], mask[:, 31] = 1, 0.5
    parts = in_bands(halves(mask))
    assert list(parts.styles) == ["a", "b"]
    np.testing.assert_allclose(parts.where["b"], mask, atol=1e-6)
    assert parts.weights == pytest.approx({"a": 0.5, "b": 0.5})


def test_what_no_part_has_no_band_has():
    empty = np.zeros((32, 64), np.float32)
    parts = in_bands(Parts(halves(SLOPE).styles, {"a": 0.5 * SLOPE, "b": empty + 0.25}))
    np.testing.assert_allclose(sum(parts.where.values()), 0.5 * SLOPE + 0.25, rtol=1e-5)
