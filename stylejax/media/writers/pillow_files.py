"""JPEG and WebP files, by Pillow."""

from pathlib import Path
from typing import Any

from PIL import Image

from ..icc_profiles import srgb_profile
from ..records import packet_of
from ..tags import exif_of
from .contents import FileContents, Writer, density


def _saved_as(format: str, **options: Any) -> Writer:
    def write(content: FileContents, path: Path) -> None:
        packet = {} if content.text is None else {"xmp": packet_of(content.text)}
        more = {**options, **packet, **density(content.tags)}
        image = Image.fromarray(content.codes)
        image.save(path, format, icc_profile=srgb_profile(), exif=exif_of(content.tags), **more)

    return write


write_jpeg = _saved_as("JPEG", quality=95, subsampling=0)

# exact: colors under full transparency are kept.
write_webp = _saved_as("WEBP", quality=95, exact=True)
