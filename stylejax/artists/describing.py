"""The settings of an artist in words."""

import dataclasses
import re
from typing import Any

from .records import Artist

SETTINGS = tuple(
    field.name
    for field in dataclasses.fields(Artist)
    if field.name not in ("name", "who", "date", "source", "about", "sources", "notes")
)


def _words(value: Any) -> str:
    if dataclasses.is_dataclass(value):
        name = re.sub(r"(?<!^)(?=[A-Z])", " ", type(value).__name__).lower()
        parts = [f"{f.name} {_words(getattr(value, f.name))}" for f in dataclasses.fields(value)]
        return f"{name} ({', '.join(parts)})" if parts else name
    if callable(value):
        return value.__name__.replace("_", " ")
    if isinstance(value, tuple):
        return "; ".join(map(_words, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def describe_setting(artist: Artist, name: str) -> str:
    """One line."""
    return _words(getattr(artist, name))


def differences(a: Artist, b: Artist) -> tuple[str, ...]:
    """Settings that differ."""
    return tuple(n for n in SETTINGS if getattr(a, n) != getattr(b, n))
