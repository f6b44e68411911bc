"""Frozen records of plain values as bytes, and back: what is static in a tree, for programs that are exported."""

import dataclasses
import enum
import importlib
import json
import operator
import sys
from typing import Any

from .errors import InputError


def packed(value: Any) -> bytes:
    """A value as bytes: numbers, text, None, tuples of them, choices, and records of them.

    A record is a frozen dataclass or a named tuple. Raises InputError for anything else, as a function is.
    """
    return json.dumps(_told(value)).encode()


def unpacked(data: bytes | bytearray) -> Any:
    """The value of `packed`. Nothing is imported but stylejax's own modules. Raises InputError for other classes."""
    return _understood(json.loads(bytes(data)))


def _told(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return {"choice": _name(type(value)), "value": value.value}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _told(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"record": _name(type(value)), "fields": fields}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {"record": _name(type(value)), "fields": {name: _told(each) for name, each in value._asdict().items()}}
    if isinstance(value, tuple):
        return {"tuple": [_told(each) for each in value]}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise InputError(f"export: {value!r} is no plain value; leave it out of what is exported")


def _understood(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    if "tuple" in told:
        return tuple(_understood(each) for each in told["tuple"])
    if "choice" in told:
        return _class(told["choice"])(told["value"])
    return _class(told["record"])(**{name: _understood(each) for name, each in told["fields"].items()})


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _class(name: str) -> Any:
    module, _, inside = name.partition(":")
    if module.partition(".")[0] == __package__:
        importlib.import_module(module)
    try:
        found = operator.attrgetter(inside)(sys.modules[module])
    except (KeyError, AttributeError):
        raise InputError(f"export: {name} is not known here; import its module first") from None
    if not (isinstance(found, type) and (dataclasses.is_dataclass(found) or issubclass(found, tuple | enum.Enum))):
        raise InputError(f"export: {name} is no record of plain values")
    return found
