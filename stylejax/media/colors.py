"""Colors of a picture: as a cloud of points moved onto that of another, and as lightness apart from the rest."""

import functools
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ..errors import InputError

# Added to the variances, so that a picture of one color has a covariance that can be inverted. As much is in the code
# of Gatys et al. 2017 (NeuralImageSynthesis, ColourControl.ipynb).
LEAST_VARIANCE = 1e-5


def recolored(picture: ArrayLike, palette: ArrayLike, *, how: str = "symmetric") -> np.ndarray:
    """The picture `[h w 3]` with the mean and the covariance of the colors of another, `[h' w' 3]`.

    `x -> A (x - m) + m'` with `A C A^T = C'`. There are many such `A`, of which `how` names one:

    - "symmetric": `C^-1/2 (C^1/2 C' C^1/2)^1/2 C^-1/2`, of all the one that moves colors least (the optimal transport
      between normal distributions), and the only symmetric one;
    - "pca": `C'^1/2 C^-1/2`, the paper's;
    - "cholesky": of the Cholesky factors, `L' L^-1`, which depends on the order of the channels.

    Colors are sRGB as encoded; the result is not clipped. Variances are `LEAST_VARIANCE` more than they are. Raises
    InputError for another word.

    Source: Gatys et al. 2017, section 5.1 and NeuralImageSynthesis, ColourControl.ipynb (`match_color`).

    Args:
        picture: whose colors change.
        palette: whose colors are taken.
        how: "symmetric", "pca" or "cholesky".

    Returns:
        `[h w 3]`.

    Example:
        >>> import numpy as np
        >>> from stylejax import media
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 20, 30, 3))
        >>> like_the_painting = media.recolored(photo, painting ** 3)
        >>> np.allclose(like_the_painting.mean((0, 1)), (painting ** 3).mean((0, 1)))
        True
    """
    if how not in MAPS:
        raise InputError(f"how: {how!r} is unknown; choose one of {', '.join(MAPS)}")
    (mean, spread), (wanted, wanted_spread) = _moments(picture), _moments(palette)
    return ((np.asarray(picture) - mean) @ MAPS[how](spread, wanted_spread).T + wanted).astype(np.float32)


def _symmetric(own: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    root, back = _power(own, 0.5), _power(own, -0.5)
    return back @ _power(root @ wanted @ root, 0.5) @ back


def _pca(own: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    return _power(wanted, 0.5) @ _power(own, -0.5)


def _cholesky(own: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    return np.linalg.cholesky(wanted) @ np.linalg.inv(np.linalg.cholesky(own))


MAPS: Mapping[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "symmetric": _symmetric,
    "pca": _pca,
    "cholesky": _cholesky,
}


def is_gray(picture: ArrayLike) -> bool:
    """Whether red, green and blue of a picture `[h w 3]` are the same everywhere."""
    picture = np.asarray(picture)
    return bool(np.all(picture == picture[..., :1]))


def _moments(picture: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    colors = np.asarray(picture, np.float64).reshape(-1, 3)
    return colors.mean(0), np.cov(colors.T) + LEAST_VARIANCE * np.eye(3)


def _power(matrix: np.ndarray, exponent: float) -> np.ndarray:
    """A power of a symmetric positive matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * values**exponent) @ vectors.T


# From linear sRGB to the responses of three cones, and from their cube roots to lightness and two axes of color.
# Björn Ottosson 2020, "A perceptual color space for image processing". The way back is the exact inverse.
CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
AXES = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
HALVINGS = 20  # of the share of chroma that stays within sRGB
ROUNDING = 1e-6  # by which a color may leave sRGB without being called outside


def oklab(picture: ArrayLike) -> np.ndarray:
    """OkLab of a picture `[h w 3]`, sRGB in [0, 1]: lightness in [0, 1], and two axes of color; in float64.

    Args:
        picture: `[h w 3]`.

    Returns:
        `[h w 3]`: L, a and b.

    Example:
        >>> import numpy as np
        >>> from stylejax import media
        >>> abs(media.oklab(np.ones((1, 1, 3))) - [1, 0, 0]).max() < 1e-3
        np.True_
    """
    encoded = np.asarray(picture, np.float64)
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((np.maximum(encoded, 0.04045) + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ CONES.T) @ AXES.T


def from_oklab(colors: np.ndarray) -> np.ndarray:
    """SRGB of OkLab `[... 3]`, outside [0, 1] where the color is outside sRGB."""
    linear = ((colors @ np.linalg.inv(AXES).T) ** 3) @ np.linalg.inv(CONES).T
    bright = 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, 12.92 * linear, bright)


def with_colors_of(painting: ArrayLike, photo: ArrayLike) -> np.ndarray:
    """The painting's lightness in the photo's colors, both `[h w 3]`: OkLab's L of the one, a and b of the other.

    Where sRGB has no such color its chroma is reduced, at the same lightness and hue, until it has: clipping would turn
    the hue. A photo's own lightness gives the photo back. Raises InputError for pictures of different shapes.

    Source: `-original_colors` of jcjohnson/neural-style (neural_style.lua:442 at 07c4b82), which clips in YUV.

    Args:
        painting: whose lightness is kept.
        photo: whose colors are taken.

    Returns:
        `[h w 3]`.

    Example:
        >>> import numpy as np
        >>> from stylejax import media
        >>> photo = np.random.default_rng(0).uniform(size=(4, 5, 3))
        >>> np.abs(media.with_colors_of(photo, photo) - photo).max() < 1e-6
        np.True_
    """
    if np.shape(painting) != np.shape(photo):
        raise InputError(f"photo: shape {np.shape(photo)} is not the painting's {np.shape(painting)}; resize it")
    colors = oklab(photo)
    colors[..., 0] = oklab(painting)[..., 0]
    return np.clip(from_oklab(_within_srgb(colors)), 0, 1).astype(np.float32)


def _within_srgb(colors: np.ndarray) -> np.ndarray:
    """The colors with as much of their chroma as sRGB has room for at their lightness and hue, by bisection."""
    low, high = np.zeros(colors.shape[:-1]), np.ones(colors.shape[:-1])
    whole = _is_srgb(colors)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        inside = _is_srgb(_with_chroma(colors, middle))
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return _with_chroma(colors, np.where(whole, 1, low))


def _with_chroma(colors: np.ndarray, share: np.ndarray) -> np.ndarray:
    return np.concatenate([colors[..., :1], share[..., None] * colors[..., 1:]], -1)


def _is_srgb(colors: np.ndarray) -> np.ndarray:
    encoded = from_oklab(colors)
    return np.all((encoded >= -ROUNDING) & (encoded <= 1 + ROUNDING), -1)


def gray_of(lightness: np.ndarray) -> np.ndarray:
    """The gray picture `[h w 3]`, sRGB, of a lightness `[h w]` in [0, 1].

    Args:
        lightness: OkLab's, `[h w]`.

    Returns:
        `[h w 3]`, three equal channels.

    Example:
        >>> import numpy as np
        >>> from stylejax import media
        >>> media.gray_of(np.ones((1, 1))).round(3).tolist()
        [[[1.0, 1.0, 1.0]]]
    """
    gray = from_oklab(np.stack([lightness, *[np.zeros_like(lightness)] * 2], -1))[..., :1]
    return np.broadcast_to(np.clip(gray, 0, 1), (*lightness.shape, 3)).astype(np.float32)


def light_like(lightness: np.ndarray, other: np.ndarray) -> np.ndarray:
    """A lightness `[h w]` with the mean and the standard deviation of another one, clipped to [0, 1].

    Source: Gatys et al. 2017, section 5.2.
    """
    spread = lightness.std()
    scale = other.std() / spread if spread > 0 else 0.0
    return np.clip((lightness - lightness.mean()) * scale + other.mean(), 0, 1)


class ColorSteps(NamedTuple):
    """What is done to the colors of a photo and a painting before, and to a picture after it was painted.

    Attributes:
        content: the photo `[h w 3]` as the network is to see it.
        style: the painting, likewise.
        finish: from the picture that was painted, `[h w 3]`, to one in the colors that are asked for.
    """

    content: np.ndarray
    style: np.ndarray
    finish: Callable[[ArrayLike], np.ndarray]


def in_style_colors(content: np.ndarray, style: np.ndarray) -> ColorSteps:
    """The painting's colors, as ever: nothing is done."""
    return ColorSteps(content, style, np.asarray)


def in_palette(content: np.ndarray, style: np.ndarray) -> ColorSteps:
    """The photo's palette, wherever paint puts it: the painting is `recolored` to the photo, and clipped, first."""
    return ColorSteps(content, np.clip(recolored(style, content), 0, 1), np.asarray)


def in_photo_colors(content: np.ndarray, style: np.ndarray) -> ColorSteps:
    """The photo's own colors, place by place: lightness alone is painted, that of the painting made `light_like` it.

    What the network sees is gray. Source: Gatys et al. 2017, section 5.2, whose luminance is YIQ's.
    """
    light = oklab(content)[..., 0]
    painting = gray_of(light_like(oklab(style)[..., 0], light))
    return ColorSteps(gray_of(light), painting, functools.partial(with_colors_of, photo=content))


# By the name of a setting.
COLOR_STEPS: Mapping[str, Callable[[np.ndarray, np.ndarray], ColorSteps]] = {
    "style": in_style_colors,
    "palette": in_palette,
    "photo": in_photo_colors,
}
