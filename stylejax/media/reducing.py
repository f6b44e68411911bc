"""How a large file is read for a small size: shrunk while it is decoded, so that it is never held as floats."""

import functools
import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFile

STRIP = 2**22  # samples of a strip of rows that are floats at a time
OVERSAMPLING = 2  # how much larger than the size that is wanted a picture stays, for the last step to be a fine one


def reduction_for(height: int, width: int, size: int | None) -> int:
    """By what whole number a picture may be shrunk before it gets `size` pixels on its longest side."""
    known = isinstance(size, int | np.integer) and size > 0
    return max(1, max(width, height) // (OVERSAMPLING * int(size))) if known else 1


def draft(image: ImageFile.ImageFile, reduction: int) -> int:
    """Have a JPEG decoded at a half, a quarter or an eighth of its size; what is left of the reduction then."""
    width = image.width
    if reduction == 1:
        return 1
    image.draft(None, (-(-image.width // reduction), -(-image.height // reduction)))
    return max(1, reduction * image.width // width)


def unit_floats(image: Image.Image, codes: Callable[[Image.Image], np.ndarray], reduction: int) -> np.ndarray:
    """What `codes` makes of a picture, 8 bits `[h w c]`, as floats in [0, 1], each the mean of so many pixels a side.

    Colors are weighted by the last of two or four channels, which is alpha.
    """
    if reduction == 1:
        return codes(image).astype(np.float32) / 255
    height, width = -(-image.height // reduction), -(-image.width // reduction)
    rows = max(1, STRIP // (image.width * reduction))
    tops = range(0, height, rows)
    return np.concatenate([_means(image, codes, top, min(height, top + rows), (height, width)) for top in tops])


def _means(
    image: Image.Image, codes: Callable[[Image.Image], np.ndarray], top: int, bottom: int, shape: tuple[int, int]
) -> np.ndarray:
    """Rows `top` to `bottom` of the picture made as small as the shape."""
    first, last = (row * image.height / shape[0] for row in (top, bottom))
    strip = image.crop((0, int(first), image.width, math.ceil(last)))
    values = codes(strip).astype(np.float32) / 255
    mean = functools.partial(
        _mean, size=(shape[1], bottom - top), box=(0, first - int(first), image.width, last - int(first))
    )
    if values.shape[-1] not in (2, 4):
        return mean(values)
    color, weight = values[..., :-1], values[..., -1:]
    seen = mean(weight)
    shared = mean(color * weight) / np.where(seen > 0, seen, 1)
    return np.concatenate([np.where(seen > 0, shared, mean(color)), seen], -1)


def _mean(values: np.ndarray, *, size: tuple[int, int], box: tuple[float, float, float, float]) -> np.ndarray:
    planes = (Image.fromarray(np.ascontiguousarray(plane)) for plane in np.moveaxis(values, -1, 0))
    return np.stack([np.asarray(plane.resize(size, Image.Resampling.BOX, box=box)) for plane in planes], -1)
