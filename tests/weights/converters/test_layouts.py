"""One network, written in every layout by the layout's own library, is the same network again."""

import pickle
import sys
from dataclasses import replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.signal import correlate

from refusals import WITHOUT_TORCH
from stylejax.errors import InputError
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.networks import Card, Network, features, random_network
from stylejax.weights.converters import CONVERTERS, read_caffe, read_torch
from stylejax.weights.converters.kinds import CAFFE_PIXELS, ROUND_PIXELS
from stylejax.weights.converters.state_dicts import TORCHVISION_PIXELS
from stylejax.weights.hdf5 import checksum, read_network, save_network
from weight_files.caffe_files import caffe_net
from weight_files.layouts import CAFFE_LAYOUTS, CAFFE_RGB, LAYOUTS, oihw, small_network, state_dict

NAMES = [pytest.param(name, marks=WITHOUT_TORCH if layout.suffix == ".pth" else ()) for name, layout in LAYOUTS.items()]


def read_layout(name: str, folder: Path, network: Network) -> Network:
    layout = LAYOUTS[name]
    path = folder / f"{name}{layout.suffix}"
    layout.write(path, network)
    return CONVERTERS[layout.kind](path) if layout.kind else read_network(path)


def hdf5_bytes(folder: Path, network: Network) -> bytes:
    save_network(folder / "out.h5", replace(network, card=Card("any")))
    return (folder / "out.h5").read_bytes()


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
        assert read.card.source
        assert read.card.license
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


# Pickles


@pytest.mark.parametrize("module", ["numpy.core", "numpy._core"])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_of_any_protocol_and_any_numpy_are_read(protocol: int, module: str, tmp_path: Path) -> None:
    arrays = [array for pair in oihw(small_network(), blue_first=True).values() for array in pair]
    content = pickle.dumps(arrays, protocol=protocol)
    for old in (b"numpy._core", b"numpy.core"):
        if protocol < 4:  # later ones hold the length of the name
            content = content.replace(old, module.encode())
    (tmp_path / "list.pkl").write_bytes(content)
    read = CONVERTERS["lasagne-vgg16"](tmp_path / "list.pkl")
    assert hdf5_bytes(tmp_path, read) == hdf5_bytes(tmp_path, small_network())


def python_2_pickle(arrays: list[np.ndarray]) -> bytes:
    """What Python 2's `pickle.dumps(arrays, protocol=2)` wrote: bytes are its plain strings."""
    parts = [b"\x80\x02]("]
    for array in arrays:
        shape = b"(" + b"".join(b"M" + size.to_bytes(2, "little") for size in array.shape) + b"t"
        data = array.astype("<f4").tobytes()
        parts += [
            b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01" + shape,
            b"cnumpy\ndtype\nU\x02f4K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89",
            b"T" + len(data).to_bytes(4, "little") + data + b"tb",
        ]
    return b"".join([*parts, b"e."])


def test_pickles_of_python_2_are_read(tmp_path: Path) -> None:
    arrays = [array for pair in oihw(small_network(), blue_first=True).values() for array in pair]
    (tmp_path / "old.pkl").write_bytes(python_2_pickle(arrays))
    loaded = pickle.loads((tmp_path / "old.pkl").read_bytes(), encoding="latin1")
    jax.tree.map(assert_array_equal, loaded, arrays)
    read = CONVERTERS["lasagne-vgg16"](tmp_path / "old.pkl")
    assert hdf5_bytes(tmp_path, read) == hdf5_bytes(tmp_path, small_network())


# What a file says of its pooling, and other names


@pytest.mark.parametrize("version", [1, 2])
def test_a_caffemodel_says_how_it_pools(version: int, tmp_path: Path) -> None:
    net = caffe_net(oihw(small_network(), blue_first=True), version=version, average=True)
    (tmp_path / "net.caffemodel").write_bytes(net.SerializeToString())
    assert CONVERTERS["caffe-vgg16"](tmp_path / "net.caffemodel").architecture.pooling == "average"


def test_lasagnes_normalized_network_is_pooled_by_averages_and_rounds_its_mean(tmp_path: Path) -> None:
    network = random_network("vgg19", seed=0, width=1 / 64)
    arrays = [array for pair in oihw(network, blue_first=True).values() for array in pair]
    (tmp_path / "list.pkl").write_bytes(pickle.dumps({"param values": arrays}, protocol=2))
    read = CONVERTERS["lasagne-vgg19-normalized"](tmp_path / "list.pkl")
    assert read.architecture == Architecture("vgg19", "average")
    assert (read.pixels.channel_order, read.pixels.mean) == ("RGB", ROUND_PIXELS.mean[::-1])


def test_a_whole_lasagne_file_is_read_without_its_classifier(tmp_path: Path) -> None:
    arrays = [array for pair in oihw(small_network(), blue_first=True).values() for array in pair]
    classifier = [np.ones((2, 2), np.float32), np.ones(2, np.float32)] * 3
    np.savez(tmp_path / "all.npz", *arrays, *classifier)
    read = CONVERTERS["lasagne-vgg16"](tmp_path / "all.npz")
    assert hdf5_bytes(tmp_path, read) == hdf5_bytes(tmp_path, small_network())


@WITHOUT_TORCH
def test_gatyss_names_are_read_as_well_as_torchvisions(tmp_path: Path) -> None:
    import torch

    pairs = oihw(small_network(), blue_first=True).items()
    named = {
        f"{layer}.{name}": torch.tensor(x) for layer, p in pairs for name, x in zip(("weight", "bias"), p, strict=True)
    }
    torch.save(named, tmp_path / "vgg_conv.pth")
    read = CONVERTERS["jcjohnson-vgg16"](tmp_path / "vgg_conv.pth")
    assert hdf5_bytes(tmp_path, read) == hdf5_bytes(tmp_path, small_network())


@WITHOUT_TORCH
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_other_precisions_of_pytorch_become_float32(dtype: str, tmp_path: Path) -> None:
    import torch

    arrays = state_dict(small_network(), blue_first=False).items()
    torch.save({name: torch.tensor(array).to(getattr(torch, dtype)) for name, array in arrays}, tmp_path / "net.pth")
    kernel = CONVERTERS["torchvision-vgg16"](tmp_path / "net.pth").parameters["conv1_1"]["kernel"]
    assert kernel.dtype == jnp.float32
    assert_allclose(kernel, small_network().parameters["conv1_1"]["kernel"], rtol=1e-2)


def test_without_pytorch_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    (tmp_path / "net.pth").write_bytes(b"any")
    with pytest.raises(InputError, match=r"install stylejax\[torch\]$"):
        read_torch(tmp_path / "net.pth", name="x", architecture="vgg16")


# Other architectures


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("architecture", ["googlenet", "nin"])
def test_caffes_other_networks_keep_their_layers(architecture: str, version: int, tmp_path: Path) -> None:
    try:
        graph = Architecture(architecture, "average")
    except InputError:
        pytest.skip(f"the architecture {architecture} is not there yet")
    network = replace(
        random_network(graph, seed=0, width=1 / 16), pixels=replace(CAFFE_RGB, mean=(123.0, 117.0, 104.0))
    )
    pairs = {
        **oihw(network, blue_first=True),
        "loss1/conv": (np.ones((2, 2, 1, 1), np.float32), np.ones(2, np.float32)),
    }
    net = caffe_net(pairs, version=version)
    layers, kind = (net.layers, 17) if version == 1 else (net.layer, "Pooling")
    layers.add(name="pool2/3x3_s2" if architecture == "googlenet" else "pool0", type=kind).pooling_param.pool = 1
    layers.add(name="pool5/7x7_s1", type=kind).pooling_param.pool = 0  # the classifier's, which says nothing
    (tmp_path / "net.caffemodel").write_bytes(net.SerializeToString())
    read = CONVERTERS[f"caffe-{architecture}"](tmp_path / "net.caffemodel")
    assert hdf5_bytes(tmp_path, read) == hdf5_bytes(tmp_path, network)


def test_an_unknown_architecture_is_refused(tmp_path: Path) -> None:
    LAYOUTS["caffe-v2"].write(tmp_path / "net.caffemodel", small_network())
    with pytest.raises(InputError, match="vgg11"):
        read_caffe(tmp_path / "net.caffemodel", name="x", architecture="vgg11")
