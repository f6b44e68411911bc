"""A sea at night that mirrors what is above it, as a camera sees it."""

from dataclasses import dataclass

import numpy as np

from demo_pictures.canvas import Canvas, mix
from demo_pictures.nature import mirrored

HORIZON, FOCAL_LENGTH = 0.66, 1.5  # in heights of the picture
MOON, MOONLIGHT = (0.90, 0.22), np.array((0.98, 0.95, 0.84))


@dataclass(frozen=True)
class Waves:
    """Plane waves on the sea: wave numbers `[n 2]` (right, away), phases `[n]` and slopes `[n]`."""

    numbers: np.ndarray
    phases: np.ndarray
    slopes: np.ndarray


def draw_sea(canvas: Canvas) -> np.ndarray:
    """Color of the sea `[h w 3]`: what its waves mirror of sky, coast and moon, seen from one unit above it."""
    x, y = canvas.coordinates()
    x, down = x - canvas.grain.shape[1] / canvas.scale / 2, y[y[:, 0] > HORIZON] - HORIZON
    away = FOCAL_LENGTH / down
    slopes, lost = wave_slopes(wind_waves(canvas.rng), x / down, away, away / down / canvas.scale)
    sight = np.stack(np.broadcast_arrays(x, -down, np.float32(FOCAL_LENGTH)))
    sight = sight / np.linalg.norm(sight, axis=0)
    mirror = np.mean([reflection(canvas, sight, slopes, lost) for _ in range(10)], axis=0)
    return mirror + moon_glitter(sight, slopes, lost)[..., None] * MOONLIGHT


def wind_waves(rng: np.random.Generator, count: int = 70) -> Waves:
    """Waves of 0.12 to 6 camera heights that run toward the viewer, with slopes of 0.14 in all."""
    length, turn = np.exp(rng.uniform(np.log(0.12), np.log(6), count)), rng.normal(0.3, 0.75, count)
    numbers = (2 * np.pi / length)[:, None] * np.stack([np.sin(turn), np.cos(turn)], -1)
    return Waves(numbers, rng.uniform(0, 2 * np.pi, count), np.full(count, 0.135 * np.sqrt(2 / count)))


def wave_slopes(waves: Waves, right: np.ndarray, away: np.ndarray, blur: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slopes `[2 h w]` of the sea at places of it, averaged over `blur` `[h 1]`, and the variance that this loses."""
    slopes, lost = np.zeros((2, *(right * away).shape), np.float32), np.zeros_like(blur)
    for number, phase, slope in zip(waves.numbers, waves.phases, waves.slopes, strict=True):
        kept = np.exp(-((np.hypot(number[0] * 0.2, number[1]) * blur) ** 2) / 8)
        height = slope * kept * np.cos(number[0] * right + number[1] * away + phase)
        slopes += (number / np.hypot(*number)).astype(np.float32)[:, None, None] * height
        lost += slope**2 / 2 * (1 - kept**2)
    return slopes, lost


def reflection(canvas: Canvas, sight: np.ndarray, slopes: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """What the sea mirrors of the picture above it, with one sample of the slopes too small to be seen."""
    fine = slopes + canvas.rng.normal(0, 1, slopes.shape) * np.sqrt(lost / 2 + 0.0001)
    normal = np.stack([-fine[0], np.ones_like(fine[0]), -fine[1]]) / np.sqrt(1 + (fine**2).sum(0))
    facing = np.minimum((sight * normal).sum(0), -0.02)
    right, up, away = sight - 2 * facing * normal
    columns = (right / away * FOCAL_LENGTH) * canvas.scale + canvas.grain.shape[1] / 2
    rows = np.minimum(HORIZON - np.abs(up) / away * FOCAL_LENGTH, HORIZON - 0.003) * canvas.scale
    share = 0.03 + 0.90 * (1 + facing) ** 4
    return mix((0.008, 0.020, 0.038), mirrored(canvas.pixels, rows, columns), share)


def moon_glitter(sight: np.ndarray, slopes: np.ndarray, lost: np.ndarray) -> np.ndarray:
    """Moonlight `[h w]` from the waves whose slope sends it to the eye, a Gaussian around that slope."""
    moon = np.array((MOON[0] - 2 / 3, HORIZON - MOON[1], FOCAL_LENGTH))
    halfway = moon[:, None, None] / np.linalg.norm(moon) - sight
    wanted = -halfway[[0, 2]] / halfway[1]
    spread = 0.0007 + lost / 2
    return np.clip(0.005 / spread * np.exp(-((slopes - wanted) ** 2).sum(0) / (2 * spread)), 0, 1.2)
