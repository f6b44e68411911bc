"""Hostile pickles and `.pth` files are refused in one line; nothing is executed, written, or made room for."""

import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from refusals import WITHOUT_TORCH, Command, refusal, refused


@pytest.mark.parametrize("kind", ["lasagne-vgg16", "chainer-vgg16"])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_with_a_command_is_refused(kind: str, protocol: int, tmp_path: Path) -> None:
    content = pickle.dumps({"param values": [Command(tmp_path / "written")]}, protocol=protocol)
    assert "posix.system" in refused(kind, tmp_path, content)


TUPLE_BOMB = b"(" + b"(t\x94" + b"".join(b"h" + bytes([i]) * 2 + b"\x86\x94" for i in range(40)) + b"K\x01d."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        b"cbuiltins\neval\n(S'1'\ntR.",
        b"cnumpy\nload\n.",
        b"cnumpy.core.multiarray\nscalar\n.",
        b"\x80\x04\x8c\x05numpy\x8c\x0dndarray.dumps\x93.",
        b"cnumpy\nndarray\n(I99999999999\ntR.",
        b"(cnumpy\nndarray\n(I9\ntctypes\nFunctionType\no.",
        b"(inumpy\nndarray\n.",
        b"]r\xff\xff\xff\x7f.",  # a place in the memory of four thousand million
        b"\x96\x00\x00\x00\x00\x00\x01\x00\x00.",  # a bytearray of a terabyte
        b"\x80\x02X\xff\xff\xff\x7fa.",
        b"\x82\x01.",  # copyreg's extension registry
        b"Pname\n.",
        b"(" * 19_000 + b"t" * 19_000 + b".",
        b"]" * 30_000 + b".",
        b"N" + b"\x85" * 19_000 + b"\x94(h\x00K\x01d.",
        TUPLE_BOMB,
        b"(lp0\ng0\na.",  # a list that holds itself
    ],
    ids=lambda content: ascii(content[:12]),
)
@pytest.mark.parametrize("kind", ["lasagne-vgg16", "chainer-vgg16"])
def test_a_pickle_of_anything_but_arrays_is_refused(kind: str, content: bytes, tmp_path: Path) -> None:
    assert "pickle" in refused(kind, tmp_path, content)


@pytest.mark.parametrize("shape", [(2**40,), (2**20, 2**20), (-1,), (1,) * 9, (3,)])
def test_a_pickled_array_of_a_forged_shape_is_refused(shape: tuple[int, ...], tmp_path: Path) -> None:
    content = pickle.dumps([np.ones(4, np.float32)], protocol=0).replace(
        b"(I4\n", b"(" + b"".join(b"L%dL\n" % s for s in shape)
    )
    assert "not a readable pickle" in refused("lasagne-vgg16", tmp_path, content)


@pytest.mark.parametrize(
    "array", [np.array([{}]), np.ones(4, int), np.ones(4, complex), np.array(["a"]), np.ones(2, "M8[s]")]
)
def test_a_pickled_array_of_anything_but_floats_is_refused(array: np.ndarray, tmp_path: Path) -> None:
    assert "not a readable pickle" in refused("lasagne-vgg16", tmp_path, pickle.dumps([array], protocol=2))


# PyTorch


@WITHOUT_TORCH
@pytest.mark.parametrize("zipped", [True, False])
def test_a_pth_with_a_command_is_refused(zipped: bool, tmp_path: Path) -> None:
    import torch

    torch.save({"a": Command(tmp_path / "written")}, tmp_path / "net.pth", _use_new_zipfile_serialization=zipped)
    assert "torch.load(weights_only=True)" in refusal("torchvision-vgg16", tmp_path / "net.pth")


@WITHOUT_TORCH
def test_a_bare_pickle_is_no_pth(tmp_path: Path) -> None:
    refused("torchvision-vgg16", tmp_path, pickle.dumps(Command(tmp_path / "written")))
    refused("torchvision-vgg16", tmp_path, TUPLE_BOMB)
    refused("torchvision-vgg16", tmp_path, b"")


@WITHOUT_TORCH
@pytest.mark.parametrize("change", ["huge view", "sparse", "integers", "no tensor", "no names"])
def test_a_pth_of_other_things_than_arrays_is_refused(change: str, tmp_path: Path) -> None:
    import torch

    values = {
        "huge view": torch.ones(1).expand(2**40),
        "sparse": torch.eye(3).to_sparse(),
        "integers": torch.ones(3, dtype=torch.int64),
        "no tensor": 3.0,
    }
    torch.save({"features.0.bias": values[change]} if change in values else [1.0], tmp_path / "net.pth")
    refusal("torchvision-vgg16", tmp_path / "net.pth")


@WITHOUT_TORCH
def test_a_pth_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "net.pth", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("net/data.pkl", b"}.")
        archive.writestr("net/data/0", bytes(2**25))
    assert "unpacks to more" in refusal("torchvision-vgg16", tmp_path / "net.pth")
