"""Network in Network against an independent reference in double precision."""

import dataclasses
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from caffe_reference import POOLS, nin_activations
from stylejax.networks.architectures.graph import Architecture, layers_of
from stylejax.networks.layers import Convolution, Relu
from stylejax.networks.networks import Network, Pixels, features, random_network, with_pooling
from stylejax.networks.pooling import CAFFE_POOLINGS
from stylejax.weights.hdf5 import checksum, read_network, save_network


@pytest.fixture(scope="module")
def network() -> Network:
    made, numbers = random_network("nin", seed=5, width=1 / 16), np.random.default_rng(6)
    parameters = {
        name: {**tensors, "bias": jnp.asarray(numbers.normal(size=tensors["bias"].shape), jnp.float32)}
        for name, tensors in made.parameters.items()
    }
    return dataclasses.replace(made, parameters=parameters, pixels=Pixels("BGR", 255.0, (120.0, 120.0, 120.0)))


@pytest.mark.parametrize("size", [(100, 117), (107, 95)], ids=str)
@pytest.mark.parametrize("pooling", CAFFE_POOLINGS)
def test_features_are_those_of_an_independent_nin(pooling: str, size: tuple[int, int], network: Network) -> None:
    network = with_pooling(network, pooling)
    image = jnp.asarray(np.random.default_rng(7).random((*size, 3)), jnp.float32)
    pixels = np.asarray(image, np.float64)[..., ::-1] * 255 - 120
    expected = nin_activations(network.parameters, pixels, POOLS[pooling])
    assert list(expected) == [layer.name for layer in layers_of(network.architecture)]
    found = jax.jit(lambda x: features(network, x, tuple(expected)))(image)
    for layer, values in expected.items():
        assert_allclose(found[layer], values, rtol=1e-5, atol=1e-5 * abs(values).max(), err_msg=layer)


@pytest.mark.parametrize(
    ("pooling", "side", "sizes"),
    [
        ("max", 224, (54, 27, 13, 6)),
        ("average", 227, (55, 27, 13, 6)),
        ("average-floor", 224, (54, 26, 12, 5)),
        ("average-floor", 435, (107, 53, 26, 12)),
        ("max", 67, (15, 7, 3, 1)),
    ],
)
def test_every_stage_has_caffes_size(pooling: str, side: int, sizes: tuple[int, ...], network: Network) -> None:
    names, network = ("conv1", "conv2", "conv3", "conv4-1024"), with_pooling(network, pooling)
    found = jax.eval_shape(lambda x: features(network, x, names), jnp.ones((side, side, 3)))
    assert tuple(found[name].shape[0] for name in names) == sizes


def test_the_full_network_has_as_many_numbers_as_caffes() -> None:
    parameters = random_network("nin", seed=0).parameters
    assert sum(array.size for array in jax.tree.leaves(dict(parameters))) == 7_595_176
    assert parameters["conv1"]["kernel"].shape == (11, 11, 3, 96)
    assert parameters["cccp8-1024"]["kernel"].shape == (1, 1, 1024, 1000)


def test_each_convolution_is_followed_by_its_relu() -> None:
    layers = layers_of(Architecture("nin"))
    convolutions = [layer.name for layer in layers if isinstance(layer.operation, Convolution)]
    rectified = {layer.sources[0]: layer.name for layer in layers if isinstance(layer.operation, Relu)}
    assert len(convolutions) == 12
    assert list(rectified) == convolutions
    assert [rectified[name] for name in ("conv1", "conv2", "conv3", "conv4-1024")] == [
        "relu0",
        "relu3",
        "relu7",
        "relu10",
    ]


@pytest.mark.parametrize(("last", "end"), [("conv1", "relu0"), ("cccp4", "relu6"), ("conv4-1024", "relu10")])
def test_a_network_may_end_early(last: str, end: str) -> None:
    shortened = layers_of(Architecture("nin", last=last))
    assert shortened[-1].name == end
    assert shortened == layers_of(Architecture("nin"))[: len(shortened)]


def test_round_trip_is_lossless(network: Network, tmp_path: Path) -> None:
    save_network(tmp_path / "a.h5", network)
    read = read_network(tmp_path / "a.h5")
    assert (read.architecture, read.pixels) == (network.architecture, network.pixels)
    jax.tree.map(assert_array_equal, dict(read.parameters), dict(network.parameters))
    save_network(tmp_path / "b.h5", read)
    assert checksum(tmp_path / "a.h5") == checksum(tmp_path / "b.h5")
