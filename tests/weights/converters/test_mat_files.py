"""Hostile .mat files are refused in one line; nothing is executed, written, or made room for."""

import io
import struct
from pathlib import Path

import h5py
import numpy as np
import pytest
import scipy.io
import scipy.sparse

from refusals import refused
from weight_files.layouts import LAYOUTS, small_network


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
