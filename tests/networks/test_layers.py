"""Laws of ReLU: what it gives, its derivatives, and how little it keeps for them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from miniatures import derivatives, random_picture
from stylejax.networks.layers import relu
from stylejax.networks.networks import features, random_network


def numbers(*shape, seed=0):
    """With zeros among them, where the derivative is 0."""
    values = np.random.default_rng(seed).normal(size=shape)
    return jnp.asarray(np.where(np.abs(values) < 0.2, 0, values), jnp.float32)


@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 7, 2), (2, 8, 3), (5, 17, 4)], ids=str)
def test_values_and_gradients_are_those_of_the_plain_function(shape):
    image, change = numbers(*shape), numbers(*shape, seed=1)
    results = (derivatives(function, image, change, change) for function in (relu, jax.nn.relu))
    for found, expected in zip(*results, strict=True):
        np.testing.assert_array_equal(found, expected)


def test_lanes_are_rectified_alike():
    images = numbers(3, 4, 9, 2)
    slopes = jax.grad(lambda image: jnp.sum(jnp.sin(relu(image))))
    for image, gradient in zip(images, jax.jit(jax.vmap(slopes))(images), strict=True):
        np.testing.assert_array_equal(gradient, jax.jit(slopes)(image))


def test_a_second_derivative_goes_through():
    image, change = numbers(4, 9, 2), numbers(4, 9, 2, seed=1)
    gradient = jax.grad(lambda each: jnp.sum(relu(each) ** 3))
    _, _, along = derivatives(gradient, image, change, change)
    np.testing.assert_allclose(along, 6 * np.maximum(image, 0) * np.asarray(change), rtol=1e-5)


def test_what_is_not_a_number_stays_so():
    assert np.isnan(relu(jnp.full((1, 1, 1), jnp.nan)))


def test_of_layers_that_no_term_looks_at_signs_are_kept_and_not_values():
    """The gradient takes less memory than those layers' activations alone."""
    network = random_network("vgg19", seed=0, width=1 / 4)
    image = random_picture(256, 256)
    program = jax.jit(jax.grad(lambda image: jnp.sum(features(network, image, ["relu3_4"])["relu3_4"] ** 2)))
    kept = ["relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1", "relu3_2", "relu3_3", "relu3_4"]
    values = jax.eval_shape(lambda image: features(network, image, kept), image)
    taken = program.lower(image).compile().memory_analysis().temp_size_in_bytes
    assert taken < 0.75 * sum(value.size * 4 for value in values.values())
