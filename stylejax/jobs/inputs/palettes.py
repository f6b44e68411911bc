"""The flat colors of a picture that was drawn by hand, and how much of each pixel each of them has."""

import itertools

import numpy as np

from ...errors import InputError

MOST = 16  # colors of a map
LEAST = 0.004  # share of the pixels that a color has at least; edges and what JPEG leaves have less
NEAR = 0.12  # distance in sRGB within which a pixel has a color
STEPS = 16  # of each channel, within which pixels are counted together


def palette_of(path: str, image: np.ndarray) -> np.ndarray:
    """The flat colors of a picture `[h w 3]`, the most frequent first, `[n 3]`.

    Raises InputError for more than 16 of them, and where most pixels have none.
    """
    pixels = image.reshape(-1, 3)
    counted = (pixels * (STEPS - 1)).round().astype(int)
    _, places, counts = np.unique(counted, axis=0, return_inverse=True, return_counts=True)
    found = list[np.ndarray]()
    for place in np.argsort(-counts):
        if counts[place] < LEAST * len(pixels):
            break
        color = np.median(pixels[places.ravel() == place], axis=0)
        if all(np.linalg.norm(color - other) > NEAR for other in found):
            found.append(color)
    flat = np.mean(_distances(pixels, np.array(found)).min(1) < NEAR) if found else 0.0
    if len(found) > MOST or flat < 0.9:
        raise InputError(f"{path}: is no map of up to {MOST} flat colors, one for each part; a photo is none")
    return np.array(found)


def memberships(image: np.ndarray, colors: np.ndarray) -> np.ndarray:
    """How much of each pixel of a picture `[h w 3]` each color `[n 3]` has: `[n h w]`, with the sum 1.

    A pixel that lies between two colors, as at an edge that is drawn smoothly, belongs to both of them.
    """
    pixels = image.reshape(-1, 3)
    distances = _distances(pixels, colors)
    shares = np.eye(len(colors), dtype=np.float32)[distances.argmin(1)]
    between = np.flatnonzero(distances.min(1) > NEAR)
    if len(colors) > 1 and len(between):
        shares[between] = _between(pixels[between], colors)
    return shares.T.reshape(len(colors), *image.shape[:2])


def _between(pixels: np.ndarray, colors: np.ndarray) -> np.ndarray:
    """Shares of pixels `[m 3]` in the two colors whose connection they are nearest to, `[m n]`."""
    best, shares = np.full(len(pixels), np.inf), np.zeros((len(pixels), len(colors)), np.float32)
    for one, other in itertools.combinations(range(len(colors)), 2):
        way = colors[other] - colors[one]
        share = np.clip((pixels - colors[one]) @ way / (way @ way), 0, 1)
        distance = np.linalg.norm(colors[one] + share[:, None] * way - pixels, axis=1)
        nearer = distance < best
        best[nearer], shares[nearer] = distance[nearer], 0
        shares[nearer, one], shares[nearer, other] = 1 - share[nearer], share[nearer]
    return shares


def _distances(pixels: np.ndarray, colors: np.ndarray) -> np.ndarray:
    return np.stack([np.linalg.norm(pixels - color, axis=1) for color in colors], 1)


def hex_of(color: np.ndarray) -> str:
    """A color as people write it: "#00ff00"."""
    return "#" + "".join(f"{round(255 * float(value)):02x}" for value in color)
