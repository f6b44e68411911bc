"""Laws of families of one's own: a network of theirs has all that ours have."""

from collections.abc import Iterator
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from miniatures import random_picture
from stylejax import (
    Architecture,
    Execution,
    InputError,
    Layer,
    Memory,
    Network,
    features,
    loss_weights,
    prepared,
    random_network,
    read_network,
    save_network,
    transfer,
    with_pooling,
)
from stylejax.networks import AveragePool, Convolution, Family, MaxPool, Relu, architectures, register_family
from stylejax.networks.parts import strips

POOLINGS = {"average": AveragePool(), "max": MaxPool()}
WEIGHTS = loss_weights(content_layers=("relu2",), style_layers=("relu1", "relu2"))


def layers(*, pooling, padding) -> Iterator[Layer]:
    yield Layer("conv1", Convolution(3, 32, padding, margin=1), ("image",))
    yield Layer("relu1", Relu(), ("conv1",))
    yield Layer("pool1", pooling, ("relu1",))
    yield Layer("conv2", Convolution(3, 32, padding, margin=1), ("pool1",))
    yield Layer("relu2", Relu(), ("conv2",))


@dataclass(frozen=True)
class Softplus:
    """`log(1 + e^(s x)) / s` with a sharpness `s` of its own for each channel."""

    def __call__(self, parameters, /, image):
        sharpness = parameters["sharpness"][None, None]
        return jax.nn.softplus(sharpness * image) / sharpness


def smooth_layers(*, pooling, padding) -> Iterator[Layer]:
    for layer in layers(pooling=pooling, padding=padding):
        yield Layer(layer.name, Softplus(), layer.sources) if layer.name == "relu1" else layer


FAMILY = Family(layers, POOLINGS, {"1": "relu1", "2": "relu2"})


@pytest.fixture(scope="module", autouse=True)
def families():
    register_family("two layers of a test", FAMILY)
    register_family("smooth", Family(smooth_layers, POOLINGS, {"2": "relu2"}))


def test_a_network_of_ones_own_family_is_a_file_prepared_cut_and_painted_with(tmp_path, monkeypatch):
    monkeypatch.setattr(strips, "STRIP_VALUES", 32 * 24 * 16)
    network = random_network("two layers of a test", seed=0)
    save_network(tmp_path / "own.h5", network)
    back = read_network(tmp_path / "own.h5")
    assert back.architecture == network.architecture == Architecture("two layers of a test")
    assert "transformed" in prepared(back).parameters["conv2"]
    pictures = random_picture(32, 24, seed=1), random_picture(20, 22, seed=2)
    how = {"network": back, "weights": WEIGHTS, "steps": 3, "levels": 1}
    whole = transfer(*pictures, **how)
    cut = transfer(*pictures, **how, execution=Execution(memory=Memory.LITTLE))
    assert whole.lowest < whole.objective[0]
    np.testing.assert_allclose(cut.objective[:2], whole.objective[:2], rtol=1e-3)


def test_what_may_be_chosen_of_a_family_is_chosen_as_of_ours():
    short = Architecture("two layers of a test", pooling="max", last="1")
    assert short.layer_names() == ("conv1", "relu1")
    assert with_pooling(random_network("two layers of a test", seed=0), "max").architecture.pooling == "max"
    with pytest.raises(
        InputError, match=r"^architecture: 'three' is unknown; choose one of vgg16, .*two layers of a test"
    ):
        Architecture("three")


def test_an_operation_of_ones_own_has_parameters_and_gradients_for_them():
    random, image = random_network("two layers of a test", seed=0), random_picture(12, 10)
    sharp = {**random.parameters, "relu1": {"sharpness": jnp.full(32, 200.0)}}
    network = Network(sharp, Architecture("smooth"), random.pixels)
    one, other = (features(each, image, ("relu2",))["relu2"] for each in (network, random))
    np.testing.assert_allclose(one, other, atol=0.05)
    gradient = jax.grad(lambda network: jnp.sum(features(network, image, ("relu2",))["relu2"]))(network)
    assert np.any(gradient.parameters["relu1"]["sharpness"])


def test_a_name_is_one_family_and_the_same_one_may_be_registered_again():
    register_family("two layers of a test", FAMILY)
    with pytest.raises(InputError, match=r"^name: 'vgg19' is a family already; choose another name"):
        register_family("vgg19", FAMILY)
    assert architectures.FAMILIES["two layers of a test"] is FAMILY
