"""The style picture: an oil painting of thick strokes that follow a swirling flow."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from demo_pictures.canvas import gradient, mix, noise, smoothstep, to_image

HORIZON = 0.70
# Whirls of the wind: position (x, y in heights of the picture), radius, and turn (1 is clockwise).
SUN = (0.94, 0.33, 0.20, 1.0)
CLOUDS = ((0.40, 0.27, 0.19, -1.0), (0.12, 0.52, 0.11, 1.0), (0.66, 0.09, 0.09, 1.0), (0.10, 0.08, 0.10, 1.0))
NIGHT = (
    (0.0, (0.04, 0.07, 0.22)), (0.3, (0.07, 0.17, 0.43)), (0.55, (0.14, 0.35, 0.62)),
    (0.8, (0.42, 0.62, 0.72)), (1.0, (0.86, 0.86, 0.68)),
)  # fmt: skip
GLOW = (
    (0.0, (1.0, 0.93, 0.60)), (0.35, (0.98, 0.78, 0.24)), (0.55, (0.92, 0.55, 0.12)), (0.7, (0.98, 0.80, 0.34)),
    (0.85, (0.62, 0.66, 0.42)), (1.0, (0.30, 0.52, 0.60)),
)  # fmt: skip
FIELD = (
    (0.0, (0.12, 0.20, 0.20)), (0.25, (0.34, 0.40, 0.16)), (0.5, (0.72, 0.52, 0.14)),
    (0.8, (0.95, 0.76, 0.30)), (1.0, (0.88, 0.46, 0.12)),
)  # fmt: skip
ACCENTS = np.array(((0.93, 0.52, 0.13), (0.30, 0.50, 0.30), (0.96, 0.86, 0.50)))


@dataclass(frozen=True)
class Brush:
    """A layer of strokes: spacing, half width and length in heights of the picture, and the number of hairs."""

    spacing: float
    half_width: float
    length: float
    hairs: int


BRUSHES = (Brush(0.060, 0.036, 0.30, 24), Brush(0.030, 0.017, 0.22, 13), Brush(0.021, 0.011, 0.16, 9))


@dataclass
class Painting:
    """Paint `[h w 3]`, its thickness `[h w]`, and the fields `[h w]` that guide the brush."""

    pixels: np.ndarray
    thickness: np.ndarray
    angle: np.ndarray
    motif: np.ndarray
    rng: np.random.Generator


def draw_strokes(size: int, seed: int, *, supersampling: int = 2) -> Image.Image:
    """Draw the painting, 4:3, its longest side `size` pixels; the same seed gives the same picture."""
    width, height = size, round(size * 3 / 4)
    shape = (height * supersampling, width * supersampling)
    rng = np.random.default_rng(seed)
    unevenness = noise(rng, shape, (4, 5), octaves=3)
    motif = draw_motif(shape, unevenness).astype(np.float32)
    painting = Painting(motif * 0.5, np.zeros(shape, np.float32), flow(shape, unevenness), motif, rng)
    for brush in BRUSHES:
        lay_strokes(painting, brush)
    return to_image(lit(painting, supersampling), width, height)


def positions(shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Give x `[1 w]` and y `[h 1]` of every pixel, in heights of the picture."""
    return np.arange(shape[1])[None] / shape[0], np.arange(shape[0])[:, None] / shape[0]


def skyline(x: np.ndarray) -> np.ndarray:
    """Height y of the hills against the sky."""
    return HORIZON - 0.04 * np.sin(4 * x + 0.5) - 0.025 * np.sin(9 * x)


def flow(shape: tuple[int, int], unevenness: np.ndarray) -> np.ndarray:
    """Direction of the brush `[h w]`: a wind that winds into each whirl and rolls over the field."""
    x, y = positions(shape)
    along, down = 1.0 + 0 * x * y, 0.35 * np.sin(5 * x + 3 * y) + 0.4 * unevenness
    for center_x, center_y, radius, turn in (SUN, *CLOUDS):
        away_x, away_y = x - center_x, y - center_y
        distance = np.hypot(away_x, away_y) + 1e-6
        pull = 5 * np.exp(-((distance / (1.2 * radius)) ** 2)) / distance
        along = along - pull * (turn * away_y + 0.2 * away_x)
        down = down + pull * (turn * away_x - 0.2 * away_y)
    ground = smoothstep(-0.05, 0.03, y - skyline(x))
    rolling = 0.5 * np.cos(6 * x + 1) + 0.3 * unevenness
    return np.arctan2(down * (1 - ground) + rolling * ground, along * (1 - ground) + ground)


def draw_motif(shape: tuple[int, int], unevenness: np.ndarray) -> np.ndarray:
    """The colors that the painter sees `[h w 3]`: a low sun and whirling clouds over fields at dusk."""
    x, y = positions(shape)
    bands = 0.32 + 0.20 * np.sin(14 * y + 4 * np.sin(3 * x) + 2 * unevenness) + 0.22 * unevenness
    for center_x, center_y, radius, turn in CLOUDS:
        away_x, away_y = x - center_x, y - center_y
        distance = np.hypot(away_x, away_y) / radius
        arms = 0.55 + 0.40 * np.cos(2 * np.arctan2(away_y, away_x) + turn * 10 * np.log(distance + 0.15) * 0.6)
        near = smoothstep(1.45, 0.7, distance)
        bands = bands * (1 - near) + arms * near
    colors = gradient(bands, NIGHT)
    distance = np.hypot(x - SUN[0], y - SUN[1]) / SUN[2] + 0.06 * unevenness
    rings = gradient(0.48 + 0.36 * np.cos(11 * distance) - 0.12 * (distance - 1), NIGHT)
    colors = mix(colors, rings, smoothstep(2.0, 1.1, distance))
    colors = mix(colors, gradient(distance / 0.95, GLOW), smoothstep(1.05, 0.9, distance))
    return draw_land(colors, x, y - skyline(x), unevenness)


def draw_land(colors: np.ndarray, x: np.ndarray, below: np.ndarray, unevenness: np.ndarray) -> np.ndarray:
    """Lay blue hills and furrowed fields over the lower part of the motif, `below` the skyline."""
    colors = mix(colors, (0.09, 0.20, 0.30), smoothstep(-0.045, -0.04, below))
    colors = mix(colors, (0.24, 0.38, 0.24), smoothstep(-0.005, 0.0, below))
    furrows = 0.50 + 0.36 * np.sin(50 * below + 3 * np.sin(4 * x)) + 0.35 * unevenness
    return mix(colors, gradient(furrows, FIELD), smoothstep(0.03, 0.035, below))


def lay_strokes(painting: Painting, brush: Brush) -> None:
    """Cover the picture once with strokes of one brush, in random order."""
    height, width = painting.thickness.shape
    rows, columns = np.mgrid[-0.05 : 1.05 : brush.spacing, -0.1 : width / height + 0.05 : brush.spacing]
    starts = np.stack([columns.ravel(), rows.ravel()], -1)
    starts = painting.rng.permutation(starts + painting.rng.normal(0, brush.spacing / 2, starts.shape))
    for batch in np.array_split(starts, max(1, len(starts) // 100)):
        lay_batch(painting, brush, batch)


def look_up(field: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Values of a field `[h w ...]` at points `[... 2]` (x, y), clamped to the picture."""
    height, width = field.shape[:2]
    pixel = np.clip((points * height).astype(int), 0, (width - 1, height - 1))
    return field[pixel[..., 1], pixel[..., 0]]


def trace(painting: Painting, starts: np.ndarray, length: np.ndarray, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Follow the flow from every start: points and directions, both `[strokes steps 2]`."""
    points, directions = [starts], []
    for _ in range(steps):
        angle = look_up(painting.angle, points[-1])
        directions.append(np.stack([np.cos(angle), np.sin(angle)], -1))
        points.append(points[-1] + directions[-1] * (length / steps)[:, None])
    return np.stack(points[:-1], 1), np.stack(directions, 1)


def lay_batch(painting: Painting, brush: Brush, starts: np.ndarray) -> None:
    """Lay strokes one over the other, each a bent ribbon of bristle marks, in the color seen at its middle."""
    rng, height = painting.rng, len(painting.thickness)
    count, steps = len(starts), int(brush.length * height * 1.25)
    across = np.linspace(-1, 1, max(5, int(brush.half_width * height * 2.5)), dtype=np.float32)
    points, directions = trace(painting, starts, brush.length * rng.uniform(0.5, 1.1, count), steps)
    normals = np.stack([-directions[..., 1], directions[..., 0]], -1).astype(np.float32)
    time = np.linspace(0, 1, steps, dtype=np.float32)
    half_width = brush.half_width * rng.uniform(0.6, 1.2, (count, 1)) * (1 - np.abs(2 * time - 1) ** 6) ** 0.5
    half_width = half_width.astype(np.float32)
    ribbon = points.astype(np.float32)[:, :, None] + (normals * half_width[..., None])[:, :, None] * across[:, None]
    marks = bristle_marks(rng, (count, steps, len(across)), brush.hairs)
    thickness = brush.half_width * (0.7 + 0.45 * marks + 0.7 * across**6 + 0.5 * time[:, None] ** 6)
    paint = mixed_paint(rng, look_up(painting.motif, points[:, steps // 2])).astype(np.float32)
    covers = marks > -1.6 + 2.4 * time[:, None] ** 5
    put(painting, ribbon[covers], paint[np.nonzero(covers)[0]] * (1 + 0.18 * marks[covers])[:, None], thickness[covers])


def mixed_paint(rng: np.random.Generator, seen: np.ndarray) -> np.ndarray:
    """Colors `[strokes 3]` as the painter mixes them: lighter or darker, warmer or cooler, at times an accent."""
    count = len(seen)
    tone, warmth = rng.normal(1, 0.16, (count, 1)), rng.normal(0, 0.035, (count, 1)) * (1.0, 0.4, -1.0)
    accent = ACCENTS[rng.integers(len(ACCENTS), size=count)]
    share = np.where(rng.uniform(size=(count, 1)) < 0.025, 1.0, 0.0)
    return (seen * (1 - share) + accent * share) * tone + warmth


def bristle_marks(rng: np.random.Generator, shape: tuple[int, int, int], hairs: int) -> np.ndarray:
    """How much paint the hairs leave along their way, `[strokes steps samples]`, about normal."""
    strokes, steps, samples = shape
    place = np.arange(samples) * hairs // samples
    start, end = rng.normal(0, 0.8, (2, strokes, 1, hairs)).astype(np.float32)[..., place]
    time = np.linspace(0, 1, steps, dtype=np.float32)[:, None]
    return start * (1 - time) + end * time


def put(painting: Painting, ribbon: np.ndarray, paint: np.ndarray, thickness: np.ndarray) -> None:
    """Write samples, points `[n 2]`, colors `[n 3]`, thickness `[n]`; where strokes cross, the later lies on top."""
    height, width = painting.thickness.shape
    column, row = np.moveaxis((ribbon * height).astype(np.int32), -1, 0)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    place = row[inside] * width + column[inside]
    painting.pixels.reshape(-1, 3)[place] = paint[inside]
    painting.thickness.reshape(-1)[place] = thickness[inside]


def lit(painting: Painting, blur: float) -> np.ndarray:
    """Light the relief of the paint from the upper left, with a gloss on the ridges that face the light."""
    relief = painting.thickness * len(painting.thickness)
    down, along = np.gradient(blurred(relief, blur))
    slope = np.tanh((down + along) * 0.3)
    shaded = painting.pixels * (1 + 0.45 * slope)[..., None]
    return shaded + 0.28 * np.clip(slope - 0.5, 0, 1)[..., None]


def blurred(field: np.ndarray, radius: float) -> np.ndarray:
    """Blur a field `[h w]` with a small binomial kernel, once for every pixel of `radius`."""
    for _ in range(round(radius)):
        field = (np.roll(field, 1, 0) + 2 * field + np.roll(field, -1, 0)) / 4
        field = (np.roll(field, 1, 1) + 2 * field + np.roll(field, -1, 1)) / 4
    return field
