"""Every kind of file there is: the same network from every layout, the program that converts, the real files."""

import dataclasses
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.signal import correlate
from typer.testing import CliRunner

from converter_files import converter, hdf5_bytes, small_npz, written_npz
from refusals import WITHOUT_TORCH, refusal
from stylejax.cli.app import app
from stylejax.networks.architectures.graph import layers_of
from stylejax.networks.layers import Convolution
from stylejax.networks.networks import Network, features
from stylejax.weights.converters.formats import UNKNOWN
from stylejax.weights.hdf5 import checksum, read_network, save_network
from stylejax.weights.library import kinds
from weight_files.layouts import CAFFE_LAYOUTS, CAFFE_RGB, LAYOUTS, oihw, small_network

REPOSITORY = Path(__file__).parents[3]
CAFFE_PIXELS, TORCHVISION_PIXELS = (kinds()[kind].pixels for kind in ("caffe-vgg16", "torchvision-vgg16"))
REAL_WEIGHTS = REPOSITORY.parent / "shared" / "weights"
REFERENCE = runpy.run_path(str(REPOSITORY / "tests" / "tools" / "make_golden_values.py"))  # numpy alone, conv0 unfolded


def convert(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stylejax", "weights", "convert", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_program_converts_and_prints_the_checksum(tmp_path: Path) -> None:
    source, out = written_npz(tmp_path / "small.npz", small_npz(separator="")), tmp_path / "out.h5"
    done = convert(source, "-o", out, "--as", "vgg19-quarter", "--dtype", "float16")
    assert done.returncode == 0
    assert "license is unknown" in done.stderr
    assert done.stdout == f"{checksum(out)}  {out}\n"
    network = read_network(out)
    assert network.card.source_sha256 == checksum(source)
    assert dataclasses.replace(network.card, sha256="") == converter("vgg19-quarter")(source).card


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


@pytest.mark.parametrize(
    ("kind", "file"),
    [("vgg19-quarter", "vgg19-quarter.npz"), ("vgg19-normalized", "vgg19-normalized-to-conv3_1.npz")],
)
def test_the_real_files_keep_their_features(kind: str, file: str, tmp_path: Path) -> None:
    path = REAL_WEIGHTS / file
    if not path.exists():
        pytest.skip(f"{path} is absent")
    save_network(tmp_path / "network.h5", converter(kind)(path))
    network, image = read_network(tmp_path / "network.h5"), REFERENCE["picture"](33, 40)
    expected = REFERENCE["activations"](path, image)
    actual = jax.jit(features, static_argnums=2)(network, jnp.asarray(image, jnp.float32), tuple(expected))
    for layer, values in expected.items():
        assert_allclose(actual[layer], values, rtol=1e-4, atol=1e-5 * values.max())
    convolutions = [layer for layer in layers_of(network.architecture) if isinstance(layer.operation, Convolution)]
    assert len(convolutions) == len(network.parameters)


CASES: list[Callable[[bytes], bytes]] = [
    lambda c: b"",
    lambda c: c[: len(c) // 2],
    lambda c: c[:-1] if c[-1:] != b"\0" else c[:-9],
]


@pytest.mark.parametrize("damage", CASES, ids=["empty", "half", "end"])
@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=WITHOUT_TORCH if x.suffix == ".pth" else ()) for n, x in LAYOUTS.items() if x.kind],
)
def test_a_truncated_file_is_refused(name: str, damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    layout = LAYOUTS[name]
    path = tmp_path / f"file{layout.suffix}"
    layout.write(path, small_network())
    path.write_bytes(damage(path.read_bytes()))
    refusal(layout.kind, path)


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_missing_file_and_a_folder_are_refused(kind: str, tmp_path: Path) -> None:
    refusal(kind, tmp_path / "none")
    (tmp_path / "folder").mkdir()
    refusal(kind, tmp_path / "folder")


NAMES = [pytest.param(name, marks=WITHOUT_TORCH if layout.suffix == ".pth" else ()) for name, layout in LAYOUTS.items()]


def read_layout(name: str, folder: Path, network: Network) -> Network:
    layout = LAYOUTS[name]
    path = folder / f"{name}{layout.suffix}"
    layout.write(path, network)
    return converter(layout.kind)(path) if layout.kind else read_network(path)


@pytest.mark.parametrize("name", NAMES)
def test_every_layout_gives_the_same_bytes_and_the_same_features(name: str, tmp_path: Path) -> None:
    read = read_layout(name, tmp_path, small_network())
    pixels = TORCHVISION_PIXELS if LAYOUTS[name].kind in ("torchvision-vgg16", "safetensors-vgg16") else CAFFE_RGB
    expected = small_network(pixels)
    assert hdf5_bytes(tmp_path, read) == hdf5_bytes(tmp_path, expected)
    image = jnp.asarray(np.random.default_rng(3).random((12, 10, 3)), jnp.float32)
    layers = ("relu1_1", "relu3_1")
    for layer, values in features(expected, image, layers).items():
        assert_allclose(features(read, image, layers)[layer], values, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_every_network_says_what_it_was_made_from(name: str, tmp_path: Path) -> None:
    read = read_layout(name, tmp_path, small_network())
    path = tmp_path / f"{name}{LAYOUTS[name].suffix}"
    if LAYOUTS[name].kind:
        assert read.card.source_sha256 == checksum(path)
        assert (read.card.name, read.card.source, read.card.license) == (LAYOUTS[name].kind, "", UNKNOWN)
    assert (read.architecture.pooling, read.architecture.padding) == ("max", "zero")


@pytest.mark.parametrize("name", CAFFE_LAYOUTS)
def test_features_are_those_of_the_file_by_hand(name: str, tmp_path: Path) -> None:
    """Two layers as Caffe has them: blue first, less the mean, kernels [d c k k]."""
    network = small_network()
    image = np.random.default_rng(4).random((9, 7, 3)).astype(np.float32)
    values = (255 * image[..., ::-1] - CAFFE_PIXELS.mean).transpose(2, 0, 1)
    pairs = oihw(network, blue_first=True)
    for layer in ("conv1_1", "conv1_2"):
        kernel, bias = pairs[layer]
        sums = [[correlate(one, window, "same") for one, window in zip(values, each, strict=True)] for each in kernel]
        values = np.maximum(np.sum(sums, axis=1) + bias[:, None, None], 0)
    actual = features(read_layout(name, tmp_path, network), jnp.asarray(image), ("relu1_2",))["relu1_2"]
    assert_allclose(actual, values.transpose(1, 2, 0), rtol=1e-5, atol=1e-5 * values.max())
