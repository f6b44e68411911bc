"""GoogLeNet against an independent reference in double precision, and the laws of its parts."""

import dataclasses
from pathlib import Path

import h5py
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from caffe_reference import POOLS, googlenet_activations, normalize_responses
from miniatures import convolutions_in
from stylejax.errors import InputError
from stylejax.networks.architectures.graph import Architecture, layers_of, needed_layers
from stylejax.networks.layers import Concatenate, Convolution, LocalResponseNormalization, Relu
from stylejax.networks.networks import Network, Pixels, features, random_network, with_pooling
from stylejax.networks.pooling import CAFFE_POOLINGS
from stylejax.weights.hdf5 import checksum, read_network, save_network

MODULES = [f"inception_{name}" for name in ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")]
CAFFE_PIXELS = Pixels("BGR", 255.0, (104.0, 117.0, 123.0))


@pytest.fixture(scope="module")
def network() -> Network:
    """An eighth as wide, with biases, on pixels large enough that responses need normalizing."""
    made, numbers = random_network("googlenet", seed=5, width=1 / 8), np.random.default_rng(6)
    parameters = {
        name: {**tensors, "bias": jnp.asarray(0.3 * numbers.normal(size=tensors["bias"].shape), jnp.float32)}
        for name, tensors in made.parameters.items()
    }
    return dataclasses.replace(made, parameters=parameters, pixels=CAFFE_PIXELS)


@pytest.fixture(scope="module")
def image() -> jax.Array:
    return jnp.asarray(np.random.default_rng(7).random((75, 98, 3)), jnp.float32)


def pixels_of(image: jax.Array) -> np.ndarray:
    return np.asarray(image, np.float64)[..., ::-1] * 255 - np.array([104.0, 117.0, 123.0])


# Features


@pytest.mark.parametrize("pooling", CAFFE_POOLINGS)
def test_features_are_those_of_an_independent_googlenet(pooling: str, network: Network, image: jax.Array) -> None:
    network = with_pooling(network, pooling)
    expected = googlenet_activations(network.parameters, pixels_of(image), POOLS[pooling])
    assert set(expected) == {layer.name for layer in layers_of(network.architecture)}
    found = jax.jit(lambda x: features(network, x, tuple(expected)))(image)
    for layer, values in expected.items():
        assert_allclose(found[layer], values, rtol=1e-5, atol=1e-5 * abs(values).max(), err_msg=layer)


def test_the_three_poolings_differ(network: Network, image: jax.Array) -> None:
    layer = "pool1/norm1"
    compute = jax.jit(features, static_argnames="layers")
    most, mean, whole = (compute(with_pooling(network, name), image, layers=(layer,))[layer] for name in POOLS)
    assert [found.shape[:2] for found in (most, mean, whole)] == [(19, 24), (19, 24), (18, 24)]
    assert_allclose(mean[:18], whole, rtol=1e-5, atol=1e-4)
    assert not np.allclose(most, mean, rtol=0.1)


@pytest.mark.parametrize(
    ("side", "sizes"),
    [
        (224, (112, 56, 56, 28, 14, 7)),
        (225, (113, 56, 56, 28, 14, 7)),
        (227, (114, 57, 57, 28, 14, 7)),
        (33, (17, 8, 8, 4, 2, 1)),
    ],
)
def test_every_stage_has_caffes_size(side: int, sizes: tuple[int, ...], network: Network) -> None:
    names = ("conv1/relu_7x7", "pool1/norm1", "conv2/norm2")
    names = (*names, "inception_3b/output", "inception_4e/output", "inception_5b/output")
    tall = with_pooling(network, "max")
    found = jax.eval_shape(lambda x: features(tall, x, names), jnp.ones((side, 224, 3)))
    assert tuple(found[name].shape[0] for name in names) == sizes
    assert {found[name].shape[1] for name in names} == {112, 56, 28, 14, 7}


@pytest.mark.parametrize("padding", ["reflect", "replicate"])
def test_other_paddings_change_nothing_far_from_the_border(padding: str, network: Network, image: jax.Array) -> None:
    other = dataclasses.replace(network, architecture=Architecture("googlenet", padding=padding))
    layer = "conv2/relu_3x3"
    compute = jax.jit(features, static_argnames="layers")
    usual, found = (np.asarray(compute(each, image, layers=(layer,))[layer]) for each in (network, other))
    assert_array_equal(usual[3:-3, 3:-3], found[3:-3, 3:-3])
    assert not np.allclose(usual[0], found[0])


def test_the_gradient_is_that_of_central_differences_of_the_reference(network: Network) -> None:
    numbers = np.random.default_rng(8)
    image = jnp.asarray(numbers.random((37, 41, 3)), jnp.float32)
    layers = ("pool1/norm1", "inception_3a/output")
    weights = {
        layer: jnp.asarray(numbers.normal(size=values.shape), jnp.float32)
        for layer, values in jax.eval_shape(lambda x: features(network, x, layers), image).items()
    }

    def slope(image: np.ndarray) -> float:
        found = googlenet_activations(network.parameters, pixels_of(image), POOLS["average"])
        return sum((np.asarray(weights[layer], np.float64) * found[layer]).sum() for layer in layers)

    gradient = jax.jit(
        jax.grad(lambda x: sum((weights[name] * values).sum() for name, values in features(network, x, layers).items()))
    )(image)
    direction, step = numbers.normal(size=image.shape), 1e-6
    exact = np.asarray(image, np.float64)
    expected = (slope(exact + step * direction) - slope(exact - step * direction)) / (2 * step)
    assert_allclose((np.asarray(gradient, np.float64) * direction).sum(), expected, rtol=1e-3)


# Names and graph


def test_each_convolution_has_its_values_before_and_after_the_relu() -> None:
    layers = layers_of(Architecture("googlenet"))
    convolutions = [layer.name for layer in layers if isinstance(layer.operation, Convolution)]
    rectified = {layer.sources[0]: layer.name for layer in layers if isinstance(layer.operation, Relu)}
    assert len(convolutions) == 57
    assert list(rectified) == convolutions
    assert rectified["conv1/7x7_s2"] == "conv1/relu_7x7"
    assert rectified["inception_3b/5x5_reduce"] == "inception_3b/relu_5x5_reduce"


def test_the_full_network_has_as_many_numbers_as_caffes_without_its_classifier() -> None:
    parameters = random_network("googlenet", seed=0).parameters
    assert sum(array.size for array in jax.tree.leaves(dict(parameters))) == 6_998_552 - 1_025_000
    assert parameters["inception_3a/5x5"]["kernel"].shape == (5, 5, 16, 32)
    assert parameters["inception_5b/1x1"]["kernel"].shape == (1, 1, 832, 384)


def test_features_are_computed_no_further_than_asked(network: Network) -> None:
    for layer, convolutions in (("inception_3a/5x5", 5), ("inception_3a/pool_proj", 4), ("inception_3a/output", 9)):
        program = jax.make_jaxpr(lambda x, layer=layer: features(network, x, (layer,)))(jnp.ones((40, 40, 3)))
        assert convolutions_in(program) == convolutions


@pytest.mark.parametrize(
    ("last", "end", "count"),
    [("conv1", "conv1/relu_7x7", 1), ("conv2", "conv2/relu_3x3", 3), ("inception_4e", "inception_4e/output", 45)],
)
def test_a_network_may_end_early(last: str, end: str, count: int) -> None:
    shortened, whole = (layers_of(Architecture("googlenet", last=place)) for place in (last, ""))
    assert shortened[-1].name == end
    assert shortened == whole[: len(shortened)]
    assert sum(isinstance(layer.operation, Convolution) for layer in shortened) == count


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"pooling": "average-3x3"}, "pooling: 'average-3x3' is unknown; choose one of average, average-floor, max"),
        ({"heads": ("1_1",)}, "place: '1_1' is unknown; this architecture has none"),
        ({"last": "5_1"}, "place: '5_1' is unknown; choose one of conv1, conv2, inception_3a"),
        ({"padding": "odd"}, "padding: 'odd' is unknown"),
    ],
)
def test_what_googlenet_has_not_is_refused(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(InputError, match=f"^{named}"):
        Architecture("googlenet", **wrong)


def test_a_layer_it_lacks_is_refused_with_the_names_it_has() -> None:
    with pytest.raises(
        InputError, match="'relu1_1' is unknown; choose one of conv1/7x7_s2, conv1/relu_7x7, pool1/3x3_s2"
    ):
        needed_layers(Architecture("googlenet"), ("relu1_1",))


# Local response normalization and concatenation


def test_responses_are_normalized_by_the_formula() -> None:
    image = 100 * np.random.default_rng(1).normal(size=(3, 4, 9))
    found = LocalResponseNormalization()({}, jnp.asarray(image, jnp.float32))
    assert_allclose(found, normalize_responses(image), rtol=1e-5)
    whole = image[1, 2, 4] / (1 + 1e-4 / 5 * (image[1, 2, 2:7] ** 2).sum()) ** 0.75
    edge = image[1, 2, 0] / (1 + 1e-4 / 5 * (image[1, 2, :3] ** 2).sum()) ** 0.75
    assert_allclose((found[1, 2, 4], found[1, 2, 0]), (whole, edge), rtol=1e-5)


def test_normalizing_with_other_numbers_obeys_them() -> None:
    image = jnp.asarray(np.random.default_rng(1).normal(size=(2, 2, 4)), jnp.float32)
    assert_allclose(LocalResponseNormalization(alpha=0.0)({}, image), image)
    alone = LocalResponseNormalization(size=1, alpha=1.0, beta=0.5, k=0.0)({}, image)
    assert_allclose(alone, jnp.sign(image), rtol=1e-5)


def test_normalizing_shrinks_and_keeps_signs() -> None:
    image = jnp.asarray(100 * np.random.default_rng(1).normal(size=(4, 4, 8)), jnp.float32)
    ratio = LocalResponseNormalization()({}, image) / image
    assert ((ratio > 0) & (ratio <= 1)).all()


def test_concatenated_channels_keep_their_order() -> None:
    parts = [jnp.full((2, 3, count), float(count)) for count in (1, 2, 4)]
    assert_array_equal(Concatenate()({}, *parts)[1, 2], [1, 2, 2, 4, 4, 4, 4])


# Files


@pytest.mark.parametrize("last", ["", "inception_4e"])
def test_round_trip_keeps_names_with_slashes(last: str, tmp_path: Path) -> None:
    made = random_network(Architecture("googlenet", "average-floor", last=last), seed=0, width=1 / 16)
    save_network(tmp_path / "a.h5", made)
    read = read_network(tmp_path / "a.h5")
    assert read.architecture == made.architecture
    jax.tree.map(assert_array_equal, dict(read.parameters), dict(made.parameters))
    save_network(tmp_path / "b.h5", read)
    assert checksum(tmp_path / "a.h5") == checksum(tmp_path / "b.h5")


def test_a_slash_in_a_name_is_a_group_in_the_file(tmp_path: Path) -> None:
    save_network(tmp_path / "a.h5", random_network("googlenet", seed=0, width=1 / 16))
    with h5py.File(tmp_path / "a.h5") as file:
        assert sorted(file) == ["conv1", "conv2", *MODULES]
        assert sorted(file["inception_3a"]) == ["1x1", "3x3", "3x3_reduce", "5x5", "5x5_reduce", "pool_proj"]
        assert file["inception_3a"]["5x5_reduce"]["kernel"].shape == (1, 1, 12, 1)


@pytest.mark.parametrize(
    ("name", "shape", "named"),
    [
        ("inception_3b/1x1/kernel", (1, 1, 15, 8), "inception_3b/1x1/kernel has shape"),
        ("inception_3a/3x3/kernel", (1, 1, 6, 8), "inception_3a/3x3/kernel has shape"),
        ("inception_3a/3x3/bias", None, "inception_3a/3x3/bias is missing"),
        ("inception_5b/pool_proj", None, "inception_5b/pool_proj/bias is missing"),
        ("loss3/classifier/kernel", (1, 1, 4, 8), "holds 'loss3/classifier'"),
        ("inception_3a/kernel", (1, 1, 12, 4), "holds 'inception_3a'"),
    ],
)
def test_an_array_that_does_not_fit_is_refused(
    name: str, shape: tuple[int, ...] | None, named: str, tmp_path: Path
) -> None:
    save_network(tmp_path / "a.h5", random_network("googlenet", seed=0, width=1 / 16))
    with h5py.File(tmp_path / "a.h5", "a") as file:
        if name in file:
            del file[name]
        if shape:
            file[name] = np.ones(shape, np.float32)
    with pytest.raises(InputError, match=named):
        read_network(tmp_path / "a.h5")
