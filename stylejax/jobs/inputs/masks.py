"""Masks from files: gray pictures that say where something belongs, and maps that say it by colors. White is inside."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from ...errors import InputError
from ...losses.guides import shrunk
from ...media.images import Picture, read_picture
from ...media.resizing import is_of_shape
from .palettes import hex_of, memberships, palette_of

DARKEST, BRIGHTEST = 8 / 255, 247 / 255  # what JPEG makes of black and white stays within these
COLORED = 0.1  # difference of two channels from which a pixel is in color
FEW = 0.02  # share of pixels that may be in color, in a mask
SOFT = 0.5  # share of gray pixels from which a mask is told to be soft

Read = Callable[..., Picture]


class Mask(NamedTuple):
    """A mask of a picture's size.

    Attributes:
        values: `[h w]` in [0, 1].
        sha256: of its file.
        notes: what was mended, in words.
    """

    values: np.ndarray
    sha256: str
    notes: tuple[str, ...] = ()


def read_mask(path: str, shape: Sequence[int], *, of: str, read: Read = read_picture) -> Mask:
    """A gray picture as a mask for a picture of that shape, which is called `of`.

    Raises InputError for one in color, of another aspect, or black everywhere.
    """
    picture = read(path)
    _check_aspect(path, picture.image.shape, shape, of)
    if np.mean(np.ptp(picture.image, -1) > COLORED) > FEW:
        raise InputError(f"{path}: is in color, and a mask is gray, white inside and black outside; paint it so")
    values, notes = picture.image.mean(-1), list[str]()
    if picture.alpha is not None:
        values = values * picture.alpha
        notes.append(f"{path}: what is transparent in it is outside")
    values = np.clip((values - DARKEST) / (BRIGHTEST - DARKEST), 0, 1)
    if not values.any():
        raise InputError(f"{path}: is black everywhere, so that nothing belongs to it; paint white what does")
    if np.mean((values > 0) & (values < 1)) > SOFT:
        notes.append(f"{path}: is mostly gray, and counts as a soft mask")
    return Mask(_of_shape(values, shape), picture.sha256, tuple(notes))


def read_maps(
    paths: Sequence[str], shapes: Sequence[Sequence[int]], *, read: Read = read_picture
) -> list[dict[str, Mask]]:
    """Maps of a photo and a painting as masks by color, such as "#00ff00"; equal colors correspond.

    Raises InputError for a map of another aspect or of too many colors, and for a color that is in one map only.
    """
    pictures = [read(path) for path in paths]
    for path, picture, shape, of in zip(paths, pictures, shapes, ("photo", "painting"), strict=True):
        _check_aspect(path, picture.image.shape, shape, of)
    palettes = [palette_of(path, picture.image) for path, picture in zip(paths, pictures, strict=True)]
    colors = _shared_colors(paths, palettes)
    return [
        {
            hex_of(color): Mask(_of_shape(values, shape), picture.sha256)
            for color, values in zip(colors, memberships(picture.image, colors), strict=True)
        }
        for picture, shape in zip(pictures, shapes, strict=True)
    ]


ALIKE = 0.15  # distance of two colors in sRGB up to which they are the same


def _shared_colors(paths: Sequence[str], palettes: Sequence[np.ndarray]) -> np.ndarray:
    """The colors of the first palette, if both have the same."""
    first, second = palettes
    apart = np.linalg.norm(first[:, None] - second[None], axis=-1)
    for path, other, palette, distance in ((*paths, first, apart.min(1)), (*paths[::-1], second, apart.min(0))):
        for color in palette[distance > ALIKE]:
            raise InputError(f"{other}: has no {hex_of(color)}, which {path} has; paint what corresponds in it")
    return first


FEATHER = 64  # of the longest side, the width of the edge within which what is kept turns into what is painted


def feathered(mask: np.ndarray) -> np.ndarray:
    """The mask `[h w]` with an edge that rises from 0 at the mask's own to 1 within it."""
    coarse = max(1, max(mask.shape) // FEATHER)
    small = shrunk(jnp.asarray(mask), [max(1, -(-side // coarse)) for side in mask.shape])
    blurred = np.asarray(shrunk(small, mask.shape))
    return np.minimum(np.clip(2 * blurred - 1, 0, 1), mask)


def _check_aspect(path: str, own: Sequence[int], shape: Sequence[int], of: str) -> None:
    if not is_of_shape(own, shape):
        raise InputError(
            f"{path}: is {own[1]} x {own[0]} pixels, of another shape than the {of}, {shape[1]} x {shape[0]}; "
            "paint it over a copy of the picture that it is for"
        )


def _of_shape(values: np.ndarray, shape: Sequence[int]) -> np.ndarray:
    return np.clip(np.asarray(shrunk(jnp.asarray(values, jnp.float32), shape[:2])), 0, 1)
