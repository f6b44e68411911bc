"""What goes into a picture file, whatever its format."""

from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from ..tags import Tags


class FileContents(NamedTuple):
    """What goes into a picture file: codes `[h w c]` of 8 or 16 bits, the record as JSON or None, and tags."""

    codes: np.ndarray
    text: str | None
    tags: Tags


class Writer(Protocol):
    """What writes a file of one format."""

    def __call__(self, content: FileContents, path: Path, /) -> None: ...


def density(tags: Tags) -> dict[str, Any]:
    """Pixels an inch as Pillow takes them, where something says so."""
    return {"dpi": (tags.dpi, tags.dpi)} if tags.dpi else {}
