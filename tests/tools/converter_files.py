"""Small files of other projects, the bytes of a network, and what a refusal says."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.networks.networks import Card, Network, Pixels
from stylejax.weights.converters import Facts, read_npz
from stylejax.weights.converters.formats import read_kind
from stylejax.weights.hdf5 import save_network

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


def refusal_of(read: Callable[[Path], Network], path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{path}: ")
    return message


def read_small(path: Path) -> Network:
    return read_npz(path, Facts("vgg19", Pixels(), "reflect", card=Card("small")))


def converter(kind: str) -> Callable[[str | Path], Network]:
    """What reads a file of a kind of `weights convert --as`."""
    return lambda path: read_kind(path, kind)


def without(name: str) -> Callable[[Arrays], Arrays]:
    return lambda arrays: {key: array for key, array in arrays.items() if key != name}


def hdf5_bytes(folder: Path, network: Network) -> bytes:
    save_network(folder / "out.h5", replace(network, card=Card("any")))
    return (folder / "out.h5").read_bytes()


TUPLE_BOMB = b"(" + b"(t\x94" + b"".join(b"h" + bytes([i]) * 2 + b"\x86\x94" for i in range(40)) + b"K\x01d."
