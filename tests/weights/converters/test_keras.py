"""Keras's files become the networks they were, or are refused in one line."""

from pathlib import Path

import h5py
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from converter_files import converter, refusal_of, written_keras
from stylejax.networks.networks import Pixels, features, random_network
from stylejax.weights.converters import Facts, read_keras
from stylejax.weights.hdf5 import checksum, save_network


@pytest.mark.parametrize("style", ["old", "new"])
@pytest.mark.parametrize("architecture", ["vgg16", "vgg19"])
def test_a_keras_file_keeps_its_arrays_but_for_the_order_of_colors(
    architecture: str, style: str, tmp_path: Path
) -> None:
    network = random_network(architecture, seed=0, width=1 / 32)
    path = written_keras(tmp_path / "keras.h5", network, style)
    read = converter(f"keras-{architecture}")(path)
    first = {**network.parameters["conv1_1"], "kernel": network.parameters["conv1_1"]["kernel"][:, :, ::-1]}
    jax.tree.map(assert_array_equal, dict(read.parameters), {**network.parameters, "conv1_1": first})
    graph, pixels = read.architecture, read.pixels
    assert (graph.name, graph.pooling, graph.padding) == (architecture, "max", "zero")
    assert (pixels.channel_order, pixels.scale) == ("RGB", 255)
    assert pixels.mean == (123.68, 116.779, 103.939)
    assert read.card.source_sha256 == checksum(path)
    assert (read.card.name, read.card.source) == (f"keras-{architecture}", "")


def test_a_keras_network_sees_blue_first_and_less_the_mean(tmp_path: Path) -> None:
    network = random_network("vgg16", seed=0, width=1 / 32)
    read = converter("keras-vgg16")(written_keras(tmp_path / "keras.h5", network, "new"))
    red = jnp.zeros((4, 4, 3)).at[..., 0].set(1.0)
    kernel = np.asarray(network.parameters["conv1_1"]["kernel"], np.float64)
    expected = np.einsum("ijcd,c->d", kernel, np.array([0, 0, 255]) - np.array([103.939, 116.779, 123.68]))
    assert_allclose(features(read, red, ("conv1_1",))["conv1_1"][1, 1], expected, rtol=1e-5, atol=1e-3)


def test_the_classifier_of_a_whole_keras_file_is_left_out(tmp_path: Path) -> None:
    network = random_network("vgg16", seed=0, width=1 / 32)
    path = written_keras(tmp_path / "keras.h5", network, "old")
    with h5py.File(path, "a") as file:
        file["fc1/fc1_W_1:0"] = np.ones((4, 4), np.float32)
        file["predictions/predictions/kernel:0"] = np.ones((4, 4), np.float32)
    assert set(converter("keras-vgg16")(path).parameters) == set(network.parameters)


def test_a_keras_file_of_the_other_network_is_refused(tmp_path: Path) -> None:
    for written, read, named in (("vgg19", "vgg16", "'conv3_4'"), ("vgg16", "vgg19", "conv3_4/bias")):
        path = written_keras(tmp_path / "keras.h5", random_network(written, seed=0, width=1 / 32), "old")
        assert named in refusal_of(converter(f"keras-{read}"), path)


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("block1_conv1/block1_conv1_W_1:0", np.ones((4, 3, 3, 3), np.float32), "conv1_1/kernel"),
        ("block1_conv1/block1_conv1_W_1:0", h5py.ExternalLink("/etc/hostname", "a"), "block1_conv1"),
        ("block1_conv1/block1_conv1_b_1:0", np.full(2, np.nan, np.float32), "conv1_1/bias"),
        ("block1_conv1/block1_conv1/kernel:0", np.ones((3, 3, 3, 2), np.float32), "twice"),
        ("mixed0/kernel:0", np.ones((3, 3, 3, 2), np.float32), "mixed0"),
    ],
)
def test_a_keras_file_in_which_something_is_amiss_is_refused(
    name: str, value: object, named: str, tmp_path: Path
) -> None:
    path = written_keras(tmp_path / "keras.h5", random_network("vgg16", seed=0, width=1 / 32), "old")
    with h5py.File(path, "a") as file:
        if name in file:
            del file[name]
        file[name] = value
    assert named in refusal_of(converter("keras-vgg16"), path)


def test_a_file_that_is_not_keras_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.h5").write_text("not HDF5")
    read = converter("keras-vgg19")
    assert "not a readable HDF5" in refusal_of(read, tmp_path / "text.h5")
    save_network(tmp_path / "ours.h5", random_network("vgg19", seed=0, width=1 / 32))
    assert "conv1_1/bias" in refusal_of(read, tmp_path / "ours.h5")


def test_an_unknown_architecture_is_refused(tmp_path: Path) -> None:
    path = written_keras(tmp_path / "keras.h5", random_network("vgg16", seed=0, width=1 / 32), "old")
    assert "vgg11" in refusal_of(lambda path: read_keras(path, Facts("vgg11", Pixels())), path)
