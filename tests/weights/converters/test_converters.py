"""Other projects' weight files become the networks they were."""

import dataclasses
import io
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from typer.testing import CliRunner

from stylejax.cli.app import app
from stylejax.errors import InputError
from stylejax.networks.architectures.graph import layers_of
from stylejax.networks.layers import Convolution
from stylejax.networks.networks import Network, features, random_network
from stylejax.weights.converters import CONVERTERS, read_keras, read_npz
from stylejax.weights.hdf5 import checksum, read_network, save_network

REPOSITORY = Path(__file__).parents[3]
REAL_WEIGHTS = REPOSITORY.parent / "shared" / "weights"
REFERENCE = runpy.run_path(str(REPOSITORY / "tests" / "tools" / "make_golden_values.py"))  # numpy alone, conv0 unfolded

Arrays = dict[str, np.ndarray]


def small_npz(*, separator: str) -> Arrays:
    """VGG-19 to conv3_2, a few channels wide, in the layout of the real files: conv0 first, heads at 1_1 and 3_1."""
    generator = np.random.default_rng(5)
    channels = {"1_1": (3, 4), "1_2": (4, 4), "2_1": (4, 5), "2_2": (5, 6), "3_1": (6, 7), "3_2": (7, 7)}
    shapes = {f"conv{place.replace('_', separator)}": (d, c, 3, 3) for place, (c, d) in channels.items()}
    shapes |= {f"conv1{separator}1_aux": (8, 4, 1, 1), f"conv3{separator}1_aux": (16, 7, 1, 1)}
    arrays = {}
    for name, shape in shapes.items():
        arrays[f"{name}.weight"] = generator.normal(scale=(2 / np.prod(shape[1:])) ** 0.5, size=shape)
        arrays[f"{name}.bias"] = generator.normal(scale=0.1, size=shape[0])
    arrays["conv0.weight"] = 255 * np.eye(3)[::-1, :, None, None] + generator.normal(size=(3, 3, 1, 1))
    arrays["conv0.bias"] = np.array([-104.0, -117.0, -123.0])
    return {name: array.astype(np.float32) for name, array in arrays.items()}


def written_npz(path: Path, arrays: Arrays) -> Path:
    np.savez(path, **arrays)
    return path


def keras_names(style: str, block: str, index: str) -> tuple[str, str]:
    """Where Keras 1 and Keras 2 keep a kernel and a bias."""
    layer = f"block{block}_conv{index}"
    if style == "old":
        return f"{layer}/{layer}_W_1:0", f"{layer}/{layer}_b_1:0"
    return f"{layer}/{layer}/kernel:0", f"{layer}/{layer}/bias:0"


def written_keras(path: Path, network: Network, style: str) -> Path:
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = np.array([b"input_1", b"block1_conv1"])
        file.create_group("input_1")
        file.create_group("block1_pool")
        for layer, tensors in network.parameters.items():
            kernel, bias = keras_names(style, layer[4], layer[6])
            file[kernel], file[bias] = np.asarray(tensors["kernel"]), np.asarray(tensors["bias"])
    return path


def refusal(read: Callable[[Path], Network], path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{path}: ")
    return message


def read_small(path: Path) -> Network:
    return read_npz(path, name="small")


# .npz


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
    network = read_npz(path, name="small", source="address", license="MIT")
    graph, card = network.architecture, network.card
    assert (graph.heads, graph.last) == (("1_1", "3_1"), "3_2")
    assert (graph.pooling, graph.padding) == ("max", "reflect")
    assert (card.name, card.source, card.license, card.source_sha256) == ("small", "address", "MIT", checksum(path))


def without(name: str) -> Callable[[Arrays], Arrays]:
    return lambda arrays: {key: array for key, array in arrays.items() if key != name}


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
    assert named in refusal(read_small, path)


class Bomb:
    """An object that says so when it is unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return (pytest.fail, ("unpickled",))


def header_only(shape: tuple[int, ...]) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": "<f4", "fortran_order": False, "shape": shape})
    return stream.getvalue()


def pickled() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.array([Bomb()], object), allow_pickle=True)
    return stream.getvalue()


@pytest.mark.parametrize(
    "member",
    [b"", b"text", header_only((2**38,)), header_only((-1,)), header_only((4,)), pickled()],
    ids=["empty", "text", "terabyte", "negative", "truncated", "pickle"],
)
def test_a_forged_npz_is_refused(member: bytes, tmp_path: Path) -> None:
    path = written_npz(tmp_path / "small.npz", without("conv12.bias")(small_npz(separator="")))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("conv12.bias.npy", member)
    assert "not a readable .npz" in refusal(read_small, path)


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.9])
def test_a_truncated_npz_is_refused(kept: float, tmp_path: Path) -> None:
    path = written_npz(tmp_path / "small.npz", small_npz(separator=""))
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    assert "not a readable .npz" in refusal(read_small, path)


def test_a_missing_npz_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(read_small, tmp_path / "none.npz")


# Keras


@pytest.mark.parametrize("style", ["old", "new"])
@pytest.mark.parametrize("architecture", ["vgg16", "vgg19"])
def test_a_keras_file_keeps_its_arrays_but_for_the_order_of_colors(
    architecture: str, style: str, tmp_path: Path
) -> None:
    network = random_network(architecture, seed=0, width=1 / 32)
    path = written_keras(tmp_path / "keras.h5", network, style)
    read = CONVERTERS[f"keras-{architecture}"](path)
    first = {**network.parameters["conv1_1"], "kernel": network.parameters["conv1_1"]["kernel"][:, :, ::-1]}
    jax.tree.map(assert_array_equal, dict(read.parameters), {**network.parameters, "conv1_1": first})
    graph, pixels = read.architecture, read.pixels
    assert (graph.name, graph.pooling, graph.padding) == (architecture, "max", "zero")
    assert (pixels.channel_order, pixels.scale) == ("RGB", 255)
    assert pixels.mean == (123.68, 116.779, 103.939)
    assert read.card.source_sha256 == checksum(path)
    assert read.card.source.endswith(f"{architecture}_weights_tf_dim_ordering_tf_kernels_notop.h5")


def test_a_keras_network_sees_blue_first_and_less_the_mean(tmp_path: Path) -> None:
    network = random_network("vgg16", seed=0, width=1 / 32)
    read = CONVERTERS["keras-vgg16"](written_keras(tmp_path / "keras.h5", network, "new"))
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
    assert set(CONVERTERS["keras-vgg16"](path).parameters) == set(network.parameters)


def test_a_keras_file_of_the_other_network_is_refused(tmp_path: Path) -> None:
    for written, read, named in (("vgg19", "vgg16", "'conv3_4'"), ("vgg16", "vgg19", "conv3_4/bias")):
        path = written_keras(tmp_path / "keras.h5", random_network(written, seed=0, width=1 / 32), "old")
        assert named in refusal(CONVERTERS[f"keras-{read}"], path)


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
    assert named in refusal(CONVERTERS["keras-vgg16"], path)


def test_a_file_that_is_not_keras_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.h5").write_text("not HDF5")
    read = CONVERTERS["keras-vgg19"]
    assert "not a readable HDF5" in refusal(read, tmp_path / "text.h5")
    save_network(tmp_path / "ours.h5", random_network("vgg19", seed=0, width=1 / 32))
    assert "conv1_1/bias" in refusal(read, tmp_path / "ours.h5")


def test_an_unknown_architecture_is_refused(tmp_path: Path) -> None:
    path = written_keras(tmp_path / "keras.h5", random_network("vgg16", seed=0, width=1 / 32), "old")
    assert "vgg11" in refusal(lambda path: read_keras(path, name="x", architecture="vgg11"), path)


# The program


def convert(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stylejax", "weights", "convert", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_program_converts_and_prints_the_checksum(tmp_path: Path) -> None:
    source, out = written_npz(tmp_path / "small.npz", small_npz(separator="")), tmp_path / "out.h5"
    done = convert(source, "-o", out, "--as", "vgg19-quarter", "--dtype", "float16")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{checksum(out)}  {out}\n"
    network = read_network(out)
    assert network.card.source_sha256 == checksum(source)
    assert dataclasses.replace(network.card, sha256="") == CONVERTERS["vgg19-quarter"](source).card


@pytest.mark.parametrize(
    ("source", "out", "options", "named"),
    [
        ("none.npz", "out.h5", ["--as", "vgg19-quarter"], "none.npz"),
        ("small.npz", "out.h5", ["--as", "keras-vgg19"], "small.npz"),
        ("small.npz", "out.h5", ["--as", "inception"], "--as"),
        ("small.npz", "out.h5", ["--as", "vgg19-quarter", "--dtype", "int8"], "dtype"),
        ("small.npz", "none/out.h5", ["--as", "vgg19-quarter"], "out.h5"),
        ("small.npz", "", ["--as", "vgg19-quarter"], "folder"),
    ],
)
def test_the_program_refuses_in_one_line_and_writes_nothing(
    source: str, out: str, options: list[str], named: str, tmp_path: Path
) -> None:
    path = written_npz(tmp_path / "small.npz", small_npz(separator=""))
    done = CliRunner().invoke(app, ["weights", "convert", str(tmp_path / source), "-o", str(tmp_path / out), *options])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert named in done.stderr
    assert list(tmp_path.iterdir()) == [path]


# The real files


@pytest.mark.parametrize(
    ("kind", "file"),
    [("vgg19-quarter", "vgg19-quarter.npz"), ("vgg19-normalized", "vgg19-normalized-to-conv3_1.npz")],
)
def test_the_real_files_keep_their_features(kind: str, file: str, tmp_path: Path) -> None:
    path = REAL_WEIGHTS / file
    if not path.exists():
        pytest.skip(f"{path} is absent")
    save_network(tmp_path / "network.h5", CONVERTERS[kind](path))
    network, image = read_network(tmp_path / "network.h5"), REFERENCE["picture"](33, 40)
    expected = REFERENCE["activations"](path, image)
    actual = jax.jit(features, static_argnums=2)(network, jnp.asarray(image, jnp.float32), tuple(expected))
    for layer, values in expected.items():
        assert_allclose(actual[layer], values, rtol=1e-4, atol=1e-5 * values.max())
    convolutions = [layer for layer in layers_of(network.architecture) if isinstance(layer.operation, Convolution)]
    assert len(convolutions) == len(network.parameters)
