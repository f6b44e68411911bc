"""MATLAB's `.mat` files (version 5 to 7) that nobody need trust -> nested arrays. The only door to scipy.io.

SciPy makes room for whatever sizes a file claims. So all of them are looked at first, and SciPy is handed a file that
holds what it claims and nothing but numbers, texts, cells and structs.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from scipy.io import loadmat

from ...errors import InputError
from ..hdf5 import MOST_BYTES
from .archives import FREE_BYTES, MOST_RATIO

# "MAT-File Format" (MathWorks, 2024), tables 1-1 and 1-3: numbers and sizes of types, and classes of arrays.
HEADER_BYTES = 128
LITTLE_ENDIAN_5 = b"\x00\x01IM"
VERSION_7_3 = b"\x00\x02"
ITEM_BYTES = {1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8, 16: 1, 17: 2, 18: 4}
INT8, INT32, UINT32, MATRIX, COMPRESSED = 1, 5, 6, 14, 15
CELL, STRUCT, TEXT = 1, 2, 4
NUMBERS = range(6, 16)
COMPLEX = 0x0800
MOST_MATRICES = 20_000  # the whole VGG-19 has about 1500
MOST_DEPTH = 12
BROKEN = (ArithmeticError, AttributeError, EOFError, LookupError, NotImplementedError, OSError, TypeError, ValueError)


def read_mat(path: str | Path, names: list[str]) -> dict[str, Any]:
    """The variables of these names, as `scipy.io.loadmat` returns them: structs are records, cells object arrays.

    Raises InputError for a broken or forged file, and for one that holds objects, functions or sparse arrays.
    """
    content = Path(path).read_bytes()
    if content[124:126] == VERSION_7_3 or content[:4] == b"\x89HDF" or content[512:516] == b"\x89HDF":
        raise InputError(f"{path}: of MATLAB's version 7.3; load it in MATLAB and save it with the option -v7")
    try:
        checked = content[:HEADER_BYTES] + b"".join(_Checker(content).checked_variables())
        return loadmat(io.BytesIO(checked), variable_names=names)
    except (*BROKEN, struct.error, zlib.error, RecursionError) as error:
        reason = f" ({error})" if isinstance(error, _ForgedError) else ""
        raise InputError(f"{path}: not a readable .mat file of numbers, cells and structs{reason}") from error


class _ForgedError(ValueError):
    pass


class _Checker:
    """Walks through a file's elements and counts what it sees."""

    def __init__(self, content: bytes) -> None:
        if content[124:HEADER_BYTES] != LITTLE_ENDIAN_5:
            raise _ForgedError("not of version 5 to 7, or big-endian")
        self.content = content
        self.matrices = 0
        self.room = min(MOST_BYTES, max(FREE_BYTES, MOST_RATIO * len(content)))

    def checked_variables(self) -> Iterator[bytes]:
        """The file's variables, unpacked, once they are found to hold what they claim."""
        for kind, payload in _elements(memoryview(self.content)[HEADER_BYTES:]):
            unpacked = self._unpacked(payload) if kind == COMPRESSED else _tagged(kind, payload)
            self.room -= len(unpacked)
            for inner, matrix in _elements(memoryview(unpacked)):
                self._check_matrix(inner, matrix, MOST_DEPTH)
            yield unpacked

    def _unpacked(self, payload: memoryview) -> bytes:
        unpacker = zlib.decompressobj()
        unpacked = unpacker.decompress(payload, max(1, self.room))
        if not unpacker.eof:
            raise _ForgedError("unpacks to more than any weight file, or is cut off")
        return unpacked

    def _check_matrix(self, kind: int, payload: memoryview, depth: int) -> None:
        self.matrices += 1
        if kind != MATRIX or self.matrices > MOST_MATRICES or not depth:
            raise _ForgedError("too deep, too many parts, or no array")
        if not payload:
            return
        head, (shape_type, shape), (name_type, _), *rest = _elements(payload)
        flags, count = _flags(*head), _count(shape_type, shape)
        if name_type != INT8:
            raise _ForgedError("a nameless array")
        held = flags & 0xFF
        if held == CELL:
            self._check_parts(rest, count, depth)
        elif held == STRUCT:
            self._check_parts(rest[2:], count * _fields(rest[:2]), depth)
        else:
            _check_numbers(held, flags, count, rest)

    def _check_parts(self, parts: list[tuple[int, memoryview]], count: int, depth: int) -> None:
        if len(parts) != count:
            raise _ForgedError("a cell or struct of another size than it claims")
        for part in parts:
            self._check_matrix(*part, depth - 1)


def _elements(content: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Type and payload of each element, one after the other; none may reach beyond the end."""
    place = 0
    while place < len(content):
        kind, size = struct.unpack_from("<II", content, place)
        small = kind >> 16
        start, size, kind = (place + 4, small, kind & 0xFFFF) if small else (place + 8, size, kind)
        if start + size > len(content) or (small > 4) or (kind not in ITEM_BYTES and kind not in (MATRIX, COMPRESSED)):
            raise _ForgedError("an element of another size or type than it claims")
        yield kind, content[start : start + size]
        place = place + 8 if small else start + size if kind == COMPRESSED else start + -(-size // 8) * 8


def _tagged(kind: int, payload: memoryview) -> bytes:
    return struct.pack("<II", kind, len(payload)) + bytes(payload) + bytes(-len(payload) % 8)


def _flags(kind: int, payload: memoryview) -> int:
    if kind != UINT32 or len(payload) != 8:
        raise _ForgedError("an array without flags")
    return struct.unpack_from("<I", payload)[0]


def _count(kind: int, shape: memoryview) -> int:
    sizes = np.frombuffer(shape, "<i4")
    if kind != INT32 or not 2 <= len(sizes) <= 8 or sizes.min() < 0 or np.prod(sizes, dtype=float) > MOST_BYTES:
        raise _ForgedError("an array of impossible shape")
    return int(np.prod(sizes, dtype=np.int64))


def _fields(elements: list[tuple[int, memoryview]]) -> int:
    """How many fields a struct has: the length of a name, and the names."""
    (length_type, length), (names_type, names) = elements
    size = struct.unpack("<i", length)[0]
    if length_type != INT32 or names_type != INT8 or not 0 < size <= 64 or len(names) % size:
        raise _ForgedError("a struct without names")
    return len(names) // size


def _check_numbers(held: int, flags: int, count: int, rest: list[tuple[int, memoryview]]) -> None:
    if (held != TEXT and held not in NUMBERS) or flags & COMPLEX:
        raise _ForgedError("an object, a function, or a sparse or complex array")
    items = sum(len(payload) // ITEM_BYTES.get(kind, 2**40) for kind, payload in rest)
    if len(rest) > 1 or items < count or (held != TEXT and items != count):
        raise _ForgedError("an array of another size than it claims")
