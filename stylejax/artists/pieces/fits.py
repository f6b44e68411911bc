"""How large the artists paint: size rules for a content and a style picture, `[h w 3]` in [0, 1].

All artists share one way of resampling, the library's, so that pictures differ by how they were painted and not by
whose image library shrank the photo; theirs were bilinear or bicubic.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...errors import InputError
from ...media.resizing import SMALLEST_SIDE, resized

Rule = Callable[[np.ndarray, int], np.ndarray]


def _scaled(picture: np.ndarray, scale: float) -> np.ndarray:
    height, width = (round(side * scale) for side in picture.shape[:2])
    return _sized(picture, height, width)


def _sized(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    if min(height, width) < SMALLEST_SIDE:
        raise InputError(f"size: {width} x {height} pixels are too few; {SMALLEST_SIDE} on each side are the least")
    return resized(picture, None, height, width)[0]


def long_side(picture: np.ndarray, length: int) -> np.ndarray:
    """The longer side has `length` pixels."""
    return _scaled(picture, length / max(picture.shape[:2]))


def short_side(picture: np.ndarray, length: int) -> np.ndarray:
    """The shorter side has `length` pixels."""
    return _scaled(picture, length / min(picture.shape[:2]))


def area(picture: np.ndarray, length: int) -> np.ndarray:
    """As many pixels as a square of that side, in the picture's own shape."""
    return _scaled(picture, length / np.sqrt(picture.shape[0] * picture.shape[1]))


def square(picture: np.ndarray, length: int) -> np.ndarray:
    """A square of that side, whatever the picture's shape was: it is distorted."""
    return _sized(picture, length, length)


def center_square(picture: np.ndarray, length: int) -> np.ndarray:
    """The shorter side has `length` pixels, and a square of them is cut from the middle."""
    small = short_side(picture, length)
    top, left = ((side - length) // 2 for side in small.shape[:2])
    return small[top : top + length, left : left + length]


def padded_square(picture: np.ndarray, length: int) -> np.ndarray:
    """The longer side has `length` pixels; what is missing to a square is black, above or on the left."""
    small = long_side(picture, length)
    missing = [(length - side, 0) for side in small.shape[:2]]
    return np.pad(small, (*missing, (0, 0)))


def as_ruled(style: np.ndarray, content: np.ndarray, rule: Rule, length: int | None) -> np.ndarray:
    """The style picture by the same rule as the content picture."""
    return style if length is None else rule(style, length)


def like_content(style: np.ndarray, content: np.ndarray, rule: Rule, length: int | None) -> np.ndarray:
    """The style picture distorted to the very shape of the content picture."""
    return _sized(style, *content.shape[:2])


def whole(painted: np.ndarray, content: np.ndarray, length: int | None) -> np.ndarray:
    """All that was painted."""
    return painted


def without_padding(painted: np.ndarray, content: np.ndarray, length: int | None) -> np.ndarray:
    """What was painted, less the border that `padded_square` put around the content picture."""
    height, width = content.shape[:2] if length is None else long_side(content, length).shape[:2]
    return painted[-height:, -width:]


@dataclass(frozen=True)
class Fit:
    """A size rule, and the length it is about; without a length pictures stay as they are.

    `style` says how the style picture is made to fit, `trim` what of a finished picture is shown.
    """

    rule: Rule
    length: int | None = None
    style: Callable[[np.ndarray, np.ndarray, Rule, int | None], np.ndarray] = as_ruled
    trim: Callable[[np.ndarray, np.ndarray, int | None], np.ndarray] = whole

    def __call__(self, content: np.ndarray, style: np.ndarray, /) -> tuple[np.ndarray, np.ndarray]:
        fitted = content if self.length is None else self.rule(content, self.length)
        return fitted, self.style(style, fitted, self.rule, self.length)
