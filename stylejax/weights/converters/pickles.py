"""Pickles that nobody need trust -> plain containers of arrays. The only door to pickle.

A pickle is a program. Its instructions are looked at before any is run: only those that build numbers, texts, tuples,
lists and dicts and that call what `find_class` hands out, none longer than the file. `find_class` hands out stand-ins
for the five functions that NumPy's arrays are made with, and nothing else.
"""

import io
import pickle
import pickletools
import warnings
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from ...errors import InputError

MOST_STEPS = 20_000  # the whole VGG-19 with its thousand labels has 4000; bounds depth and number of containers, too
FLOATS = ("f2", "f4", "f8")
NUMBER_STEPS = {"INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "FLOAT", "BINFLOAT", "NONE"}
TEXT_STEPS = {"UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "STRING", "BINSTRING", "SHORT_BINSTRING"}
BYTES_STEPS = {"BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"}
TUPLE_STEPS = {"TUPLE", "TUPLE1", "TUPLE2", "TUPLE3"}
LIST_STEPS = {"EMPTY_LIST", "LIST", "APPEND", "APPENDS"}
DICT_STEPS = {"EMPTY_DICT", "DICT", "SETITEM", "SETITEMS"}
MEMO_STEPS = {"PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE", "GET", "BINGET", "LONG_BINGET"}
CALL_STEPS = {"GLOBAL", "STACK_GLOBAL", "REDUCE", "BUILD"}
OTHER_STEPS = {"NEWTRUE", "NEWFALSE", "PROTO", "FRAME", "MARK", "STOP", "EMPTY_TUPLE"}
PLAIN_STEPS = frozenset().union(
    NUMBER_STEPS, TEXT_STEPS, BYTES_STEPS, TUPLE_STEPS, LIST_STEPS, DICT_STEPS, MEMO_STEPS, CALL_STEPS, OTHER_STEPS
)
BROKEN = (pickle.UnpicklingError, ArithmeticError, AttributeError, EOFError, LookupError, TypeError, ValueError)


def read_pickle(path: str | Path) -> Any:
    """What a pickle holds: dicts, lists, tuples, texts, numbers and float arrays; Python 2's and NumPy 1's, too.

    Raises InputError, before anything is called, for a pickle that is broken or that asks for anything else.
    """
    content = Path(path).read_bytes()
    try:
        with warnings.catch_warnings(action="ignore"):
            check_steps(io.BytesIO(content), len(content))
            return _plain(_ArrayUnpickler(io.BytesIO(content), encoding="latin1").load(), 4)
    except ForbiddenError as error:
        raise InputError(f"{path}: a pickle that asks for {error}, not for arrays alone; do not trust it") from error
    except (*BROKEN, RecursionError) as error:
        raise InputError(f"{path}: not a readable pickle of plain arrays; fetch it again") from error


def check_steps(stream: BinaryIO, size: int, *, more: frozenset[str] = frozenset()) -> None:
    """Look at one pickle's instructions without following any.

    Raises ValueError for one outside `PLAIN_STEPS` and `more`, for a number greater than `size`, for too many of them,
    and for a tuple used twice, as tuples of themselves, 40 deep, are a key that takes hours to look up.
    """
    tuples: set[Any] = set()
    last, put = "", 0
    for count, (step, argument, _) in enumerate(pickletools.genops(stream)):
        if count == MOST_STEPS or step.name not in PLAIN_STEPS | more:
            raise ForbiddenError(f"the instruction {step.name}")
        if isinstance(argument, int) and abs(argument) > max(size, MOST_STEPS):
            raise ValueError(argument)
        if "PUT" in step.name or step.name == "MEMOIZE":
            slot = put if argument is None else argument
            (tuples.add if last in TUPLE_STEPS else tuples.discard)(slot)
            put += 1
        if "GET" in step.name and argument in tuples:
            raise ValueError("a tuple used twice")
        last = step.name


class ForbiddenError(ValueError):
    """What a pickle asks for that does not make an array."""


class _Type:
    """Stand-in for a `numpy.dtype`: its name and byte order."""

    def __init__(self, name: str, *_: Any) -> None:
        self.name, self.order = name, "<"

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.order = state[1]

    def checked(self) -> np.dtype:
        if self.name not in FLOATS or self.order not in ("<", ">"):
            raise ValueError(f"{self.order}{self.name}")
        return np.dtype(self.order + self.name)


class _Array:
    """Stand-in for a `numpy.ndarray` that is yet to be told what it holds."""

    array: np.ndarray

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, shape, dtype, is_fortran, data = state
        content = data.encode("latin1") if isinstance(data, str) else data
        self.array = _numbers(content, dtype, shape, "F" if is_fortran else "C")


def _numbers(content: Any, dtype: Any, shape: Any, order: Any) -> np.ndarray:
    sizes = all(type(size) is int and size >= 0 for size in shape) and len(shape) <= 8
    if not sizes or not isinstance(dtype, _Type) or order not in ("C", "F"):
        raise ValueError("shape")
    return np.frombuffer(content, dtype.checked()).reshape(shape, order=order)


def _reconstruct(*_: Any) -> _Array:
    return _Array()


def _frombuffer(content: Any, dtype: Any, shape: Any, order: Any) -> _Array:
    made = _Array()
    made.array = _numbers(content, dtype, shape, order)
    return made


def _encode(text: str, _: str) -> bytes:
    return text.encode("latin1")


def _ndarray() -> None:
    """Stand-in for the class, which is only ever an argument."""


STAND_INS = {
    "numpy.ndarray": _ndarray,
    "numpy.dtype": _Type,
    "numpy.core.multiarray._reconstruct": _reconstruct,
    "numpy._core.multiarray._reconstruct": _reconstruct,
    "numpy.core.numeric._frombuffer": _frombuffer,
    "numpy._core.numeric._frombuffer": _frombuffer,
    "_codecs.encode": _encode,
}


class _ArrayUnpickler(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        wanted = f"{module_name}.{global_name}"
        if wanted not in STAND_INS:
            raise ForbiddenError(ascii(wanted[:100]))
        return STAND_INS[wanted]


def _plain(value: Any, depth: int) -> Any:
    """The containers with arrays where the stand-ins were."""
    if isinstance(value, dict | list | tuple) and depth == 0:
        raise ValueError("too deep")
    if isinstance(value, dict):
        return {key: _plain(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, depth - 1) for item in value]
    return value.array if isinstance(value, _Array) else value
