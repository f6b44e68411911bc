"""A picture file's bytes and header, and errors that name the file."""

import io
import os
import re
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageFile, UnidentifiedImageError

from ..errors import InputError
from ..standard_error import lines_caught

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "BMP", "GIF")


# Just below the size (179 megapixels) at which Pillow itself refuses, so its global limit can stay as it is.
PIXEL_LIMIT = 178_000_000


_ADDRESS = re.compile(r"(https?|ftp):/+", re.IGNORECASE)  # of which `Path` leaves one slash


def named(path: str | Path) -> str:
    """The path as it goes into a one-line message."""
    path = _ADDRESS.sub(r"\1://", str(path), count=1)
    return path if path.isprintable() else repr(path)


@contextmanager
def errors_name(path: str | Path) -> Iterator[None]:
    """Turns whatever a decoder raises on a damaged file into an InputError, and its warnings into nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except InputError as error:
        raise InputError(f"{named(path)}: {error}") from None
    except UnidentifiedImageError as error:
        raise InputError(f"{named(path)}: {error}") from None
    except MemoryError:
        raise InputError(f"{named(path)}: takes more memory to read than there is; make it smaller first") from None
    except Image.DecompressionBombError:
        raise InputError(f"{named(path)}: {TOO_LARGE}") from None
    except Exception as error:  # decoders raise nearly anything on damaged files
        words = str(error).split()
        reason = f" ({' '.join(words)})" if len(words) > 1 else ""  # one is the name of what a decoder did not find
        raise InputError(f"{named(path)}: is damaged or cut short{reason}; get a whole copy of it") from None


_COMPLAINT = re.compile(r"[\w.]+: .*\.")  # as libtiff prints it: the function or file, and what is wrong


@contextmanager
def complaints_raised() -> Iterator[None]:
    """Raise as an error what libtiff prints of a damaged file, whose pixels it then makes up."""
    complaints: list[str] = []
    try:
        with lines_caught(_COMPLAINT) as complaints:
            yield
    except InputError:
        raise
    except Exception as error:
        raise ValueError(complaints[0]) if complaints else error from None
    if complaints:
        raise ValueError(complaints[0])


TOO_LARGE = f"has too many pixels (the limit is {PIXEL_LIMIT // 10**6} megapixels); make it smaller first"


def open_image(data: bytes) -> ImageFile.ImageFile:
    """The picture's header, read by Pillow, its pixels not decoded yet.

    Raises InputError when it is too large, and Pillow's UnidentifiedImageError, which says what it may be, for others.
    """
    formats = (*FORMATS, "HEIF") if _is_heic(data) and _heic_is_readable() else FORMATS
    try:
        image = Image.open(io.BytesIO(data), formats=formats)
    except UnidentifiedImageError:
        raise UnidentifiedImageError(f"is {_what_it_is(data)}") from None
    check_pixels(*image.size)
    return image


# How files begin that people give for pictures, what they are, and what to do.
OTHERS = (
    (b"version https://git-lfs", "a pointer of Git LFS and no picture; run: git lfs pull"),
    (b"%PDF", "a PDF document and no picture; export its page as PNG"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000, which is not read; convert it to PNG"),
    (b"<svg", "an SVG drawing, which is not read; export it as PNG"),
    (b"<?xml", "an XML or SVG file, which is not read; export it as PNG"),
    (b"<!doctype html", "a web page and no picture; save the picture itself"),
    (b"<html", "a web page and no picture; save the picture itself"),
    (b"PK\x03\x04", "an archive and no picture; unpack it first"),
)


def _what_it_is(data: bytes) -> str:
    """What a file is that cannot be read, as far as its first bytes tell, and what to do."""
    if _is_heic(data):
        return "HEIC; to read it, run: pip install 'stylejax[heic]'"
    start = data[:64].lstrip().lower()
    known = next((told for mark, told in OTHERS if start.startswith(mark.lower())), "")
    return known or f"not a picture in a known format; use {', '.join(FORMATS)}"


HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")  # brands, ISO/IEC 23008-12


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in HEIC


def _heic_is_readable() -> bool:
    """Whether the extra that reads HEIC is installed; from then on Pillow knows it."""
    try:
        import pillow_heif  # pyrefly: ignore
    except ImportError:
        return False
    pillow_heif.register_heif_opener()
    return True


def check_pixels(width: int, height: int) -> None:
    """Raise InputError for more pixels than a picture may have."""
    if width * height > PIXEL_LIMIT:
        raise InputError(f"{width} x {height} {TOO_LARGE}")


def file_bytes(path: str | Path) -> bytes:
    """All bytes of a picture file. Raises InputError for what is no file, empty, or cannot be read."""
    if not isinstance(path, str | os.PathLike):
        raise InputError(f"path: is a {type(path).__name__} and no path; give the name of a file")
    name, path = named(path), Path(path)
    try:
        kind = path.stat().st_mode
        data = path.read_bytes() if stat.S_ISREG(kind) else b""
    except FileNotFoundError:
        missing = "is an address, which is not fetched; save the picture first"
        told = missing if _ADDRESS.match(name) else "no such file; check the path"
        raise InputError(f"{name}: {told}") from None
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
