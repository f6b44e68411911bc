"""Laws of networks made ready to paint: the same network, with kernels for tiles where tiles are worthwhile."""

import jax
import numpy as np
import pytest

from miniatures import random_picture
from stylejax.artists.records import rotated
from stylejax.errors import InputError
from stylejax.losses.objectives import measure_targets, objective
from stylejax.losses.terms import loss_weights
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.convolution import PADDINGS
from stylejax.networks.networks import features, random_network
from stylejax.networks.preparation import prepared
from stylejax.synthesis.transfers import transfer

LAYERS = {"content_layers": ("relu2_1",), "style_layers": ("relu1_1", "relu2_1")}


@pytest.fixture(scope="module")
def wide():
    """Wide enough that tiles are worthwhile at its deeper layers."""
    return random_network(Architecture("vgg19", last="2_1"), seed=0, width=1 / 2)


@pytest.mark.parametrize("padding", PADDINGS)
def test_a_prepared_network_has_the_same_features_and_gradient(padding):
    network = random_network(Architecture("vgg19", padding=padding, last="2_1"), seed=0, width=1 / 2)
    content, style, image = (random_picture(33, 38, seed=seed) for seed in (1, 2, 3))
    weights = loss_weights(tv=0.1, **LAYERS)
    targets = jax.jit(measure_targets)(network, content, style, like=weights)
    evaluate = jax.jit(jax.value_and_grad(objective, has_aux=True))
    plain, ready = (evaluate(image, each, targets, weights) for each in (network, prepared(network)))
    np.testing.assert_allclose(ready[0][0], plain[0][0], rtol=1e-5)
    assert np.linalg.norm(ready[1] - plain[1]) <= 1e-3 * np.linalg.norm(plain[1])
    activate = jax.jit(lambda network: features(network, image, ["relu2_1"])["relu2_1"])
    deep = [activate(each) for each in (network, prepared(network))]
    assert np.linalg.norm(deep[1] - deep[0]) <= 1e-4 * np.linalg.norm(deep[0])


def test_a_transfer_prepares_its_network(wide):
    content, style = random_picture(24, 24, seed=1), random_picture(20, 20, seed=2)
    options = {"weights": loss_weights(**LAYERS), "steps": 3}
    results = [transfer(content, style, network=each, **options) for each in (wide, prepared(wide))]
    np.testing.assert_array_equal(results[0].image, results[1].image)


def test_preparing_adds_transformed_kernels_where_tiles_are_worthwhile_and_nothing_else(wide):
    ready = prepared(wide)
    assert {name for name, layer in ready.parameters.items() if "transformed" in layer} == {"conv1_2", "conv2_1"}
    for name, layer in wide.parameters.items():
        assert all(ready.parameters[name][what] is array for what, array in layer.items())
    again = prepared(ready)
    assert jax.tree.structure(again) == jax.tree.structure(ready)
    assert all(a is b for a, b in zip(jax.tree.leaves(again), jax.tree.leaves(ready), strict=True))


@pytest.mark.parametrize("times", [1, 2])
def test_of_a_network_prepared_for_some_layers_only_what_they_need_is_left(wide, times):
    ready = wide
    for _ in range(times):
        ready = prepared(ready, layers=["relu1_2"])
    assert {name: set(layer) for name, layer in ready.parameters.items()} == {
        "conv1_1": {"kernel", "bias"},
        "conv1_2": {"transformed", "bias"},
    }
    image = random_picture(20, 20)
    found, expected = (features(each, image, ["relu1_2"])["relu1_2"] for each in (ready, prepared(wide)))
    np.testing.assert_array_equal(found, expected)
    with pytest.raises(InputError, match="relu9_9"):
        prepared(wide, layers=["relu9_9"])


def test_a_prepared_network_can_be_that_of_an_artist_who_turned_kernels(wide):
    ready = rotated(prepared(wide).parameters)
    np.testing.assert_array_equal(ready["conv1_2"]["kernel"], wide.parameters["conv1_2"]["kernel"][::-1, ::-1])
