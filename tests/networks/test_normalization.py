"""Normalizing: every channel's mean activation becomes 1, and nothing but scale changes."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from stylejax.errors import InputError
from stylejax.networks.architectures.graph import Architecture, layers_of
from stylejax.networks.layers import Relu
from stylejax.networks.networks import Network, PlainScale, features, random_network, with_pooling
from stylejax.networks.normalization import Normalization, normalize_network, plain_network, scale_error

SHAPES = ((33, 40), (24, 24))  # odd ones too, where pooling leaves a row out


def pictures() -> list[jax.Array]:
    draw = np.random.default_rng(5).random
    return [jnp.asarray(draw((*shape, 3)), jnp.float32) for shape in SHAPES]


@pytest.fixture(scope="module", params=["average", "max"])
def before(request: pytest.FixtureRequest) -> Network:
    """Some convolutions of VGG-19: biases, channels of very different strength, a head, and dead channels."""
    network = random_network(Architecture("vgg19", request.param, "reflect", ("2_1",), "3_2"), seed=2, width=1 / 8)
    draw = np.random.default_rng(3)
    parameters = {
        name: {
            "kernel": jnp.asarray(
                tensors["kernel"] * draw.uniform(0.1, 10, (1, 1, 1, len(tensors["bias"]))), jnp.float32
            ),
            "bias": jnp.asarray(draw.normal(0, 0.1, tensors["bias"].shape), jnp.float32),
        }
        for name, tensors in network.parameters.items()
    }
    parameters["conv1_2"]["bias"] = parameters["conv1_2"]["bias"].at[3].set(-1e6)
    return dataclasses.replace(network, parameters=parameters)


@pytest.fixture(scope="module")
def normalization(before: Network) -> Normalization:
    return normalize_network(before, pictures())


def relus(network: Network) -> list[str]:
    return [layer.name for layer in layers_of(network.architecture) if isinstance(layer.operation, Relu)]


@jax.jit
def all_relus(network: Network, picture: jax.Array) -> dict[str, jax.Array]:
    return features(network, picture, relus(network))


def mean_activations(network: Network) -> dict[str, np.ndarray]:
    """Mean of each channel over pictures and positions, straight from the definition."""
    found = [all_relus(network, picture) for picture in pictures()]
    flat = {layer: [np.reshape(each[layer], (-1, each[layer].shape[-1])) for each in found] for layer in relus(network)}
    return {layer: np.concatenate(parts).mean(axis=0, dtype=np.float64) for layer, parts in flat.items()}


def test_every_living_channel_has_mean_activation_1(normalization: Normalization) -> None:
    for layer, means in mean_activations(normalization.network).items():
        dead = list(normalization.dead.get(layer.replace("relu", "conv"), ()))
        assert_allclose(np.delete(means, dead), 1, rtol=1e-4)


def test_relu_features_changed_in_scale_only(before: Network, normalization: Normalization) -> None:
    unseen = jnp.asarray(np.random.default_rng(9).random((33, 40, 3)), jnp.float32)
    old, new = (all_relus(network, unseen) for network in (before, normalization.network))
    for layer in relus(before):
        divisors = normalization.divisors[layer.replace("relu", "conv")]
        assert_allclose(np.asarray(new[layer]) * divisors, old[layer], rtol=2e-4, atol=5e-6 * old[layer].max())


def test_the_proof_that_is_printed_is_of_rounding_size(before: Network, normalization: Normalization) -> None:
    assert scale_error(before, normalization, pictures()[0]) < 5e-6


def test_the_proof_notices_a_network_that_changed_otherwise(before: Network, normalization: Normalization) -> None:
    parameters = dict(normalization.network.parameters)
    parameters["conv3_1"] = {**parameters["conv3_1"], "bias": parameters["conv3_1"]["bias"] + 0.1}
    changed = dataclasses.replace(normalization.network, parameters=parameters)
    assert scale_error(before, dataclasses.replace(normalization, network=changed), pictures()[0]) > 1e-3


def test_a_dead_channel_is_reported_and_keeps_its_scale(normalization: Normalization) -> None:
    assert 3 in normalization.dead["conv1_2"]
    assert normalization.divisors["conv1_2"][3] == 1
    leaves = jax.tree.leaves(dict(normalization.network.parameters))
    assert all(np.isfinite(leaf).all() for leaf in leaves)


def test_a_layer_that_is_dead_as_a_whole_is_left_alone(shallow: Network) -> None:
    parameters = dict(shallow.parameters)
    parameters["conv1_1"] = {**parameters["conv1_1"], "bias": parameters["conv1_1"]["bias"] - 1e6}
    found = normalize_network(dataclasses.replace(shallow, parameters=parameters), pictures())
    assert len(found.dead["conv1_1"]) == parameters["conv1_1"]["bias"].shape[0]
    assert_array_equal(found.network.parameters["conv1_1"]["kernel"], parameters["conv1_1"]["kernel"])


def test_normalizing_twice_changes_nothing(normalization: Normalization) -> None:
    again = normalize_network(normalization.network, pictures())
    for name, divisors in again.divisors.items():
        assert_allclose(divisors, 1, rtol=2e-4, err_msg=name)


def test_a_narrow_networks_heads_are_normalized_too(normalization: Normalization) -> None:
    assert {"narrow_conv2_1", "conv2_1"} <= set(normalization.divisors)


def test_pixels_padding_and_pooling_stay(before: Network, normalization: Normalization) -> None:
    assert normalization.network.architecture == before.architecture
    assert normalization.network.pixels == before.pixels


def test_means_depend_on_pooling_but_the_law_does_not(before: Network) -> None:
    other = with_pooling(before, "max" if before.architecture.pooling == "average" else "average")
    found = normalize_network(other, pictures())
    assert scale_error(other, found, pictures()[1]) < 5e-6


def test_no_picture_is_refused(shallow: Network) -> None:
    with pytest.raises(InputError, match="no picture"):
        normalize_network(shallow, [])


def scaled(network: Network, *factors: tuple[str, float]) -> Network:
    plain = tuple(PlainScale(layer, factor, factor, factor, "a test") for layer, factor in factors)
    return dataclasses.replace(network, card=dataclasses.replace(network.card, plain=plain))


def test_plain_features_are_the_cards_constants_times_the_networks_own(before: Network) -> None:
    factors = (("conv1_1", 30.0), ("conv1_2", 70.0), ("conv2_1", 117.0), ("conv3_1", 0.3))  # of a head, and of none
    plain = plain_network(scaled(before, *factors))
    old, new = (all_relus(network, pictures()[0]) for network in (before, plain))
    constants = {layer.replace("conv", "relu"): factor for layer, factor in factors}
    for layer in relus(before):
        expected = constants.get(layer, 1.0) * np.asarray(old[layer], np.float64)
        assert np.linalg.norm(new[layer] - expected) <= 1e-6 * np.linalg.norm(expected), layer


def test_pooling_passes_the_plain_scale_on(before: Network) -> None:
    network = scaled(before, ("conv1_2", 70.0))
    old, new = (features(each, pictures()[0], ["pool1"])["pool1"] for each in (network, plain_network(network)))
    assert_allclose(new, 70 * np.asarray(old), rtol=1e-5, atol=1e-5 * float(np.max(new)))


def test_a_plain_network_says_so_and_has_no_plainer_one(before: Network) -> None:
    plain = plain_network(scaled(before, ("conv1_1", 30.0)))
    assert plain.card.name == f"{before.card.name}-plain"
    with pytest.raises(InputError, match="no plain scale"):
        plain_network(plain)


def test_a_network_that_does_not_pass_a_scale_on_is_refused() -> None:
    network = scaled(random_network("googlenet", seed=0, width=1 / 16), ("conv1/7x7_s2", 30.0))
    with pytest.raises(InputError, match=r"LocalResponseNormalization.* does not pass a scale on"):
        plain_network(network)
