"""What hides under full transparency: painted over with what can be seen, so that it cannot matter."""

import numpy as np
from PIL import Image

HIDDEN = 0.5  # the color of a picture of which nothing can be seen


def filled(color: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """The picture `[h w c]` with a smooth continuation of what is visible in place of what is not: where alpha is 0.

    The continuation is the mean of visible colors around, weighted by alpha: of the nearest scale, each twice as coarse
    as the one before, at which there are any. Nothing of a hidden color enters.

    Example:
        >>> import numpy as np
        >>> picture, alpha = np.full((4, 4, 3), 0.25), np.eye(4)
        >>> picture[alpha == 0] = 0.9
        >>> bool(np.all(filled(picture, alpha) == 0.25))
        True
    """
    hidden = alpha == 0
    if not hidden.any():
        return color
    if hidden.all():
        return np.full_like(color, HIDDEN)
    visible = np.where(hidden[..., None], 0, color * alpha[..., None])
    return np.where(hidden[..., None], _continued(visible, alpha).astype(color.dtype), color)


def _continued(sums: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Mean colors `sums / weights`, and where there are none those of a picture half as large."""
    known = weights > 0
    means = sums / np.where(known, weights, 1)[..., None]
    if known.all():
        return means
    coarse = _continued(_halved(sums), _halved(weights))
    return np.where(known[..., None], means, _enlarged(coarse, weights.shape))


def _halved(values: np.ndarray) -> np.ndarray:
    """Sums over squares of two by two; beyond the last row and column there is nothing."""
    height, width = values.shape[:2]
    values = np.pad(values, [(0, height % 2), (0, width % 2), *[(0, 0)] * (values.ndim - 2)])
    return values.reshape(-(-height // 2), 2, -(-width // 2), 2, *values.shape[2:]).sum((1, 3))


def _enlarged(values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    size = (2 * values.shape[1], 2 * values.shape[0])
    planes = (Image.fromarray(np.ascontiguousarray(plane, np.float32)) for plane in np.moveaxis(values, -1, 0))
    whole = np.stack([np.asarray(plane.resize(size, Image.Resampling.BILINEAR)) for plane in planes], -1)
    return whole[: shape[0], : shape[1]]
