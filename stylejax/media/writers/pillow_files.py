"""JPEG and WebP files, by Pillow."""

from pathlib import Path
from typing import Any

from PIL import Image

from ..icc_profiles import srgb_profile
from ..records import packet_of
from ..tags import exif_of
from .contents import FileContents, density


def write_jpeg(content: FileContents, path: Path) -> None:
    """Writes a JPEG file."""
    _save(content, path, "JPEG", quality=95, subsampling=0)


def write_webp(content: FileContents, path: Path) -> None:
    """Writes a WebP file; exact: colors under full transparency are kept."""
    _save(content, path, "WEBP", quality=95, exact=True)


def _save(content: FileContents, path: Path, format: str, **options: Any) -> None:
    packet = {} if content.text is None else {"xmp": packet_of(content.text)}
    more = {**options, **packet, **density(content.tags)}
    Image.fromarray(content.codes).save(path, format, icc_profile=srgb_profile(), exif=exif_of(content.tags), **more)
