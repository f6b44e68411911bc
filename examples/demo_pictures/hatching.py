"""A style picture in gray: pencil hatching on white paper that rounds hills, a tree and boulders."""

import numpy as np
from PIL import Image

from demo_pictures.canvas import smoothstep, to_image
from demo_pictures.pencil import Drawing, draw_contour, draw_grass, hatch, on_paper
from demo_pictures.strokes import positions

LIGHT = np.array((-0.55, -0.62, 0.56))  # from the upper left, toward the viewer
# Hills from far to near: where the top is, its height y, half its width, and how dark the hill is.
HILLS = ((0.98, 0.40, 0.42, 0.20), (0.30, 0.47, 0.55, 0.26), (1.18, 0.56, 0.50, 0.32), (0.42, 0.71, 0.95, 0.15))
# Clumps of the tree's leaves from back to front: center and radius.
LEAVES = (
    (0.33, 0.20, 0.115), (0.46, 0.25, 0.105), (0.20, 0.31, 0.105), (0.54, 0.37, 0.095), (0.36, 0.32, 0.125),
    (0.26, 0.42, 0.095), (0.45, 0.43, 0.090), (0.17, 0.41, 0.070), (0.355, 0.47, 0.065),
)  # fmt: skip
# Clouds, likewise.
CLOUDS = ((0.83, 0.185, 0.075), (1.12, 0.175, 0.085), (0.97, 0.150, 0.110), (0.90, 0.210, 0.060), (1.05, 0.205, 0.070))
# Boulders from back to front: center, radius, and how high they are for their width.
BOULDERS = (
    (0.80, 0.760, 0.060, 0.85),
    (1.10, 0.800, 0.120, 0.95),
    (0.93, 0.850, 0.075, 0.85),
    (0.14, 0.880, 0.060, 0.8),
)
TUFTS = np.array(
    ((0.30, 0.835), (0.335, 0.845), (0.37, 0.845), (0.41, 0.84), (0.08, 0.95), (0.21, 0.925), (0.52, 0.93),
     (0.60, 0.87), (0.72, 0.95), (0.86, 0.93), (1.02, 0.95), (1.22, 0.93), (1.29, 0.90), (0.70, 0.815), (0.03, 0.83),
     (0.45, 0.985))
)  # fmt: skip
# Layers of hatching: angle to the form, darkness from which they are laid, their full darkness, and distance of lines.
LAYERS = (
    (0.0, 0.10, 0.45, 0.0066), (0.10, 0.30, 0.62, 0.0060), (0.75, 0.42, 0.80, 0.0062),
    (-0.70, 0.58, 0.95, 0.0060), (1.45, 0.74, 1.05, 0.0058),
)  # fmt: skip

Window = tuple[slice, slice]
EVERYWHERE = (slice(None), slice(None))


def draw_hatching(size: int, seed: int, *, supersampling: int = 3) -> Image.Image:
    """Draw the pencil drawing, 4:3, its longest side `size` pixels; the same seed gives the same picture."""
    width, height = size, round(size * 3 / 4)
    shape = (height * supersampling, width * supersampling)
    rng = np.random.default_rng(seed)
    dark, angle, graphite = np.zeros((3, *shape), np.float32)
    drawing = Drawing(np.zeros(shape, np.int32), dark, angle, graphite, rng)
    outlines = place_forms(drawing)
    for number, outline in outlines:
        draw_contour(drawing, number, outline)
    for turn, first, full, spacing in LAYERS:
        hatch(drawing, turn, first, full, spacing)
    draw_grass(drawing, TUFTS + rng.normal(0, 0.012, TUFTS.shape), 0.048)
    return to_image(np.repeat(on_paper(drawing)[..., None], 3, -1), width, height)


def place_forms(drawing: Drawing) -> list[tuple[int, np.ndarray]]:
    """Put sky, hills, tree and boulders one before the other, and give number and outline of each."""
    x, y = positions(drawing.dark.shape)
    drawing.dark[:] = 0.27 * smoothstep(0.36, 0.08, y) * smoothstep(0.45, 1.0, x + 0.3 * y)
    drawing.angle[:] = -0.35
    outlines = [place_ball(drawing, *cloud, 0.55, rough=0.09, tone=0.0, shade=0.33) for cloud in CLOUDS]
    outlines += [place_hill(drawing, *hill) for hill in HILLS]
    cast_shadow(drawing, 0.36, 0.76, 0.17, 0.45)
    outlines += [place_trunk(drawing)]
    outlines += [place_ball(drawing, *clump, 0.88, rough=0.09, tone=0.17, shade=0.95) for clump in LEAVES]
    for boulder in BOULDERS:
        cast_shadow(drawing, *boulder)
    return outlines + [place_ball(drawing, *boulder, rough=0.025, tone=0.0, shade=0.95) for boulder in BOULDERS]


def place(drawing: Drawing, where: np.ndarray, dark: np.ndarray, angle: np.ndarray, window: Window = EVERYWHERE) -> int:
    """Put a form before all others and give its number."""
    number = int(drawing.form.max()) + 1
    for field, values in ((drawing.form, number), (drawing.dark, dark), (drawing.angle, angle)):
        np.copyto(field[window], values, where=where, casting="unsafe")
    return number


def place_hill(drawing: Drawing, center: float, top: float, reach: float, tone: float) -> tuple[int, np.ndarray]:
    """Put a round hill, lit on its left, whose lines run down its sides."""
    x, y = positions(drawing.dark.shape)
    bump = drawing.rng.uniform(0, 6)

    def crest(x: np.ndarray) -> np.ndarray:
        """Height y of the hill's upper edge."""
        return top + 0.30 * (1 - np.exp(-(((x - center) / reach) ** 2))) + 0.006 * np.sin(17 * x + bump)

    below, side = y - crest(x), (x - center) / reach
    turning = smoothstep(-0.35, 0.9, side) + 0.45 * smoothstep(0.09, 0.0, below) * smoothstep(-0.5, 0.3, side)
    fade = 1 - 0.75 * smoothstep(0.02, 0.26, below)
    angle = np.arctan2(0.75 + 0 * below, 1.6 * side + 0.25 + 0 * below)
    along = np.linspace(-0.02, 1.36, 500)
    number = place(drawing, below > 0, tone * (0.5 + 2.4 * turning * fade), angle)
    return number, np.stack([along, crest(along)], -1)


def place_trunk(drawing: Drawing) -> tuple[int, np.ndarray]:
    """Put the trunk of the tree, dark on its right, with roots that spread."""
    x, y = positions(drawing.dark.shape)
    up = np.linspace(0.40, 0.835, 80)

    def half(y: np.ndarray) -> np.ndarray:
        """Half the width of the trunk."""
        return 0.026 + 0.045 * np.exp(-(0.835 - y) / 0.035) + 0.02 * np.exp(-(y - 0.40) / 0.06)

    middle = 0.352 + 0.012 * np.sin(7 * y)
    across = (x - middle) / half(y)
    inside = (np.abs(across) < 1) & (y > 0.40) & (y < 0.835 - 0.02 * np.abs(across))
    dark = 0.42 + 0.5 * smoothstep(-0.6, 0.9, across) + 0.3 * smoothstep(0.60, 0.50, y)
    number = place(drawing, inside, dark, 0.25 + 0.5 * across)
    sides = [np.stack([0.352 + 0.012 * np.sin(7 * up) + side * half(up), up], -1) for side in (-1, 1)]
    return number, np.concatenate([sides[0], sides[1][::-1]])


def place_ball(
    drawing: Drawing, x: float, y: float, radius: float, flatness: float, *, rough: float, tone: float, shade: float
) -> tuple[int, np.ndarray]:
    """Put a rounded form lit from the upper left, whose lines bend around it, with light thrown back from below."""
    window = window_around(drawing, x, y, 1.3 * radius)
    across, down = offsets(drawing, x, y, window)
    phases = drawing.rng.uniform(0, 2 * np.pi, 3)

    def edge(turn: np.ndarray) -> np.ndarray:
        """Distance of the outline from the center, as a share of the radius."""
        waves = [np.abs(np.sin(turn * count / 2 + phase)) for count, phase in zip((5, 9, 14), phases, strict=True)]
        return 1 + rough * (np.sum(waves, axis=0) - 1.5)

    distance = np.hypot(across, down / flatness) / radius / edge(np.arctan2(down, across))
    toward = np.sqrt(np.clip(1 - distance**2, 0, 1))
    light = LIGHT[0] * across / radius + LIGHT[1] * down / radius / flatness + LIGHT[2] * toward
    dark = tone + shade * smoothstep(0.80, -0.30, light) - 0.22 * smoothstep(-0.25, -0.8, light)
    angle = np.arctan2(down, across) + np.pi / 2 - 0.5 * (1 - distance)
    turn = np.linspace(0, 2 * np.pi, 200)
    outline = np.stack([np.cos(turn), flatness * np.sin(turn)], -1) * (radius * edge(turn))[:, None] + (x, y)
    return place(drawing, distance < 1, dark, angle, window), outline


def window_around(drawing: Drawing, x: float, y: float, reach: float) -> Window:
    """Rows and columns of the places that are no farther than `reach` from (x, y) in either direction."""
    first, last = (np.array((y, x)) - reach) * len(drawing.dark), (np.array((y, x)) + reach) * len(drawing.dark)
    top, left = np.maximum(first, 0).astype(int)
    return slice(top, int(last[0]) + 2), slice(left, int(last[1]) + 2)


def offsets(drawing: Drawing, x: float, y: float, window: Window = EVERYWHERE) -> tuple[np.ndarray, np.ndarray]:
    """Distances of the window's places to the right of x `[1 w]` and below y `[h 1]`."""
    across, down = positions(drawing.dark.shape)
    return across[:, window[1]] - x, down[window[0]] - y


def cast_shadow(drawing: Drawing, x: float, y: float, radius: float, flatness: float) -> None:
    """Darken the ground at the lower right of a boulder."""
    across, down = offsets(drawing, x, y)
    middle = (0.65 * radius, 0.80 * radius * flatness)
    distance = np.hypot((across - middle[0]) / (1.25 * radius), (down - middle[1]) / (0.28 * radius))
    shade = smoothstep(1.1, 0.6, distance)
    drawing.dark[:] = np.maximum(drawing.dark, 0.85 * shade)
    drawing.angle[shade > 0.02] = 0.12
