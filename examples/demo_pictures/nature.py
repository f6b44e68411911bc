"""Sky, hills, trees and water of the demonstration scene."""

import numpy as np

from demo_pictures.canvas import Canvas, Color, gradient, mix, noise, rectangle, smoothstep

SUN = (1.07, 0.29)
SUNLIGHT = np.array((1.0, 0.86, 0.58))


def draw_sky(canvas: Canvas) -> None:
    """Paint an evening sky: blue above, peach at the horizon, a low sun and its glow."""
    x, y = canvas.coordinates()
    stops = [
        (0.0, (0.13, 0.30, 0.60)),
        (0.25, (0.36, 0.57, 0.78)),
        (0.38, (0.84, 0.76, 0.66)),
        (0.50, (1.0, 0.72, 0.44)),
    ]
    sky = gradient(y + 0 * x, stops)
    distance = np.hypot(x - SUN[0], y - SUN[1])
    sky = mix(sky, (1.0, 0.84, 0.52), 0.75 * np.exp(-distance / 0.16))
    sky = cloudy(canvas, sky, distance)
    sky = mix(sky, (1.0, 0.92, 0.66), 0.85 * np.exp(-((distance / 0.06) ** 2)))
    canvas.pixels[:] = mix(sky, (1.0, 0.98, 0.88), smoothstep(0.037, 0.031, distance))


def cloudy(canvas: Canvas, sky: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Lay clouds over the sky, lit on the side of the sun."""
    shape = canvas.grain.shape
    field = noise(canvas.rng, shape, (5, 3), octaves=7)
    shift = round(0.018 * canvas.scale)
    toward_sun = np.pad(field, ((0, shift), (0, shift)), mode="edge")[shift:, shift:]
    light = smoothstep(-0.28, 0.34, field - toward_sun)[..., None]
    lit = mix((1.0, 0.93, 0.80), (1.0, 0.80, 0.50), np.exp(-distance / 0.35))
    body = np.array((0.50, 0.52, 0.66)) * (1 - light) + lit * light
    return mix(sky, body, 0.92 * smoothstep(0.08, 0.55, field))


def ridge(canvas: Canvas, base: float, height: float, cells: float, *, slope: float = 0.0) -> np.ndarray:
    """Outline of a hill range: a noisy line that falls to the right by `slope`, closed at the bottom of the picture."""
    width = canvas.grain.shape[1] / canvas.scale
    x = np.linspace(0, width, 400)
    y = base + slope * (x - width / 2) + height * noise(canvas.rng, (2, 400), (2, cells), octaves=6)[0]
    return np.concatenate([np.stack([x, y], -1), [(width, 1.0), (0, 1.0)]])


def draw_hills(canvas: Canvas) -> None:
    """Paint three ranges of hills, paler and bluer with distance, the nearest one wooded."""
    canvas.fill(ridge(canvas, 0.40, 0.06, 3), (0.62, 0.62, 0.74), grain=0.03)
    canvas.fill(ridge(canvas, 0.41, 0.05, 4, slope=0.17), (0.46, 0.52, 0.60), grain=0.08)
    near = ridge(canvas, 0.41, 0.035, 5, slope=0.27)
    canvas.fill(near, (0.44, 0.52, 0.28), grain=0.2, shade=vineyard_rows)
    depths = np.sort(canvas.rng.uniform(0, 1, 420) ** 1.5 * 0.16)
    for depth, (x, top) in zip(depths, near[canvas.rng.integers(400, size=420)], strict=True):
        size = canvas.rng.uniform(0.02, 0.04) + 0.1 * depth
        draw_tree(canvas, x, top + depth + 0.012, size * 0.8, size, (0.22, 0.36, 0.20), leaves=45)


def vineyard_rows(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Brightness of planted rows that run down a slope."""
    return 1 + 0.16 * np.sin(420 * x + 260 * y)


def draw_tree(
    canvas: Canvas, x: float, ground: float, width: float, height: float, color: Color, *, leaves: int = 1000
) -> None:
    """Paint a tree of overlapping leaf clusters, dark at its lower left, sunlit at its upper right."""
    rng = canvas.rng
    canvas.fill(
        [(x - width * 0.06, ground), (x - width * 0.03, ground - height * 0.5),
         (x + width * 0.03, ground - height * 0.5), (x + width * 0.06, ground)], (0.24, 0.17, 0.12)
    )  # fmt: skip
    across, up, light, order = leaf_clusters(rng, leaves)
    places = np.stack([x + across * width / 2, ground - height * (0.58 + 0.42 * up)], -1)
    radii = width * rng.uniform(0.020, 0.045, leaves) * (1000 / leaves) ** 0.45
    paints = gradient(light, [(0, np.multiply(color, 0.35)), (0.5, color), (1, (0.86, 0.76, 0.30))])
    turn = np.argsort(order)
    canvas.discs(places[turn], radii[turn], paints[turn], flatness=0.8)


def leaf_clusters(rng: np.random.Generator, leaves: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Place leaves in round clusters: position (across, up) in [-1, 1], light in [0, 1], and painting order."""
    clusters = 3 + leaves // 80
    turn, reach = rng.uniform(0, 2 * np.pi, clusters), np.sqrt(rng.uniform(0, 0.55, clusters))
    center = np.stack([np.cos(turn) * reach, np.sin(turn) * reach])
    member = rng.integers(clusters, size=leaves)
    turn, reach = rng.uniform(0, 2 * np.pi, leaves), np.sqrt(rng.uniform(0, 1, leaves))
    offset = np.stack([np.cos(turn) * reach, np.sin(turn) * reach])
    across, up = center[:, member] + 0.36 * offset
    light = 0.40 + 0.20 * offset.sum(0) + 0.24 * (across + up) + rng.normal(0, 0.10, leaves)
    front = rng.permutation(clusters)[member] / clusters - 0.4 * center[1, member]
    return across, up, np.clip(light, 0, 1), front + 0.2 * light


def draw_far_shore(canvas: Canvas, left: float, shore: float) -> None:
    """Paint the pale river bend and the bushes that are seen through the bridge."""
    canvas.fill(rectangle(left, shore - 0.022, 1.4 - left, 1), (0.62, 0.66, 0.66), grain=0.05)
    canvas.fill(rectangle(left, shore - 0.05, 1.4 - left, 0.03), (0.26, 0.34, 0.20))
    for x in np.arange(left, 1.38, 0.03):
        size = canvas.rng.uniform(0.04, 0.065)
        draw_tree(canvas, x, shore - 0.022, size * 1.3, size, (0.24, 0.34, 0.24), leaves=120)


def haze(canvas: Canvas, level: float, strength: float) -> None:
    """Veil what has been painted so far with warm air, densest at the height `level` and toward the sun."""
    x, y = canvas.coordinates()
    share = strength * np.exp(-(((y - level) / 0.16) ** 2)) * (0.45 + 0.55 * np.exp(-(((x - SUN[0]) / 0.5) ** 2)))
    canvas.pixels[:] = mix(canvas.pixels, (1.0, 0.82, 0.60), share)


def evening_light(canvas: Canvas) -> None:
    """Let the sun bloom over everything near it, and darken the corners as a lens does."""
    x, y = canvas.coordinates()
    bloom = 0.38 * np.exp(-(((x - SUN[0]) ** 2 + (y - SUN[1]) ** 2) / 0.09))[..., None] * SUNLIGHT
    corner = 1 - 0.35 * np.clip(np.hypot((x - 0.667) / 0.667, (y - 0.5) / 0.5) - 0.7, 0, 1)
    canvas.pixels[:] = (1 - (1 - np.clip(canvas.pixels, 0, 1)) * (1 - bloom)) * corner[..., None]


def draw_water(canvas: Canvas, shore: float) -> None:
    """Mirror everything above the shore in a rippled river, deeper in color toward the viewer."""
    height, width = canvas.grain.shape
    top = round(shore * height)
    depth = np.arange(height - top, dtype=np.float32)[:, None] / (height - top)
    ripple = ripples(canvas, depth, width)
    rows = top - 1.08 * (height - top) * depth - (2 + 24 * depth) * ripple * canvas.scale / 1000
    columns = np.arange(width) + (0.4 + 11 * depth) * np.roll(ripple, width // 40, 1) * canvas.scale / 1000
    smear = (3.5 + 6 * depth) * canvas.scale / 1000
    mirror = np.mean([mirrored(canvas.pixels[:top], rows + shift * smear, columns) for shift in range(-2, 3)], axis=0)
    water = mix(mirror * 0.95, (0.08, 0.22, 0.33), np.clip(0.18 + 0.34 * depth + 0.22 * ripple, 0, 0.85))
    canvas.pixels[top:] = mix(water, (1.0, 0.90, 0.62), glitter(canvas, depth, ripple))


def mirrored(pixels: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Pixels at the given rows and columns `[h w]`, clamped to the picture."""
    height, width = pixels.shape[:2]
    return pixels[np.clip(rows, 0, height - 1).astype(int), np.clip(columns, 0, width - 1).astype(int)]


def ripples(canvas: Canvas, depth: np.ndarray, width: int) -> np.ndarray:
    """Waves that lie flat and grow toward the viewer, `[h w]` in about [-1, 1]."""
    rows = len(depth)
    flat = noise(canvas.rng, (rows, width), (56, 9), octaves=2)
    return flat[(np.sqrt(depth[:, 0]) * (rows - 1)).astype(int)]


def glitter(canvas: Canvas, depth: np.ndarray, ripple: np.ndarray) -> np.ndarray:
    """Share of sunlight on the wave crests below the sun."""
    x, _ = canvas.coordinates()
    path = np.exp(-(((x - SUN[0]) / (0.06 + 0.10 * depth)) ** 2))
    return 0.95 * path * smoothstep(0.0, 0.35, ripple)
