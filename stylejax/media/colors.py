"""Colors of a picture as a cloud of points: moved onto those of another."""

import numpy as np
from numpy.typing import ArrayLike

# Added to the variances, so that a picture of one color has a covariance that can be inverted. As much is in the code
# of Gatys et al. 2017 (NeuralImageSynthesis, ColourControl.ipynb).
LEAST_VARIANCE = 1e-5


def recolored(picture: ArrayLike, palette: ArrayLike) -> np.ndarray:
    """The picture `[h w 3]` with the mean and the covariance of the colors of another, `[h' w' 3]`.

    `x -> A (x - m) + m'` with `A = C^-1/2 (C^1/2 C' C^1/2)^1/2 C^-1/2`: of all linear maps that do so the one that
    moves colors least (the optimal transport between normal distributions), the only one whose matrix is symmetric.
    Colors are sRGB as encoded; the result is not clipped. Variances are `LEAST_VARIANCE` more than they are.

    Source: Gatys et al. 2017, section 5.1, which takes another root of the same equation.

    Example:
        >>> import numpy as np
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 20, 30, 3))
        >>> like_the_painting = recolored(photo, painting ** 3)
        >>> np.allclose(like_the_painting.mean((0, 1)), (painting ** 3).mean((0, 1)))
        True
    """
    (mean, spread), (wanted, wanted_spread) = _moments(picture), _moments(palette)
    root, back = _power(spread, 0.5), _power(spread, -0.5)
    matrix = back @ _power(root @ wanted_spread @ root, 0.5) @ back
    return ((np.asarray(picture) - mean) @ matrix + wanted).astype(np.float32)


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
