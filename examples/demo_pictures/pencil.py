"""Pencil strokes on white paper: bundles of hatching, contours and grass, and how graphite looks on it."""

from dataclasses import dataclass

import numpy as np

from demo_pictures.canvas import noise, smoothstep
from demo_pictures.strokes import blurred, look_up

FINE = 1152  # rows of pixels at which a line is one pixel wide


@dataclass
class Drawing:
    """Fields `[h w]`: the form at each place, its darkness in [0, 1], the angle of its lines, and the graphite."""

    form: np.ndarray
    dark: np.ndarray
    angle: np.ndarray
    graphite: np.ndarray
    rng: np.random.Generator


def hatch(drawing: Drawing, turn: float, first: float, full: float, spacing: float) -> None:
    """Lay bundles of parallel lines all over, pressed as hard as the place is dark, that end where their form ends."""
    rng, bundle = drawing.rng, 9
    rows, columns = np.mgrid[-0.02:1.02:0.045, -0.02:1.36:0.045]
    middles = np.stack([columns.ravel(), rows.ravel()], -1)
    middles = middles + rng.uniform(-0.02, 0.02, middles.shape)
    angles = look_up(drawing.angle, middles) + turn + rng.normal(0, 0.07, len(middles))
    offsets = (np.arange(bundle) - bundle / 2 + 0.5) * spacing
    middles, forms = np.repeat(middles, bundle, 0), np.repeat(look_up(drawing.form, middles), bundle)
    angles = np.repeat(angles, bundle) + rng.normal(0, 0.025, len(forms))
    normal = np.stack([-np.sin(angles), np.cos(angles)], -1)
    starts = middles + normal * (np.tile(offsets, len(forms) // bundle) + rng.normal(0, 0.0008, len(forms)))[:, None]
    length = rng.uniform(0.045, 0.085, len(forms))
    lines = strokes(drawing, starts, angles, length)
    pressure = smoothstep(first, full, look_up(drawing.dark, lines)) ** 0.7
    inside = look_up(drawing.form, lines) == forms[:, None]
    hand = (length / 0.072 * rng.uniform(0.6, 1.1, len(forms)))[:, None]
    put_graphite(drawing, lines, 0.95 * hand * pressure * inside * taper(lines.shape[1]))


def strokes(drawing: Drawing, middles: np.ndarray, angles: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Points `[n steps 2]` of slightly bent lines."""
    steps = int(0.10 * len(drawing.dark)) + 2
    time = np.linspace(-0.5, 0.5, steps)
    bend = drawing.rng.normal(0.10, 0.10, (len(angles), 1)) * (time**2 - 0.08)
    direction = np.stack([np.cos(angles), np.sin(angles)], -1)[:, None]
    normal = direction[..., ::-1] * (-1, 1)
    return middles[:, None] + length[:, None, None] * (time[:, None] * direction + bend[..., None] * normal)


def taper(steps: int) -> np.ndarray:
    """Pressure along a line: set down quickly, lifted slowly."""
    time = np.linspace(0, 1, steps)
    return smoothstep(0, 0.08, time) * smoothstep(1.0, 0.45, time) ** 0.6


def draw_contour(drawing: Drawing, number: int, outline: np.ndarray) -> None:
    """Draw an outline twice with an unsteady hand, heavier here and there, where nothing lies before it."""
    height, rng = len(drawing.dark), drawing.rng
    lengths = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(outline, axis=0).T))])
    for strength in (1.0, 0.6):
        steps = int(lengths[-1] * height * 1.4) + 2
        at = np.linspace(0, lengths[-1], steps)
        line = np.stack([np.interp(at, lengths, outline[:, axis]) for axis in (0, 1)], -1)
        cells = max(2.0, lengths[-1] * 9)
        line = line + 0.0035 * np.stack([noise(rng, (2, steps), (2, cells), octaves=2)[0] for _ in range(2)], -1)
        pressure = np.clip(0.75 + 0.7 * noise(rng, (2, steps), (2, cells), octaves=3)[0], 0.05, 1.2)
        put_graphite(drawing, line, strength * pressure * (look_up(drawing.form, line) <= number))


def put_graphite(drawing: Drawing, points: np.ndarray, amount: np.ndarray) -> None:
    """Add graphite at points `[... 2]`, spread over the four pixels around each."""
    height, width = drawing.dark.shape
    place = points.reshape(-1, 2) * height - 0.5
    low, weight = np.floor(place).astype(int), amount.ravel()
    share = place - low
    for right in (0, 1):
        for lower in (0, 1):
            x, y = low[:, 0] + right, low[:, 1] + lower
            part = weight * np.abs(1 - right - share[:, 0]) * np.abs(1 - lower - share[:, 1])
            inside = (x >= 0) & (x < width) & (y >= 0) & (y < height) & (part > 0)
            added = np.bincount(y[inside] * width + x[inside], weights=part[inside], minlength=height * width)
            drawing.graphite += added.reshape(height, width).astype(np.float32)


def on_paper(drawing: Drawing) -> np.ndarray:
    """Brightness `[h w]` of the sheet: graphite catches on the tooth of the paper and never gets quite black."""
    shape = drawing.graphite.shape
    tooth = np.clip(1 + 0.8 * noise(drawing.rng, shape, (190, 250), octaves=2), 0.15, None)
    paper = 0.968 + 0.007 * noise(drawing.rng, shape, (150, 200), octaves=2)
    width = shape[0] / FINE
    covered = 1 - np.exp(-1.15 * width * blurred(drawing.graphite, max(1, width**2)) * tooth)
    return paper * (1 - 0.86 * covered)


def draw_grass(drawing: Drawing, roots: np.ndarray, height: float) -> None:
    """Draw a tuft of upright, bent blades at each of the points `roots` `[n 2]`."""
    rng, blades = drawing.rng, 11
    feet = np.repeat(roots, blades, 0) + rng.normal(0, 1, (len(roots) * blades, 2)) * (0.012, 0.002)
    lean, tall = rng.normal(0.1, 0.35, len(feet)), height * rng.uniform(0.5, 1.1, len(feet))
    time = np.linspace(0, 1, int(height * len(drawing.dark) * 1.3) + 2)
    bend = np.stack([lean[:, None] * time**2, -time + 0 * lean[:, None]], -1)
    blade = feet[:, None] + tall[:, None, None] * bend
    put_graphite(drawing, blade, rng.uniform(0.4, 1.2, (len(feet), 1)) * (1 - 0.8 * time))
