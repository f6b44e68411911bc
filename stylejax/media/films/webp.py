"""Frames -> an animated WebP: each is compressed at once, so that none of them waits as pixels.

The container is that of https://developers.google.com/speed/webp/docs/riff_container. Pillow's own writer of such files
takes all frames as pictures that are in memory.
"""

import io
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from ...errors import InputError

QUALITY = 85
EFFORT = 2  # of the encoder, 0 to 6: larger files below, half as long again above
LARGEST = 16383  # pixels of a side that the format holds


def write_webp(path: Path, frames: Iterable[np.ndarray], *, milliseconds: int, held: int) -> None:
    """Write frames `[h w 3]` of 8 bits, each shown so long, the last `held` so long. Raises InputError for no frame."""
    with open(path, "wb") as file:
        file.write(bytes(12))  # the length is known at the end
        shape, times = None, _timed(frames, milliseconds, held)
        for frame, duration in times:
            if shape is None:
                shape = frame.shape[:2]
                file.write(_head(*shape))
            file.write(_chunk(b"ANMF", _frame(frame, duration)))
        if shape is None:
            raise InputError("film: there is no frame; give one at least")
        length = file.tell()
        file.seek(0)
        file.write(b"RIFF" + struct.pack("<I", length - 8) + b"WEBP")


def _timed(frames: Iterable[np.ndarray], milliseconds: int, held: int) -> Iterator[tuple[np.ndarray, int]]:
    """Each frame and how long it is shown."""
    last = None
    for frame in frames:
        if last is not None:
            yield last, milliseconds
        last = frame
    if last is not None:
        yield last, held


def _head(height: int, width: int) -> bytes:
    if max(height, width) > LARGEST:
        raise InputError(f"film: {width} x {height} pixels are more than .webp holds; paint a smaller picture")
    animated, background, forever = 2, 0, 0
    size = _bytes3(width - 1) + _bytes3(height - 1)
    return _chunk(b"VP8X", struct.pack("<I", animated) + size) + _chunk(
        b"ANIM", struct.pack("<IH", background, forever)
    )


def _frame(frame: np.ndarray, duration: int) -> bytes:
    height, width = frame.shape[:2]
    place, opaque = bytes(6), 2  # at the corner; not blended with the frame before
    size = _bytes3(width - 1) + _bytes3(height - 1)
    return place + size + _bytes3(duration) + bytes([opaque]) + _compressed(frame)


def _compressed(frame: np.ndarray) -> bytes:
    """The chunk of pixels of a still picture: all that follows the head of a file that Pillow writes."""
    buffer = io.BytesIO()
    Image.fromarray(frame).save(buffer, "WEBP", quality=QUALITY, method=EFFORT)
    return buffer.getvalue()[12:]


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _bytes3(number: int) -> bytes:
    return struct.pack("<I", number)[:3]
