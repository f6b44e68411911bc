"""Laws of total variation."""

import jax.numpy as jnp
import numpy as np
import pytest

from miniatures import activations, derivatives
from stylejax.losses.variation import total_variation


def test_total_variation_of_a_constant_is_zero():
    assert total_variation(jnp.full((6, 9, 3), 0.7)) == 0


def test_total_variation_is_exact_on_a_case_by_hand():
    image = jnp.array([[[0.0], [1.0], [3.0]], [[2.0], [2.0], [2.0]]])
    assert total_variation(image) == (4 + 1 + 1) / 3 + (1 + 4 + 0 + 0) / 4


@pytest.mark.parametrize("shape", [(5, 7, 3), (1, 4, 3), (3, 1, 2), (1, 1, 3)], ids=str)
def test_the_gradient_of_total_variation_is_that_of_the_plain_expression(shape):
    def plain(image):
        down, across = (jnp.square(jnp.diff(image, axis=axis)) for axis in (0, 1))
        return jnp.sum(down) / max(down.size, 1) + jnp.sum(across) / max(across.size, 1)

    image = jnp.asarray(np.random.default_rng(0).normal(size=shape), jnp.float32)
    one, along = jnp.float32(1), jnp.square(image)
    found, expected = (derivatives(function, image, one, along) for function in (total_variation, plain))
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found[2], expected[2], rtol=1e-5)


def test_total_variation_of_a_line_counts_only_along_it():
    assert total_variation(jnp.array([[[0.0], [2.0]]])) == 4
    assert total_variation(jnp.array([[[0.0]], [[2.0]]])) == 4
    assert total_variation(jnp.array([[[2.0]]])) == 0


def test_total_variation_is_blind_to_mirroring_and_turning():
    image = jnp.asarray(activations(6, 9, 3))
    for turned in (image[::-1], image[:, ::-1], image.transpose(1, 0, 2)):
        np.testing.assert_allclose(total_variation(turned), total_variation(image), rtol=1e-5)
