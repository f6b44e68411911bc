"""The settings that are stored in a picture: written with it, and read again."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin

from ..errors import InputError
from .icc_profiles import srgb_profile
from .opening import errors_name, file_bytes, open_image

RECORD_KEY = "stylejax"


_IMAGE_DESCRIPTION = 270  # EXIF 2.3, table 4


def read_record(path: str | Path) -> dict[str, Any]:
    """The settings that `write_image` stored in a picture; raises InputError where there are none."""
    data = file_bytes(path)
    with errors_name(path):
        image = open_image(data)
        if isinstance(image, PngImagePlugin.PngImageFile):
            record = _parsed(image.text.get(RECORD_KEY))
        else:
            record = (_parsed(image.getexif().get(_IMAGE_DESCRIPTION)) or {}).get(RECORD_KEY)
        if not isinstance(record, dict):
            raise InputError("holds no stylejax settings; give a picture that stylejax wrote")
    return record


def _parsed(text: Any) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _write_png(image: Image.Image, file: io.BytesIO, text: str | None) -> None:
    chunks = PngImagePlugin.PngInfo()
    if text is not None:
        chunks.add_itxt(RECORD_KEY, text)
    image.save(file, "PNG", icc_profile=srgb_profile(), pnginfo=chunks)


def _with_description(format: str, **options: Any) -> Callable[[Image.Image, io.BytesIO, str | None], None]:
    def write(image: Image.Image, file: io.BytesIO, text: str | None) -> None:
        exif = Image.Exif()
        if text is not None:
            exif[_IMAGE_DESCRIPTION] = text
        image.save(file, format, icc_profile=srgb_profile(), exif=exif, **options)

    return write


_write_jpeg = _with_description("JPEG", quality=95, subsampling=0)


_write_tiff = _with_description("TIFF", compression="tiff_lzw")


# exact: colors under full transparency are kept.
_write_webp = _with_description("WEBP", quality=95, exact=True)


WRITERS = {
    ".png": _write_png,
    ".jpg": _write_jpeg,
    ".jpeg": _write_jpeg,
    ".tif": _write_tiff,
    ".tiff": _write_tiff,
    ".webp": _write_webp,
}
