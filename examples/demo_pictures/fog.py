"""A light content picture: rows of hills in morning fog, and a bare tree in front of them."""

from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from demo_pictures.canvas import Canvas, blank_canvas, gradient, mix, noise, smoothstep, to_bytes, to_image
from demo_pictures.nature import ridge

SUN = (0.98, 0.27)
FOG, GLOW = np.array((0.875, 0.885, 0.890)), np.array((0.985, 0.940, 0.880))
FAR, NEAR = np.array((0.800, 0.825, 0.850)), np.array((0.430, 0.490, 0.500))
BARK, GRASS = np.array((0.300, 0.285, 0.280)), np.array((0.520, 0.525, 0.440))
TREE = (0.40, 0.957)
# Rows of hills from far to near: base and height of the line, its cells, its slope to the right, and spruces on it.
HILLS = (
    (0.400, 0.055, 3.0, 0.02, 0), (0.455, 0.060, 4.0, -0.05, 0), (0.520, 0.055, 3.0, 0.07, 260),
    (0.590, 0.050, 4.0, -0.08, 150), (0.670, 0.045, 3.0, 0.11, 90), (0.775, 0.035, 3.0, -0.10, 34),
)  # fmt: skip


class Limbs(NamedTuple):
    """Limbs of a tree: starts `[n 2]`, angles, lengths and half their thicknesses `[n]`."""

    start: np.ndarray
    angle: np.ndarray
    length: np.ndarray
    thickness: np.ndarray


def draw_fog(size: int, seed: int, *, supersampling: int = 3) -> Image.Image:
    """Draw the fog, 4:3, its longest side `size` pixels; the same seed gives the same picture."""
    canvas = blank_canvas(size, seed, supersampling=supersampling, octaves=5)
    draw_pale_sky(canvas)
    for row, (base, rise, cells, slope, spruces) in enumerate(HILLS):
        draw_hill(canvas, row / (len(HILLS) - 1), ridge(canvas, base, rise, cells, slope=slope), spruces)
    draw_meadow(canvas)
    draw_grass(canvas, 0.0, 0.3)
    draw_bare_tree(canvas, *TREE, 0.68)
    draw_grass(canvas, 0.1, 1.0)
    canvas.pixels += canvas.rng.normal(0, 0.008, canvas.grain.shape)[..., None]
    return to_image(canvas.pixels, size, round(size * 3 / 4))


def air(canvas: Canvas, rows: slice = slice(None)) -> np.ndarray:
    """Color of the fog `[h w 3]`, warmer and lighter toward the sun."""
    x, y = canvas.coordinates(rows)
    return mix(FOG, GLOW, 0.95 * np.exp(-((np.hypot(x - SUN[0], y - SUN[1]) / 0.50) ** 2)))


def draw_pale_sky(canvas: Canvas) -> None:
    """Paint a veiled sky, blue above, and the white sun behind it."""
    x, y = canvas.coordinates()
    distance = np.hypot(x - SUN[0], y - SUN[1])
    veil = 0.22 * noise(canvas.rng, canvas.grain.shape, (6, 2.5), octaves=4)
    sky = mix(
        (0.715, 0.775, 0.825), air(canvas), smoothstep(-0.12, 0.42, y + 0.6 * veil + 0.25 * np.exp(-distance / 0.25))
    )
    sky = mix(sky, (1.0, 0.985, 0.95), 0.8 * np.exp(-((distance / 0.085) ** 2)))
    canvas.pixels[:] = mix(sky, (1.0, 0.998, 0.985), smoothstep(0.040, 0.034, distance))


def draw_hill(canvas: Canvas, nearness: float, outline: np.ndarray, spruces: int) -> None:
    """Paint one row of hills with its trees, then the fog that lies at its foot."""
    x, y = canvas.coordinates()
    crest = np.interp(x, outline[:400, 0], outline[:400, 1]).astype(np.float32)
    warm = 0.5 * np.exp(-((np.hypot(x - SUN[0], y - SUN[1]) / 0.42) ** 2)) * (1 - 0.6 * nearness)
    color = mix(FAR + (NEAR - FAR) * nearness**1.15, GLOW, warm)
    bare = canvas.pixels.copy()
    canvas.fill(outline, (0, 0, 0), grain=0)
    draw_spruces(canvas, outline, spruces, 0.012 + 0.085 * nearness**1.3)
    cover = 1 - canvas.pixels.max(-1) / bare.max(-1)
    surface = color * (1 + (0.03 + 0.07 * nearness) * canvas.grain)[..., None]
    canvas.pixels[:] = mix(bare, surface, cover)
    drift = 0.045 * noise(canvas.rng, canvas.grain.shape, (7, 3), octaves=4)
    reach = 0.10 + 0.06 * nearness
    share = (0.93 - 0.10 * nearness) * smoothstep(-0.02, reach, y - crest + drift)
    canvas.pixels[:] = mix(canvas.pixels, air(canvas), share)


def draw_spruces(canvas: Canvas, outline: np.ndarray, count: int, height: float) -> None:
    """Paint spruces in groups along the line of a hill and a little below it, in black."""
    groups = noise(canvas.rng, (2, 400), (2, 7), octaves=3)[0]
    likely = np.clip(groups + 0.25, 0.01, None) ** 1.5
    for place in canvas.rng.choice(400, count, p=likely / likely.sum()):
        x, y = outline[place] + canvas.rng.uniform((-0.003, 0.002), (0.003, 0.02))
        draw_spruce(canvas, x, y, height * canvas.rng.uniform(0.55, 1.15))


def draw_spruce(canvas: Canvas, x: float, ground: float, height: float) -> None:
    """Paint the black outline of a spruce: tiers of hanging branches that widen toward the ground."""
    levels = np.linspace(0, 1, max(5, int(height * canvas.scale / 7)))
    reach = height * 0.20 * levels**0.85
    left, right = (reach * canvas.rng.uniform(0.65, 1.15, len(levels)) for _ in range(2))
    y = ground - height * (1 - levels * 0.97)
    notch = np.stack([0.55 * reach, y - 0.015 * height], -1)
    sides = [np.stack([np.stack([edge, y], -1), notch], 1).reshape(-1, 2) for edge in (left, right)]
    outline = np.concatenate([sides[0] * (-1, 1) + (x, 0), (sides[1] + (x, 0))[::-1]])
    canvas.fill(outline, (0, 0, 0), grain=0)


def meadow_edge(x: np.ndarray) -> np.ndarray:
    """Height y of the upper edge of the meadow in front."""
    return 0.905 + 0.035 * np.sin(2.6 * x + 0.6) + 0.006 * np.sin(9 * x)


def draw_meadow(canvas: Canvas) -> None:
    """Paint the frosted meadow in front: pale at its far edge."""
    x = np.linspace(-0.01, 1.35, 90)
    outline = [*zip(x, meadow_edge(x), strict=True), (1.35, 1.01), (-0.01, 1.01)]
    canvas.fill(outline, GRASS, shade=lambda x, y: 1.28 - 3.0 * np.clip(y - meadow_edge(x), 0, 0.12))


def draw_grass(canvas: Canvas, first: float, last: float) -> None:
    """Paint the blades of grass between two shares of the meadow's depth, from far to near."""
    rng, count = canvas.rng, int(3600 * (last - first))
    depth, foot = np.sort(rng.uniform(first, last, count)), rng.uniform(-0.01, 1.35, count)
    roots = np.stack([foot, meadow_edge(foot) + 0.001 + 0.13 * depth], -1)
    tall = (0.010 + 0.022 * depth) * rng.uniform(0.5, 1.2, count)
    tips = roots + np.stack([rng.normal(0.002, 0.007, count), -tall], -1)
    colors = gradient(rng.uniform(0, 1, count), [(0, GRASS * 0.72), (0.6, GRASS * 1.12), (1, (0.80, 0.78, 0.70))])
    blades = roots[:, None] + np.array([(-0.0009, 0), (0, 0), (0.0009, 0)])
    blades[:, 1] = tips
    fill_all(canvas, blades, colors * (1.18 - 0.36 * depth)[:, None])


def fill_all(canvas: Canvas, outlines: np.ndarray, colors: np.ndarray) -> None:
    """Fill many polygons `[n corners 2]` one over the other, each with its color `[n 3]`."""
    image = Image.fromarray(to_bytes(canvas.pixels))
    pencil = ImageDraw.Draw(image)
    corners = (outlines * canvas.scale).reshape(len(outlines), -1).tolist()
    for outline, color in zip(corners, to_bytes(colors).tolist(), strict=True):
        pencil.polygon(outline, fill=tuple(color))
    canvas.pixels[:] = np.asarray(image, np.float32) / 255


def draw_bare_tree(canvas: Canvas, x: float, ground: float, height: float) -> None:
    """Paint a bare tree: a trunk with roots, and limbs that fork until they are twigs."""
    limbs = Limbs(*(np.array([value]) for value in ((x, ground), -np.pi / 2, 0.225 * height, 0.024 * height)))
    for depth in range(9):
        outlines, limbs = grown(limbs, canvas.rng, 0.085 + 0.02 * depth)
        tone = BARK + (FOG - BARK) * 0.045 * max(depth - 2, 0)
        fill_all(canvas, outlines, np.broadcast_to(tone, (len(outlines), 3)))
        if depth == 0:
            roots = [
                (-0.055, 0.016),
                (-0.032, -0.008),
                (-0.022, -0.06),
                (0.022, -0.06),
                (0.032, -0.008),
                (0.055, 0.016),
            ]
            canvas.fill(np.array(roots) * height + (x, ground), BARK, grain=0)


def grown(limbs: Limbs, rng: np.random.Generator, unrest: float) -> tuple[np.ndarray, Limbs]:
    """Outlines of limbs that bend and thin on their way, and the limbs that fork from them, at their ends or before."""
    count, steps = len(limbs.angle), 7
    turns = limbs.angle[:, None] + np.cumsum(rng.normal(0, unrest, (count, steps)), 1)
    ahead = np.stack([np.cos(turns), np.sin(turns)], -1) * (limbs.length / steps)[:, None, None]
    way = limbs.start[:, None] + np.concatenate([np.zeros((count, 1, 2)), np.cumsum(ahead, 1)], 1)
    width = limbs.thickness[:, None, None] * np.linspace(1, 0.72, steps + 1)[:, None]
    side = np.stack([-np.sin(turns), np.cos(turns)], -1)[:, [0, *range(steps)]] * width
    forks = [
        forked(limbs, way, turns, width, np.full(count, steps), rng.uniform(-0.62, -0.18, count), rng),
        forked(limbs, way, turns, width, np.full(count, steps), rng.uniform(0.18, 0.62, count), rng),
        forked(limbs, way, turns, width, rng.integers(3, steps, count), rng.uniform(-0.7, 0.7, count), rng),
    ]
    return np.concatenate([way + side, (way - side)[:, ::-1]], 1), Limbs(*map(np.concatenate, zip(*forks, strict=True)))


def forked(
    limbs: Limbs, way: np.ndarray, turns: np.ndarray, width: np.ndarray, at: np.ndarray, turn: np.ndarray,
    rng: np.random.Generator,
) -> Limbs:  # fmt: skip
    """Limbs that leave others after step `at` with a `turn`, bent upward a little; the shortest are left out."""
    each, share = np.arange(len(at)), rng.uniform(0.60, 0.92, len(at)) * np.where(at == at.max(), 1, 0.8)
    angle = turns[each, at - 1] + turn
    angle = angle + 0.10 * np.sin(-np.pi / 2 - angle)
    kept = limbs.length * share > 0.006
    thickness = width[each, at, 0] * share * 0.95
    return Limbs(way[each, at][kept], angle[kept], (limbs.length * share)[kept], thickness[kept])
