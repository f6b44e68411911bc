"""The objective's gradient against central differences in double precision."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from miniatures import random_picture
from stylejax.losses.objectives import measure_targets, objective
from stylejax.losses.terms import loss_weights
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.networks import random_network

LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}
STEP = 1e-6


def slopes_along(directions, gradient):
    return [np.vdot(direction, np.asarray(gradient)) for direction in directions]


@pytest.mark.parametrize(("pooling", "padding"), [("average", "replicate"), ("max", "reflect")])
def test_the_gradient_is_that_of_central_differences_in_double_precision(pooling, padding):
    architecture = Architecture("vgg19", pooling=pooling, padding=padding, last="2_1")
    network, weights = random_network(architecture, seed=0, width=1 / 16), loss_weights(tv=0.1, **LAYERS)
    content, style, image = (random_picture(16, 17, seed=seed) for seed in (1, 2, 3))
    directions = np.random.default_rng(7).normal(size=(3, *image.shape)) / np.sqrt(image.size)
    evaluate = jax.jit(jax.value_and_grad(objective, has_aux=True))
    targets = jax.jit(measure_targets)(network, content, style, like=weights)
    single = slopes_along(directions, evaluate(image, network, targets, weights)[1])
    with jax.enable_x64(True):
        start, *rest = jax.tree.map(lambda array: jnp.asarray(array, jnp.float64), (image, network, targets, weights))
        at = lambda point: evaluate(point, *rest)[0][0]  # noqa: E731
        double = slopes_along(directions, evaluate(start, *rest)[1])
        differences = [(at(start + STEP * way) - at(start - STEP * way)) / (2 * STEP) for way in directions]
        assert {array.dtype for array in (at(start), *differences)} == {jnp.dtype("float64")}
    np.testing.assert_allclose(double, differences, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(single, double, rtol=1e-4, atol=1e-6)


def test_the_gradient_takes_one_convolution_back_for_each_one_there_and_none_for_kernels_or_above_the_deepest_layer():
    network, weights = random_network("vgg19", seed=0, width=1 / 16), loss_weights(**LAYERS)
    image = random_picture(32, 32)
    targets = measure_targets(network, image, image, like=weights)
    program = jax.jit(jax.value_and_grad(objective, has_aux=True)).lower(image, network, targets, weights)
    convolutions = ("conv1_1", "conv1_2", "conv2_1")
    assert program.as_text().count("stablehlo.convolution") == 2 * len(convolutions)
