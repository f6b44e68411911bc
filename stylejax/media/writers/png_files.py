"""PNG files of 8 bits a sample, by Pillow, and of 16, which Pillow does not write."""

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import png
from PIL import Image, PngImagePlugin

from ..icc_profiles import srgb_profile
from ..records import RECORD_KEY
from ..tags import exif_of
from .contents import FileContents, density

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOR_TYPES = {3: 2, 4: 6}  # by channels: the W3C's PNG specification, section 11.2.1
ROWS = 64  # that are made ready at a time


def write_png(content: FileContents, path: Path) -> None:
    """Writes a PNG file.

    Args:
        content: of the file, of 8 or 16 bits.
        path: where it goes.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np
        >>> from stylejax.media.tags import Tags
        >>> from stylejax.media.writers import FileContents, write_png
        >>> write_png(FileContents(np.zeros((16, 16, 3), np.uint16), None, Tags()), Path("out.png"))
        >>> Path("out.png").read_bytes()[1:4]
        b'PNG'
    """
    with path.open("wb") as file:
        if content.codes.dtype == np.uint8:
            _save(Image.fromarray(content.codes), content, file)
        else:
            _save_deep(content, file)


def _save(image: Image.Image, content: FileContents, file: BinaryIO) -> None:
    chunks = PngImagePlugin.PngInfo()
    if content.text is not None:
        chunks.add_itxt(RECORD_KEY, content.text)
    exif = exif_of(content.tags._replace(dpi=0))  # density has a chunk of its own
    more = {"exif": exif} if len(exif) else {}
    image.save(file, "PNG", icc_profile=srgb_profile(), pnginfo=chunks, **density(content.tags), **more)


def _save_deep(content: FileContents, file: BinaryIO) -> None:
    """What Pillow says of a picture of one pixel, with other pixels, a few rows of which are in memory at a time."""
    around = io.BytesIO()
    _save(Image.new("RGB", (1, 1)), content, around)
    height, width, channels = content.codes.shape
    file.write(SIGNATURE)
    png.write_chunk(file, b"IHDR", struct.pack(">IIBBBBB", width, height, 16, COLOR_TYPES[channels], 0, 0, 0))
    for name, data in png.Reader(bytes=around.getvalue()).chunks():
        if bytes(name) not in (b"IHDR", b"IDAT", b"IEND"):
            png.write_chunk(file, bytes(name), bytes(data))
    for data in _compressed(content.codes):
        png.write_chunk(file, b"IDAT", data)
    png.write_chunk(file, b"IEND")


def _compressed(codes: np.ndarray) -> Iterator[bytes]:
    """The rows, each as its differences to the one above it (filter 2 of the specification), compressed."""
    compress, above = zlib.compressobj(), np.zeros((1, codes[0].size * 2), np.uint8)
    for first in range(0, len(codes), ROWS):
        part = np.ascontiguousarray(codes[first : first + ROWS], ">u2")
        rows = part.reshape(len(part), -1).view(np.uint8)
        filtered = rows - np.concatenate([above, rows[:-1]])
        yield compress.compress(np.pad(filtered, ((0, 0), (1, 0)), constant_values=2).tobytes())
        above = rows[-1:]
    yield compress.flush()
