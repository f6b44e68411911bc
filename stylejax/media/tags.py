"""What a picture file says of its author and its density, which the picture painted from it says as well."""

import contextlib
import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from PIL import ExifTags, Image

from ..errors import InputError
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


class Paper(NamedTuple):
    """What is printed on: its sides in inches, the longer one first.

    Attributes:
        long: the longer side.
        short: the shorter one.

    Example:
        >>> from stylejax.media import Paper
        >>> Paper(long=24, short=16).inches((1000, 1000))
        16.0
    """

    long: float
    short: float

    def inches(self, shape: Sequence[int]) -> float:
        """The longest side of a picture of that height and width, as large as it fits when either may be turned."""
        return min(float(self.long), self.short * max(shape[:2]) / min(shape[:2]))

    def density(self, shape: Sequence[int]) -> float:
        """Its pixels an inch."""
        return round(max(shape[:2]) / self.inches(shape), 2)


UNITS = {"mm": 25.4, "cm": 2.54, "in": 1.0}  # that an inch has
A0 = (1189, 841)  # mm, ISO 216; each next has half of it, rounded down


def paper_of(text: str) -> Paper:
    """The paper that is meant by words such as "60x40cm", "24x16in", "600x400mm" or "A3".

    Args:
        text: two sides and their unit, or a name from A0 to A6 (ISO 216).

    Returns:
        The paper.

    Raises:
        InputError: for other words.

    Example:
        >>> from stylejax.media import paper_of
        >>> paper_of("24x16in").density((1600, 2400))
        100.0
    """
    words = text.replace(" ", "").lower()
    if found := re.fullmatch(r"a([0-6])", words):
        sides = A0
        for _ in range(int(found[1])):
            sides = sides[1], sides[0] // 2
        return Paper(*(side / UNITS["mm"] for side in sides))
    found = re.fullmatch(r"(\d+\.?\d*)x(\d+\.?\d*)(mm|cm|in)", words)
    sides = sorted(float(number) / UNITS[found[3]] for number in found.groups()[:2]) if found else [0]
    if sides[0] <= 0:
        raise InputError(f"print: {text!r} is no paper; give its sides, like 60x40cm or 24x16in, or A0 to A6")
    return Paper(sides[1], sides[0])
