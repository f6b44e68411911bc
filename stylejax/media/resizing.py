"""Resizing on float32 samples, so that 16 bits stay fine and transparent colors do not bleed."""

import operator

import numpy as np
from PIL import Image

from ..errors import InputError
from .opening import PIXEL_LIMIT

SMALLEST_SIDE = 16  # four poolings by two still leave one position


def target_shape(height: int, width: int, size: int | None) -> tuple[int, int]:
    """Height and width with `size` pixels on the longest side; raises InputError when too small or too large."""
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


def resized(
    color: np.ndarray, alpha: np.ndarray | None, height: int, width: int
) -> tuple[np.ndarray, np.ndarray | None]:
    """Color `[h w c]` and alpha `[h w]` at another size, by Lanczos, with colors weighted by alpha."""
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
