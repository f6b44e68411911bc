"""Pictures and picture files for tests, and what a refusal says."""

import struct
import zlib

import numpy as np
import pytest
import tifffile

from stylejax.errors import InputError

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")
HALF_LEVEL = 0.5 / 255 + 1e-6


def smooth(height=32, width=48):
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.stack([x / (width - 1), y / (height - 1), 0.5 + 0.3 * np.sin(x / 9 + y / 7)], -1)


def noise(*shape, seed=0):
    return np.random.default_rng(seed).integers(0, 65536, shape, dtype=np.uint16)


def write_tiff(path, samples):
    tifffile.imwrite(path, samples, photometric="rgb" if samples.ndim == 3 else "minisblack")


def codes(image):
    return np.rint(np.asarray(image) * 255).astype(np.uint8)


def one_line(call):
    with pytest.raises(InputError) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) > 20
    return message


def paeth_png(samples, color_type):
    """A 16-bit PNG with the Paeth filter, as photographs have it."""
    height, width, channels = samples.shape
    step = 2 * channels
    rows = samples.astype(">u2").view(np.uint8).reshape(height, -1).astype(np.int16)
    padded = np.pad(rows, ((1, 0), (step, 0)))
    left, up, corner = padded[1:, :-step], padded[:-1, step:], padded[:-1, :-step]
    a, b, c = (np.abs(left + up - corner - other) for other in (left, up, corner))
    guess = np.where((a <= b) & (a <= c), left, np.where(b <= c, up, corner))
    data = np.pad(((rows - guess) & 255).astype(np.uint8), ((0, 0), (1, 0)), constant_values=4).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 16, color_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*part) for part in ((b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b""))
    )


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
