"""What goes into a picture file, whatever its format."""

from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np

from ..tags import Tags


class FileContents(NamedTuple):
    """What goes into a picture file: codes `[h w c]` of 8 or 16 bits, the record as JSON or None, and tags.

    Attributes:
        codes: `[h w c]`, of 8 or 16 bits.
        text: the record as JSON, or None.
        tags: author, license and density.

    Example:
        >>> import numpy as np
        >>> from stylejax.media.tags import Tags
        >>> from stylejax.media.writers import FileContents
        >>> FileContents(np.zeros((16, 16, 3), np.uint8), None, Tags()).codes.shape
        (16, 16, 3)
    """

    codes: np.ndarray
    text: str | None
    tags: Tags


class Writer(Protocol):
    """What writes a file of one format.

    Example:
        >>> from stylejax.media.writers import Writer, write_png
        >>> writer: Writer = write_png
        >>> writer.__name__
        'write_png'
    """

    def __call__(self, content: FileContents, path: Path, /) -> None: ...


def density(tags: Tags) -> dict[str, Any]:
    """Pixels an inch as Pillow takes them, where something says so."""
    return {"dpi": (tags.dpi, tags.dpi)} if tags.dpi else {}
