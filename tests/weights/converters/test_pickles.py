"""Pickles of arrays are read; others are refused in one line, nothing being executed, written, or made room for."""

import pickle
from pathlib import Path

import jax
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from converter_files import TUPLE_BOMB, converter, hdf5_bytes
from refusals import Command, refused
from weight_files.layouts import oihw, small_network


@pytest.mark.parametrize("module", ["numpy.core", "numpy._core"])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_of_any_protocol_and_any_numpy_are_read(protocol: int, module: str, tmp_path: Path) -> None:
    arrays = [array for pair in oihw(small_network(), blue_first=True).values() for array in pair]
    content = pickle.dumps(arrays, protocol=protocol)
    for old in (b"numpy._core", b"numpy.core"):
        if protocol < 4:  # later ones hold the length of the name
            content = content.replace(old, module.encode())
    (tmp_path / "list.pkl").write_bytes(content)
    read = converter("lasagne-vgg16")(tmp_path / "list.pkl")
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
    read = converter("lasagne-vgg16")(tmp_path / "old.pkl")
    assert hdf5_bytes(tmp_path, read) == hdf5_bytes(tmp_path, small_network())


@pytest.mark.parametrize("kind", ["lasagne-vgg16", "chainer-vgg16"])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_with_a_command_is_refused(kind: str, protocol: int, tmp_path: Path) -> None:
    content = pickle.dumps({"param values": [Command(tmp_path / "written")]}, protocol=protocol)
    assert "posix.system" in refused(kind, tmp_path, content)


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
