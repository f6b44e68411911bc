"""Grain of a picture beside its painting's: how strongly brightness and color vary at each scale."""

from typing import NamedTuple

import numpy as np
from PIL import Image

OCTAVES = 3
# Rec. 601: brightness, and what blue and red differ from it, each in [-0.5, 0.5].
PLANES = np.array([[0.299, 0.587, 0.114], [-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]])


class Grain(NamedTuple):
    """How strongly a picture varies, from the finest octave (waves of 2 to 4 pixels) on.

    Attributes:
        brightness: root mean square of brightness at each octave.
        color: the same of both color differences together.
    """

    brightness: np.ndarray
    color: np.ndarray

    @property
    def color_over_brightness(self) -> float:
        """How much of the finest grain is colored."""
        return float(self.color[0] / self.brightness[0])


def grain_of(image: np.ndarray) -> Grain:
    """The grain of a picture `[h w 3]` in [0, 1], its borders faded out."""
    height, width, _ = image.shape
    window = np.hanning(height)[:, None] * np.hanning(width)[None]
    planes = np.moveaxis(image @ PLANES.T, -1, 0)
    centered = planes - planes.mean((1, 2), keepdims=True)
    power = np.abs(np.fft.fft2(centered * window)) ** 2 / (window**2).sum() / (height * width)
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None])
    octaves = [(frequency <= 0.5 / 2**octave) & (frequency > 0.25 / 2**octave) for octave in range(OCTAVES)]
    octaves[0] = frequency > 0.25  # the corners of the spectrum as well
    strength = np.array([[power[plane][octave].sum() for octave in octaves] for plane in range(3)])
    return Grain(np.sqrt(strength[0]), np.sqrt(strength[1] + strength[2]))


def as_large(painting: np.ndarray, side: int) -> np.ndarray:
    """A painting `[h w 3]` in [0, 1] with that many pixels on its longest side."""
    scale = side / max(painting.shape[:2])
    height, width = (max(8, round(length * scale)) for length in painting.shape[:2])
    pixels = Image.fromarray(np.uint8(np.clip(painting, 0, 1) * 255 + 0.5))
    return np.asarray(pixels.resize((width, height), Image.Resampling.LANCZOS), np.float64) / 255
