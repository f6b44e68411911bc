"""The layout of folded networks in .npz files: the network it holds, or a refusal in one line."""

import runpy
from collections.abc import Callable
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose

from converter_files import Arrays, read_small, refusal_of, small_npz, without, written_npz
from stylejax.networks.networks import Card, Pixels, features
from stylejax.weights.converters import Facts, read_npz
from stylejax.weights.hdf5 import checksum

REFERENCE = runpy.run_path(
    str(Path(__file__).parents[2] / "tools" / "make_golden_values.py")
)  # numpy alone, conv0 unfolded


@pytest.mark.parametrize("separator", ["", "_"])
def test_a_folded_network_has_the_features_of_the_unfolded_file(separator: str, tmp_path: Path) -> None:
    path = written_npz(tmp_path / "small.npz", small_npz(separator=separator))
    image = REFERENCE["picture"](13, 18)
    expected = REFERENCE["activations"](path, image)
    actual = jax.jit(features, static_argnums=2)(read_small(path), jnp.asarray(image, jnp.float32), tuple(expected))
    assert set(expected) == {"relu1_1", "relu1_2", "relu2_1", "relu2_2", "relu3_1", "relu3_2"}
    for layer, values in expected.items():
        assert_allclose(actual[layer], values, rtol=1e-4, atol=1e-5 * values.max())


def test_an_npz_says_where_it_has_heads_and_where_it_ends(tmp_path: Path) -> None:
    path = written_npz(tmp_path / "small.npz", small_npz(separator=""))
    network = read_npz(path, Facts("vgg19", Pixels(), "reflect", card=Card("small", source="address", license="MIT")))
    graph, card = network.architecture, network.card
    assert (graph.heads, graph.last) == (("1_1", "3_1"), "3_2")
    assert (graph.pooling, graph.padding) == ("max", "reflect")
    assert (card.name, card.source, card.license, card.source_sha256) == ("small", "address", "MIT", checksum(path))


def with_array(name: str, array: np.ndarray) -> Callable[[Arrays], Arrays]:
    return lambda arrays: {**arrays, name: array}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (without("conv0.weight"), "conv0.weight"),
        (without("conv0.bias"), "conv0.bias"),
        (without("conv22.weight"), "conv2_2/kernel"),
        (without("conv31.bias"), "narrow_conv3_1/bias"),
        (without("conv11_aux.bias"), "conv1_1/bias"),
        (with_array("conv0.weight", np.ones((3, 3), np.float32)), "conv0.weight"),
        (with_array("conv0.bias", np.full(3, np.nan, np.float32)), "conv0.bias"),
        (with_array("conv12.weight", np.ones((4, 5, 3, 3), np.float32)), "conv1_2/kernel"),
        (with_array("conv12.weight", np.ones(4, np.float32)), "conv1_2/kernel"),
        (with_array("conv12.bias", np.array(["a"] * 4)), "conv1_2/bias"),
        (with_array("conv12.bias", np.ones(4, int)), "conv1_2/bias"),
        (with_array("conv12.bias", np.full(4, np.inf)), "conv1_2/bias"),
        (with_array("conv1_2.bias", np.ones(4, np.float32)), "twice"),
        (with_array("conv61.bias", np.ones(4, np.float32)), "6_1"),
        (with_array("conv29.bias", np.ones(4, np.float32)), "2_9"),
        (with_array("fc6.bias", np.ones(4, np.float32)), "fc6.bias"),
        (lambda arrays: {}, "conv0"),
        (lambda arrays: {name: array for name, array in arrays.items() if "conv0" in name}, "conv1_1"),
    ],
)
def test_an_npz_in_which_something_is_amiss_is_refused(
    change: Callable[[Arrays], Arrays], named: str, tmp_path: Path
) -> None:
    path = written_npz(tmp_path / "small.npz", change(small_npz(separator="")))
    assert named in refusal_of(read_small, path)
