"""From a picture in [0, 1] to the artist's units and back, and the sizes to which the artists bring their pictures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

CAFFE_MEAN = (103.939, 116.779, 123.68)
GATYS_MEAN = tuple(255 * number for number in (0.40760392, 0.45795686, 0.48501961))
ROUND_MEAN = (104.0, 117.0, 123.0)


@dataclass(frozen=True)
class Units:
    """`x = scale * rgb[order] - mean`, the mean in x's order of channels; back with a clip or a stretch."""

    mean: tuple[float, ...]
    scale: float = 255.0
    step: int = -1  # of the channels: -1 is BGR
    stretched: bool = False


UNITS: Mapping[str, Units] = {
    "paper": Units(GATYS_MEAN),  # not given: the authors' own code
    "gatys": Units(GATYS_MEAN),
    "gatys-2016": Units(GATYS_MEAN),  # not given either
    "gatys-pytorch": Units(GATYS_MEAN),
    "texture": Units(GATYS_MEAN),
    "kai": Units(ROUND_MEAN),
    "kai-tv": Units(ROUND_MEAN),
    "kai-vgg": Units(ROUND_MEAN),
    "satoshi": Units((0.0, 0.0, 0.0), step=1, stretched=True),
    "satoshi-fixed": Units(CAFFE_MEAN),
    "mattya-nin": Units(ROUND_MEAN),
    "mattya-vgg": Units((120.0, 120.0, 120.0)),
    "johnson-before": Units(CAFFE_MEAN, scale=256.0),
    "johnson-after": Units(CAFFE_MEAN, scale=256.0),
    "johnson": Units(CAFFE_MEAN, scale=256.0),
    "anders": Units(CAFFE_MEAN[::-1], step=1),  # MatConvNet's own kernels are RGB: see `networks.swapped`
    "anders-article": Units(CAFFE_MEAN[::-1], step=1),
    "eben": Units(ROUND_MEAN),
    "deepdream": Units((104.0, 116.0, 122.0)),
}


def prepare(name: str, rgb: np.ndarray) -> np.ndarray:
    """A picture `[h w 3]`, sRGB in [0, 1], in the artist's units and order of channels."""
    units = UNITS[name]
    return np.asarray(rgb, np.float64)[..., :: units.step] * units.scale - np.array(units.mean)


def finish(name: str, x: np.ndarray) -> np.ndarray:
    """The picture that the artist saves, before rounding to bytes."""
    units = UNITS[name]
    if units.stretched:
        return ((x - x.min()) / (x.max() - x.min()))[..., :: units.step]
    return np.clip((np.asarray(x, np.float64) + np.array(units.mean)) / units.scale, 0, 1)[..., :: units.step]


@dataclass(frozen=True)
class Fit:
    """Resize to `size`; then keep `crop` of that, or put it into a black picture; both are top, left, height, width.

    For `pad`, top and left say where the resized picture lies in a picture of this height and width.
    """

    size: tuple[int, int]
    crop: tuple[int, int, int, int] | None = None
    pad: tuple[int, int, int, int] | None = None


def native(height: int, width: int) -> Fit:
    return Fit((height, width))


def long_side(length: int) -> Callable[[int, int], Fit]:
    """Torch's image.scale, which cuts fractions off: kai 500, johnson 512."""

    def fit(height: int, width: int) -> Fit:
        longest = max(height, width)
        return Fit((height * length // longest, width * length // longest))

    return fit


def short_side(length: int) -> Callable[[int, int], Fit]:
    """torchvision's Scale, which cuts fractions off: gatys-pytorch 512."""

    def fit(height: int, width: int) -> Fit:
        shortest = min(height, width)
        return Fit((height * length // shortest, width * length // shortest))

    return fit


def area(length: int, rounding: Callable[[np.ndarray], np.ndarray]) -> Callable[[int, int], Fit]:
    """As many pixels as a square has: gatys rounds up (skimage's pyramid_reduce), texture cuts off (`%i`)."""

    def fit(height: int, width: int) -> Fit:
        sides = np.array([height, width]) * np.sqrt(length**2 / (height * width))
        rounded = rounding(np.round(sides, 9)).astype(int)
        return Fit((int(rounded[0]), int(rounded[1])))

    return fit


def square(length: int) -> Callable[[int, int], Fit]:
    return lambda height, width: Fit((length, length))


def centered(length: int) -> Callable[[int, int], Fit]:
    """The short side to this length, then the square in the middle: eben 600."""

    def fit(height: int, width: int) -> Fit:
        tall, wide = short_side(length)(height, width).size
        return Fit((tall, wide), crop=(tall // 2 - length // 2, wide // 2 - length // 2, length, length))

    return fit


def padded(length: int) -> Callable[[int, int], Fit]:
    """The long side to this length, at the bottom or at the right of a black square: mattya 435."""

    def fit(height: int, width: int) -> Fit:
        tall, wide = (length * height // width, length) if width > height else (length, length * width // height)
        return Fit((tall, wide), pad=(length - tall, length - wide, length, length))

    return fit


FITS: Mapping[str, Callable[[int, int], Fit]] = {
    "gatys": area(512, np.ceil),
    "gatys-pytorch": short_side(512),
    "texture": area(256, np.floor),
    **dict.fromkeys(("kai", "kai-tv", "kai-vgg"), long_side(500)),
    **dict.fromkeys(("satoshi", "satoshi-fixed"), square(224)),
    **dict.fromkeys(("mattya-nin", "mattya-vgg"), padded(435)),
    **dict.fromkeys(("johnson-before", "johnson-after", "johnson"), long_side(512)),
    **dict.fromkeys(("anders", "anders-article", "deepdream"), native),
    "eben": centered(600),
}


def fit(name: str, height: int, width: int) -> Fit:
    """What becomes of a picture's size; KeyError for `paper` and `gatys-2016`, which do not say.

    gatys-2016 brings the style to the content's size.
    """
    return FITS[name](height, width)
