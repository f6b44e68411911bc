"""Masks for the scene: its sky, and a slope from left to right. White is inside."""

import numpy as np
from PIL import Image

from demo_pictures.canvas import blank_canvas, to_image
from demo_pictures.nature import draw_sky, evening_light
from demo_pictures.scene import SHORE, draw_scene

ALIKE = 10  # levels of 255 by which the sky in the scene may differ from the sky alone, as haze lies over it
HORIZON = 0.55  # share of the height below which nothing is sky


def draw_sky_mask(size: int, seed: int) -> Image.Image:
    """Draw where the scene of that size and seed has nothing before its sky."""
    canvas = blank_canvas(size, seed, supersampling=3, octaves=5)
    draw_sky(canvas)
    evening_light(canvas)
    alone = np.asarray(to_image(canvas.pixels, size, round(size * 3 / 4)), int)
    scene = np.asarray(draw_scene(size, seed), int)
    sky = np.abs(scene - alone).max(-1) <= ALIKE
    sky[round(HORIZON * len(sky)) :] = False
    return Image.fromarray(np.uint8(255 * sky)).convert("RGB")


def draw_slope(size: int, seed: int) -> Image.Image:
    """Draw a slope from white at the left to black at the right, whatever the seed."""
    levels = np.linspace(255, 0, size).round().astype(np.uint8)
    return Image.fromarray(np.broadcast_to(levels, (round(size * 3 / 4), size))).convert("RGB")


def draw_town_mask(size: int, seed: int) -> Image.Image:
    """Draw what of the scene is neither its sky nor its river."""
    town = 255 - np.asarray(draw_sky_mask(size, seed))
    town[round(SHORE * len(town)) :] = 0
    return Image.fromarray(town)
