"""Resizing on float32 samples, so that 16 bits stay fine and transparent colors do not bleed.

A large file is shrunk while it is decoded, so that it is never held as floats.
"""

import functools
import math
import operator
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageFile

from ..errors import InputError
from .opening import PIXEL_LIMIT

SMALLEST_SIDE = 16  # four poolings by two still leave one position


def target_shape(height: int, width: int, size: int | None) -> tuple[int, int]:
    """Height and width with `size` pixels on the longest side; raises InputError when too small or too large.

    Args:
        height: in pixels.
        width: in pixels.
        size: of the longest side; None for its own.

    Returns:
        Height and width.

    Example:
        >>> from stylejax import media
        >>> media.target_shape(300, 400, 200)
        (150, 200)
    """
    if min(height, width) < SMALLEST_SIDE:
        raise InputError(f"is {width} x {height} pixels, too small; each side must have at least {SMALLEST_SIDE}")
    if size is None:
        return height, width
    try:
        scale = operator.index(size) / max(height, width)
    except TypeError:
        raise InputError(f"size={size!r} is not a whole number; give the longest side in pixels") from None
    height, width = (int(side * scale + 0.5) for side in (height, width))
    if min(height, width) < SMALLEST_SIDE:
        raise InputError(
            f"size={size} would leave {width} x {height} pixels, and each side must have at least {SMALLEST_SIDE}; "
            "give a larger size"
        )
    if height * width > PIXEL_LIMIT:
        raise InputError(f"size={size} would make {width} x {height} pixels, too many; give a smaller size")
    return height, width


SAME_SHAPE = 0.02  # by how much the aspects of two pictures may differ that show the same


def is_of_shape(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether heights and widths are of the same aspect, but for what rounding to whole pixels changes.

    Args:
        one: height and width.
        other: likewise.

    Returns:
        True or False.

    Example:
        >>> from stylejax import media
        >>> media.is_of_shape((100, 151), (200, 301)), media.is_of_shape((100, 151), (200, 200))
        (True, False)
    """
    return abs(one[1] / one[0] * other[0] / other[1] - 1) < SAME_SHAPE


def resized(
    color: np.ndarray, alpha: np.ndarray | None, height: int, width: int
) -> tuple[np.ndarray, np.ndarray | None]:
    """Color `[h w c]` and alpha `[h w]` at another size, by Lanczos, with colors weighted by alpha.

    Args:
        color: `[h w c]`.
        alpha: `[h w]`, or None.
        height: in pixels.
        width: in pixels.

    Returns:
        Both at that size.

    Example:
        >>> import numpy as np
        >>> from stylejax import media
        >>> media.resized(np.zeros((16, 16, 3), np.float32), None, 8, 4)[0].shape
        (8, 4, 3)
    """
    if color.shape[:2] == (height, width):
        return color, alpha
    if alpha is None:
        return np.clip(_resample(color, height, width), 0, 1), None
    weight = _resample(alpha[..., None], height, width)
    # Lanczos has negative lobes: below one 16-bit level the quotient would be noise.
    seen = weight > 1 / 65535
    shared = _resample(color * alpha[..., None], height, width) / np.where(seen, weight, 1)
    color = np.where(seen, shared, _resample(color, height, width))
    return np.clip(color, 0, 1), np.clip(np.where(seen, weight, 0)[..., 0], 0, 1)


def _resample(layers: np.ndarray, height: int, width: int) -> np.ndarray:
    planes = (Image.fromarray(np.ascontiguousarray(plane, np.float32)) for plane in np.moveaxis(layers, -1, 0))
    return np.stack([np.asarray(plane.resize((width, height), Image.Resampling.LANCZOS)) for plane in planes], -1)


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
