"""A picture file's bytes and header, and errors that name the file."""

import io
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageFile, UnidentifiedImageError

from ..errors import InputError

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")


# Just below the size (179 megapixels) at which Pillow itself refuses, so its global limit can stay as it is.
PIXEL_LIMIT = 178_000_000


def named(path: str | Path) -> str:
    """The path as it goes into a one-line message."""
    return str(path) if str(path).isprintable() else repr(str(path))


@contextmanager
def errors_name(path: str | Path) -> Iterator[None]:
    """Turns whatever a decoder raises on a damaged file into an InputError, and its warnings into nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except InputError as error:
        raise InputError(f"{named(path)}: {error}") from None
    except UnidentifiedImageError:
        raise InputError(f"{named(path)}: is not a picture in a known format; use {', '.join(FORMATS)}") from None
    except (MemoryError, Image.DecompressionBombError):
        raise InputError(f"{named(path)}: {TOO_LARGE}") from None
    except Exception as error:  # decoders raise nearly anything on damaged files
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputError(f"{named(path)}: is damaged or cut short ({reason}); get a whole copy of it") from None


TOO_LARGE = f"has too many pixels (the limit is {PIXEL_LIMIT // 10**6} megapixels); make it smaller first"


def open_image(data: bytes) -> ImageFile.ImageFile:
    """The picture's header, read by Pillow, its pixels not decoded yet; raises InputError when it is too large."""
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    check_pixels(*image.size)
    return image


def check_pixels(width: int, height: int) -> None:
    """Raise InputError for more pixels than a picture may have."""
    if width * height > PIXEL_LIMIT:
        raise InputError(f"{width} x {height} {TOO_LARGE}")


def file_bytes(path: str | Path) -> bytes:
    """All bytes of a picture file. Raises InputError for what is no file, empty, or cannot be read."""
    name, path = named(path), Path(path)
    try:
        kind = path.stat().st_mode
        data = path.read_bytes() if stat.S_ISREG(kind) else b""
    except FileNotFoundError:
        raise InputError(f"{name}: no such file; check the path") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read ({reason_of(error)}); check the path and its permissions") from None
    if not stat.S_ISREG(kind):
        raise InputError(f"{name}: is {'a folder' if stat.S_ISDIR(kind) else 'no file'}; give a picture file")
    if not data:
        raise InputError(f"{name}: is empty (zero bytes); get a whole copy of it")
    return data


def reason_of(error: Exception) -> str:
    """What the system says of an error, in one line."""
    return getattr(error, "strerror", None) or " ".join(str(error).split())
