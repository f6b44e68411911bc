"""Archives of arrays: nothing is executed, written, or made room for."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from converter_files import read_small, refusal_of, small_npz, without, written_npz
from refusals import Command, refusal


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
    assert "not a readable .npz" in refusal_of(read_small, path)


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.9])
def test_a_truncated_npz_is_refused(kept: float, tmp_path: Path) -> None:
    path = written_npz(tmp_path / "small.npz", small_npz(separator=""))
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    assert "not a readable .npz" in refusal_of(read_small, path)


def test_a_missing_npz_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal_of(read_small, tmp_path / "none.npz")


@pytest.mark.parametrize("kind", ["lasagne-vgg16", "chainer-vgg16", "vgg19-quarter"])
def test_a_zip_bomb_is_refused(kind: str, tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "bomb.npz", **{"conv1_1/W": np.zeros(2**23, np.float32)})
    assert "unpacks to more" in refusal(kind, tmp_path / "bomb.npz")


@pytest.mark.parametrize("kind", ["lasagne-vgg16", "chainer-vgg16", "vgg19-quarter"])
def test_an_npz_of_pickled_objects_is_refused(kind: str, tmp_path: Path) -> None:
    objects = np.array([Command(tmp_path / "written")], object)
    np.savez(tmp_path / "objects.npz", **{"conv1_1/W": objects})
    assert "plain arrays" in refusal(kind, tmp_path / "objects.npz")
