"""The content picture: a small town at a river in the evening sun."""

import numpy as np
from PIL import Image

from demo_pictures.canvas import Canvas, blank_canvas, to_image
from demo_pictures.nature import draw_far_shore, draw_hills, draw_sky, draw_tree, draw_water, evening_light, haze
from demo_pictures.town import House, draw_boat, draw_bridge, draw_church, draw_house, draw_quay, draw_timber

SHORE = 0.67
BRICK, RUST, SLATE = (0.74, 0.34, 0.20), (0.62, 0.29, 0.20), (0.40, 0.36, 0.40)
GREEN, BLUE, BROWN = (0.22, 0.40, 0.30), (0.24, 0.38, 0.56), (0.42, 0.24, 0.16)
PETALS = np.array(((0.92, 0.30, 0.20), (0.98, 0.84, 0.36), (0.94, 0.92, 0.95)))
BACK_ROW = (
    House(0.02, 0.60, 0.13, 0.17, 0.11, 0.12, (0.86, 0.78, 0.62), RUST, GREEN),
    House(0.27, 0.60, 0.12, 0.15, 0.10, 0.10, (0.80, 0.62, 0.52), BRICK, BROWN),
    House(0.60, 0.60, 0.11, 0.13, 0.09, 0.10, (0.78, 0.78, 0.74), RUST, BLUE),
)
FRONT_ROW = (
    House(-0.05, 0.62, 0.15, 0.20, 0.11, 0.06, (0.90, 0.66, 0.30), BRICK, GREEN),
    House(0.155, 0.62, 0.14, 0.15, 0.12, 0.07, (0.93, 0.88, 0.76), RUST, BLUE),
    House(0.36, 0.62, 0.13, 0.19, 0.10, 0.05, (0.84, 0.50, 0.40), BRICK, BROWN),
    House(0.535, 0.62, 0.15, 0.14, 0.11, 0.08, (0.62, 0.72, 0.76), SLATE, BLUE),
    House(0.76, 0.62, 0.11, 0.11, 0.09, 0.06, (0.95, 0.80, 0.50), BRICK, GREEN, floors=2, columns=2),
)


def draw_scene(size: int, seed: int, *, supersampling: int = 3) -> Image.Image:
    """Draw the scene, 4:3, its longest side `size` pixels; the same seed gives the same picture."""
    canvas = blank_canvas(size, seed, supersampling=supersampling, octaves=5)
    draw_far_bank(canvas)
    draw_water(canvas, SHORE)
    draw_boat(canvas, 0.52, 0.86)
    draw_near_bank(canvas)
    evening_light(canvas)
    return to_image(canvas.pixels, size, round(size * 3 / 4))


def draw_far_bank(canvas: Canvas) -> None:
    """Paint everything that the river mirrors, from far to near."""
    draw_sky(canvas)
    draw_hills(canvas)
    draw_church(canvas, 0.475, 0.60)
    for house in BACK_ROW:
        draw_house(canvas, house)
    draw_far_shore(canvas, 0.84, SHORE)
    haze(canvas, 0.56, 0.42)
    draw_bridge(canvas, 0.86, 1.36, SHORE)
    for house in FRONT_ROW:
        draw_house(canvas, house)
    for house in FRONT_ROW[1::2]:
        draw_timber(canvas, house)
    draw_quay(canvas, 0.97, SHORE)
    for x, width, height in ((0.135, 0.09, 0.10), (0.335, 0.05, 0.15), (0.515, 0.08, 0.08), (0.735, 0.09, 0.17)):
        draw_tree(canvas, x, SHORE - 0.045, width, height, (0.26, 0.40, 0.18))
    draw_tree(canvas, 0.93, SHORE - 0.04, 0.14, 0.27, (0.24, 0.38, 0.16), leaves=2600)


def bank_edge(x: np.ndarray) -> np.ndarray:
    """Height y of the upper edge of the near bank."""
    return 1.01 - 0.16 * (np.maximum(x - 0.86, 0) / 0.5) ** 1.5


def draw_near_bank(canvas: Canvas) -> None:
    """Paint the grassy bank at the lower right, from which the scene is seen."""
    rng = canvas.rng
    x = np.linspace(0.86, 1.36, 60)
    canvas.fill([*zip(x, bank_edge(x), strict=True), (1.36, 1.02)], (0.16, 0.22, 0.10), grain=0.25)
    root = rng.uniform(0.87, 1.36, 1500)
    ground = bank_edge(root) + rng.beta(1, 2, 1500) * 0.16
    for foot, y in zip(root, ground, strict=True):
        tip = (foot + rng.normal(0.006, 0.014), y - rng.uniform(0.02, 0.06))
        canvas.fill([(foot, y), tip, (foot + 0.004, y)], np.array((0.36, 0.44, 0.16)) * rng.uniform(0.45, 1.5))
    x = rng.uniform(0.95, 1.33, 45)
    places = np.stack([x, 1 - rng.uniform(0, 1, 45) * (1.01 - bank_edge(x))], -1)
    canvas.discs(places, rng.uniform(0.004, 0.007, 45), PETALS[rng.integers(len(PETALS), size=45)])
