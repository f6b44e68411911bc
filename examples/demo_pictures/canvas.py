"""A supersampled canvas whose unit of length is the height of the picture, y pointing down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

Color = Sequence[float] | np.ndarray
Points = Sequence[tuple[float, float]] | np.ndarray
Shade = Callable[[np.ndarray, np.ndarray], np.ndarray]


def smoothstep(low: float, high: float, x: np.ndarray) -> np.ndarray:
    """Rise smoothly from 0 at `low` to 1 at `high`: 3 t^2 - 2 t^3."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def mix(first: Color, second: Color, share: np.ndarray) -> np.ndarray:
    """Blend two colors `[3]` or pictures `[h w 3]`; `share` `[h w]` is that of the second."""
    return np.asarray(first) * (1 - share[..., None]) + np.asarray(second) * share[..., None]


def gradient(y: np.ndarray, stops: Sequence[tuple[float, Color]]) -> np.ndarray:
    """Interpolate the colors of `stops` (position, color) at the positions `y`."""
    positions, colors = [stop[0] for stop in stops], np.array([stop[1] for stop in stops])
    return np.stack([np.interp(y, positions, colors[:, channel]) for channel in range(3)], axis=-1)


def noise(
    rng: np.random.Generator, shape: tuple[int, int], cells: tuple[float, float], *, octaves: int = 5
) -> np.ndarray:
    """Sum octaves of smooth noise `[h w]` in about [-1, 1]; `cells` are the (rows, columns) of the coarsest."""
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        rows, columns = (max(2, round(count * 2**octave)) for count in cells)
        grid = Image.fromarray(rng.uniform(-1, 1, (rows, columns)).astype(np.float32))
        total += np.asarray(grid.resize(shape[::-1], Image.Resampling.BICUBIC)) * 0.5**octave
    return total


def to_bytes(pixels: np.ndarray) -> np.ndarray:
    """Round values in [0, 1] to bytes."""
    return (np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8)


def to_image(pixels: np.ndarray, width: int, height: int) -> Image.Image:
    """Shrink supersampled `pixels` `[h w 3]` in [0, 1] to a picture of the asked size."""
    image = Image.fromarray(to_bytes(pixels))
    return image.resize((width, height), Image.Resampling.LANCZOS)


@dataclass
class Canvas:
    """Pixels `[h w 3]` in [0, 1], a grain `[h w]` in [-1, 1] that roughens surfaces, and the artist's randomness."""

    pixels: np.ndarray
    grain: np.ndarray
    rng: np.random.Generator

    @property
    def scale(self) -> int:
        """Pixels per unit of length."""
        return self.pixels.shape[0]

    def coordinates(self, rows: slice = slice(None), columns: slice = slice(None)) -> tuple[np.ndarray, np.ndarray]:
        """Give x `[1 w]` and y `[h 1]` of the chosen pixels, in heights of the picture."""
        height, width = self.grain.shape
        x = (np.arange(width, dtype=np.float32)[columns] + 0.5) / self.scale
        y = (np.arange(height, dtype=np.float32)[rows] + 0.5) / self.scale
        return x[None], y[:, None]

    def fill(
        self, outline: Points, color: Color, *, grain: float = 0.08, shade: Shade | None = None, opacity: float = 1.0
    ) -> None:
        """Fill the polygon `outline` with a color, made uneven by the grain and by `shade(x, y)`, a brightness."""
        corners = np.asarray(outline, np.float64) * self.scale
        limits = np.array(self.grain.shape[::-1])
        left, top = np.clip(np.floor(corners.min(0)).astype(int), 0, limits)
        right, bottom = np.clip(np.ceil(corners.max(0)).astype(int) + 1, 0, limits)
        if left >= right or top >= bottom:
            return
        rows, columns = slice(top, bottom), slice(left, right)
        mask = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).polygon([tuple(corner) for corner in corners - (left, top)], fill=255)
        brightness = 1 + grain * self.grain[rows, columns]
        if shade is not None:
            brightness = brightness * shade(*self.coordinates(rows, columns))
        paint = brightness[..., None] * np.asarray(color, np.float32)
        self.pixels[rows, columns] = mix(
            self.pixels[rows, columns], paint, np.asarray(mask) / np.float32(255) * opacity
        )

    def discs(self, centers: Points, radii: np.ndarray, colors: np.ndarray, *, flatness: float = 1.0) -> None:
        """Paint discs one over the other, or ellipses `flatness` times as high as wide."""
        reach = np.outer(radii, (1, flatness)) * self.scale
        first, last = np.asarray(centers) * self.scale - reach, np.asarray(centers) * self.scale + reach
        limits = np.array(self.grain.shape[::-1])
        left, top = np.clip(np.floor(first.min(0)).astype(int), 0, limits)
        right, bottom = np.clip(np.ceil(last.max(0)).astype(int) + 1, 0, limits)
        if left >= right or top >= bottom:
            return
        region = Image.fromarray(to_bytes(self.pixels[top:bottom, left:right]))
        pencil = ImageDraw.Draw(region)
        boxes = np.concatenate([first - (left, top), last - (left, top)], -1).tolist()
        for box, color in zip(boxes, to_bytes(colors).tolist(), strict=True):
            pencil.ellipse(box, fill=tuple(color))
        self.pixels[top:bottom, left:right] = np.asarray(region, np.float32) / 255


def blank_canvas(size: int, seed: int, *, supersampling: int, octaves: int) -> Canvas:
    """A black canvas, 4:3, its longest side `size` pixels times the supersampling, with a grain of so many octaves."""
    shape = (round(size * 3 / 4) * supersampling, size * supersampling)
    rng = np.random.default_rng(seed)
    return Canvas(np.zeros((*shape, 3), np.float32), noise(rng, shape, (24, 32), octaves=octaves), rng)


def rectangle(x: float, y: float, width: float, height: float) -> np.ndarray:
    """Corners of the rectangle whose upper left corner is (x, y)."""
    return np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
