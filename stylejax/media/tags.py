"""What a picture file says of its author and its density, which the picture painted from it says as well."""

import contextlib
import math
from typing import NamedTuple

from PIL import ExifTags, Image

from .opening import open_image


class Tags(NamedTuple):
    """What is said of a picture.

    Attributes:
        artist: who made it, by the EXIF tag of that name.
        copyright: whose it is, likewise.
        dpi: pixels an inch in print, 0 where nothing says so.

    Example:
        >>> from stylejax import media
        >>> media.Tags(dpi=300).dpi
        300
    """

    artist: str = ""
    copyright: str = ""
    dpi: float = 0.0


NO_TAGS = Tags()


def tags_of(data: bytes) -> Tags:
    """What the bytes of a picture file say; what cannot be read is left out."""
    try:
        image = open_image(data)
        exif = image.getexif()
    except Exception:  # decoders raise nearly anything on damaged tags, which are no reason to refuse a picture
        return NO_TAGS
    names = (exif.get(tag) for tag in (ExifTags.Base.Artist, ExifTags.Base.Copyright))
    return Tags(*(_text(name) for name in names), dpi=_density(image.info.get("dpi")))


def _text(value: object) -> str:
    """A tag's text. Cameras and programs write UTF-8; Pillow reads a character a byte."""
    if not isinstance(value, str):
        return ""
    with contextlib.suppress(UnicodeError):  # of what is Latin-1 in truth
        value = value.encode("latin-1").decode("utf-8")
    return value.strip(" \0")


def _density(value: object) -> float:
    """Where it is the same across and down, and is no ratio of sides alone."""
    try:
        across, down = (float(number) for number in value)  # pyrefly: ignore
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0
    return round(across, 2) if math.isfinite(across) and across > 1 and math.isclose(across, down) else 0.0


def exif_of(tags: Tags) -> Image.Exif:
    """The tags as a file carries them."""
    exif = Image.Exif()
    for tag, text in ((ExifTags.Base.Artist, tags.artist), (ExifTags.Base.Copyright, tags.copyright)):
        if text:
            exif[tag] = text.encode()
    if tags.dpi:
        exif[ExifTags.Base.XResolution] = exif[ExifTags.Base.YResolution] = tags.dpi
        exif[ExifTags.Base.ResolutionUnit] = 2  # inches
    return exif
