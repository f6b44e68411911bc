"""JPEG and WebP files, by Pillow."""

from pathlib import Path
from typing import Any

from PIL import Image

from ..icc_profiles import srgb_profile
from ..records import packet_of
from ..tags import exif_of
from .contents import FileContents, density


def write_jpeg(content: FileContents, path: Path) -> None:
    """Writes a JPEG file.

    Args:
        content: of the file, of 8 bits and three channels.
        path: where it goes.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np
        >>> from stylejax.media.tags import Tags
        >>> from stylejax.media.writers import FileContents, write_jpeg
        >>> write_jpeg(FileContents(np.zeros((16, 16, 3), np.uint8), None, Tags()), Path("out.jpg"))
    """
    _save(content, path, "JPEG", quality=95, subsampling=0)


def write_webp(content: FileContents, path: Path) -> None:
    """Writes a WebP file; exact: colors under full transparency are kept.

    Args:
        content: of the file, of 8 bits.
        path: where it goes.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np
        >>> from stylejax.media.tags import Tags
        >>> from stylejax.media.writers import FileContents, write_webp
        >>> write_webp(FileContents(np.zeros((16, 16, 3), np.uint8), None, Tags()), Path("out.webp"))
    """
    _save(content, path, "WEBP", quality=95, exact=True)


def _save(content: FileContents, path: Path, format: str, **options: Any) -> None:
    packet = {} if content.text is None else {"xmp": packet_of(content.text)}
    more = {**options, **packet, **density(content.tags)}
    Image.fromarray(content.codes).save(path, format, icc_profile=srgb_profile(), exif=exif_of(content.tags), **more)
