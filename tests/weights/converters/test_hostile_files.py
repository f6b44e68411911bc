"""Hostile weight files are refused in one line; nothing is executed, written, or made room for."""

import io
import struct
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest
import safetensors.numpy
import scipy.io
import scipy.sparse

from refusals import WITHOUT_TORCH, Command, refusal, refused
from stylejax.weights.converters import CONVERTERS
from weight_files.caffe_files import caffe_net
from weight_files.layouts import LAYOUTS, oihw, small_network, state_dict

# Caffe


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("shape", [(2**31 - 1,) * 4, (2, 3, 3, 4), (0, 3, 3, 3), (-2, -3, 3, 3)])
def test_a_caffemodel_with_a_forged_shape_is_refused(shape: tuple[int, ...], version: int, tmp_path: Path) -> None:
    net = caffe_net(oihw(small_network(), blue_first=True), version=version)
    blob = (net.layers if version == 1 else net.layer)[1].blobs[0]
    if version == 1:
        blob.num, blob.channels, blob.height, blob.width = shape
    else:
        blob.shape.dim[:] = shape
    assert "conv1_1" in refused("caffe-vgg16", tmp_path, net.SerializeToString())


@pytest.mark.parametrize("length", [b"\xff\xff\xff\xff\x07", b"\xff" * 9 + b"\x01", b"\x80"])
def test_a_caffemodel_with_a_forged_length_is_refused(length: bytes, tmp_path: Path) -> None:
    blob = b"\x2a" + length + bytes(8)  # field 5: the numbers
    layer = b"\x22\x07conv1_1\x28\x04" + 2 * (b"\x32" + bytes([len(blob)]) + blob)
    content = b"\x12" + bytes([len(layer)]) + layer
    assert "not a readable .caffemodel" in refused("caffe-vgg16", tmp_path, content)


@pytest.mark.parametrize("content", [b"", b"text", bytes(100), b"\x12\x00" * 2000, b"\x12\x02\x22\x00"])
def test_what_is_no_caffemodel_is_refused(content: bytes, tmp_path: Path) -> None:
    refused("caffe-vgg16", tmp_path, content)


@pytest.mark.parametrize("field", [b"\x12\x00", b"\xa2\x06\x00"])
def test_a_caffemodel_of_millions_of_layers_is_refused(field: bytes, tmp_path: Path) -> None:
    assert "more than 1000 parts" in refused("caffe-vgg16", tmp_path, field * 2**22)


def test_a_caffemodel_of_another_kind_of_layer_is_refused(tmp_path: Path) -> None:
    pairs = oihw(small_network(), blue_first=True)
    for change, named in (("group", "grouped"), ("type", "convolution"), ("blobs", "bias"), ("extra", "conv9_9")):
        net = caffe_net({**pairs, "conv9_9": pairs["conv1_1"]} if change == "extra" else pairs, version=2)
        layer = net.layer[1]
        layer.convolution_param.group = 2 if change == "group" else 1
        layer.type = "BatchNorm" if change == "type" else "Convolution"
        if change == "blobs":
            del layer.blobs[1]
        assert named in refused("caffe-vgg16", tmp_path, net.SerializeToString())


# MatConvNet


def saved_mat(**variables: object) -> bytes:
    stream = io.BytesIO()
    scipy.io.savemat(stream, variables)
    return stream.getvalue()


def small_mat(folder: Path) -> bytes:
    LAYOUTS["matconvnet-2014"].write(folder / "sound.mat", small_network())
    return (folder / "sound.mat").read_bytes()


@pytest.mark.parametrize("held", [3, 5, 16, 17, 99], ids=["object", "sparse", "function", "opaque", "unknown"])
def test_a_mat_file_of_objects_is_refused(held: int, tmp_path: Path) -> None:
    content = bytearray(small_mat(tmp_path))
    place = content.index(struct.pack("<II", 6, 8) + b"\x02")  # the flags of the first struct
    content[place + 8] = held
    assert "an object" in refused("matconvnet-vgg16", tmp_path, bytes(content))


def test_a_mat_file_of_a_sparse_array_is_refused(tmp_path: Path) -> None:
    assert "sparse" in refused("matconvnet-vgg16", tmp_path, saved_mat(layers=scipy.sparse.eye(3)))


@pytest.mark.parametrize("held", [1, 2, 4, 7], ids=["cell", "struct", "text", "single"])
def test_a_mat_file_with_a_forged_shape_is_refused(held: int, tmp_path: Path) -> None:
    content = bytearray(small_mat(tmp_path))
    place = content.index(struct.pack("<II", 6, 8) + bytes([held]))
    content[place + 24 : place + 32] = struct.pack("<ii", 2**15, 2**15)
    assert "not a readable .mat file" in refused("matconvnet-vgg16", tmp_path, bytes(content))


def test_a_mat_file_of_version_7_3_is_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "new.mat", "w", userblock_size=512) as file:
        file["layers"] = np.ones(3)
    content = (tmp_path / "new.mat").read_bytes()
    assert "-v7" in refused("matconvnet-vgg16", tmp_path, content)
    header = b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM"
    assert "-v7" in refused("matconvnet-vgg16", tmp_path, header + content[128:])


def test_a_mat_bomb_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    scipy.io.savemat(stream, {"layers": np.zeros(2**22)}, do_compression=True)
    assert "unpacks to more" in refused("matconvnet-vgg16", tmp_path, stream.getvalue())


def test_a_mat_file_that_is_too_deep_is_refused(tmp_path: Path) -> None:
    deep: object = np.ones(1)
    for _ in range(30):
        cell = np.empty((1, 1), object)
        cell[0, 0] = deep
        deep = cell
    assert "too deep" in refused("matconvnet-vgg16", tmp_path, saved_mat(layers=deep))


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"layers": 1.0},
        {"layers": "text"},
        {"layers": {"name": "conv1_1"}},
        {"layers": {"name": "conv1_1", "type": "conv"}},
        {"layers": {"name": "conv1_1", "type": "conv", "weights": 1.0}},
        {"layers": {"name": "conv1_1", "type": "pool", "method": "median"}},
        {"layers": {"name": 1.0, "type": "conv"}},
        {"layers": {"name": "r", "type": "relu"}},
        {"layers": {"name": "r", "type": "relu"}, "meta": {"normalization": {"averageImage": "text"}}},
        {"layers": {"name": "r", "type": "relu"}, "meta": {"normalization": {"averageImage": [1.0, 2.0]}}},
    ],
    ids=str,
)
def test_a_mat_file_of_another_layout_is_refused(variables: dict[str, object], tmp_path: Path) -> None:
    refused("matconvnet-vgg16", tmp_path, saved_mat(**variables))


@pytest.mark.parametrize("content", [b"", b"text", bytes(200), b"MATLAB 5.0".ljust(124) + b"\x01\x00MI"])
def test_what_is_no_mat_file_is_refused(content: bytes, tmp_path: Path) -> None:
    assert "not a readable .mat file" in refused("matconvnet-vgg16", tmp_path, content)


# .npz


@pytest.mark.parametrize("kind", ["lasagne-vgg16", "chainer-vgg16", "vgg19-quarter"])
def test_a_zip_bomb_is_refused(kind: str, tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "bomb.npz", **{"conv1_1/W": np.zeros(2**23, np.float32)})
    assert "unpacks to more" in refusal(kind, tmp_path / "bomb.npz")


@pytest.mark.parametrize("kind", ["lasagne-vgg16", "chainer-vgg16", "vgg19-quarter"])
def test_an_npz_of_pickled_objects_is_refused(kind: str, tmp_path: Path) -> None:
    objects = np.array([Command(tmp_path / "written")], object)
    np.savez(tmp_path / "objects.npz", **{"conv1_1/W": objects})
    assert "plain arrays" in refusal(kind, tmp_path / "objects.npz")


# safetensors


def safetensors_file(header: bytes, numbers: bytes = bytes(16)) -> bytes:
    return len(header).to_bytes(8, "little") + header + numbers


def entry(name: str, first: int, last: int, shape: str = "[2]") -> str:
    return f'"{name}": {{"dtype": "F32", "shape": {shape}, "data_offsets": [{first}, {last}]}}'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        (2**63).to_bytes(8, "little"),
        safetensors_file(b"{}"),
        safetensors_file(b"[" * 1000),
        safetensors_file(f"{{{entry('a', 0, 8)}, {entry('b', 4, 12)}}}".encode()),
        safetensors_file(f"{{{entry('a', 0, 8)}, {entry('b', 0, 8)}}}".encode()),
        safetensors_file(f"{{{entry('a', 8, 16)}}}".encode()),
        safetensors_file(f"{{{entry('a', 0, 2**40, '[274877906944]')}}}".encode()),
        safetensors_file(f"{{{entry('a', 0, 16, '[4294967296, 4294967296]')}}}".encode()),
        safetensors.numpy.save({"features.0.bias": np.ones(2, int)}),
        safetensors.numpy.save({f"features.{n}.bias": np.ones(1, np.float32) for n in range(600)}),
        safetensors.numpy.save({"features.0.running_mean": np.ones(2, np.float32)}),
    ],
    ids=[
        *("empty", "text", "length", "nothing", "deep", "overlap", "twice", "hole", "terabyte", "overflow"),
        *("integers", "many", "normalization"),
    ],
)
def test_a_forged_safetensors_file_is_refused(content: bytes, tmp_path: Path) -> None:
    refused("safetensors-vgg16", tmp_path, content)


def test_a_safetensors_file_that_lacks_an_array_is_refused(tmp_path: Path) -> None:
    arrays = state_dict(small_network(), blue_first=False)
    del arrays["features.28.bias"]
    assert "conv5_3/bias" in refused("safetensors-vgg16", tmp_path, safetensors.numpy.save(arrays))


# Every layout


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


@pytest.mark.parametrize("kind", sorted(CONVERTERS))
def test_a_missing_file_and_a_folder_are_refused(kind: str, tmp_path: Path) -> None:
    refusal(kind, tmp_path / "none")
    (tmp_path / "folder").mkdir()
    refusal(kind, tmp_path / "folder")
