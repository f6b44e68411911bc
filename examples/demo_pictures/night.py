"""A dark content picture: a moonlit sea below a wide calm sky, and a low coast with a lighthouse."""

import numpy as np
from PIL import Image

from demo_pictures.canvas import Canvas, blank_canvas, gradient, mix, noise, rectangle, smoothstep, to_image
from demo_pictures.sea import HORIZON, MOON, MOONLIGHT, draw_sea

MOON_RADIUS = 0.040
LAMP = (0.262, 0.482)
LAMPLIGHT = np.array((1.0, 0.78, 0.42))
LAND, FAR_LAND = (0.012, 0.018, 0.034), (0.050, 0.075, 0.125)
SKY = (
    (0.0, (0.022, 0.038, 0.100)), (0.3, (0.044, 0.078, 0.172)),
    (0.55, (0.098, 0.155, 0.265)), (0.66, (0.190, 0.250, 0.335)),
)  # fmt: skip


def draw_night(size: int, seed: int, *, supersampling: int = 3) -> Image.Image:
    """Draw the night, 4:3, its longest side `size` pixels; the same seed gives the same picture."""
    canvas = blank_canvas(size, seed, supersampling=supersampling, octaves=4)
    draw_night_sky(canvas)
    draw_coast(canvas)
    sea = draw_sea(canvas)
    draw_moon(canvas)
    canvas.pixels[len(canvas.pixels) - len(sea) :] = sea
    draw_sail(canvas, 1.055, HORIZON + 0.035, 0.085)
    canvas.pixels += canvas.rng.normal(0, 0.006, canvas.grain.shape)[..., None]
    return to_image(canvas.pixels, size, round(size * 3 / 4))


def draw_night_sky(canvas: Canvas) -> None:
    """Paint a sky that pales toward the horizon and the moon, with thin streaks of cloud and a few stars."""
    x, y = canvas.coordinates()
    distance = np.hypot(x - MOON[0], y - MOON[1])
    sky = gradient(y + 0 * x, SKY) + 0.10 * np.exp(-distance / 0.22)[..., None] * np.array((0.75, 0.9, 1.0))
    streaks = noise(canvas.rng, canvas.grain.shape, (16, 2), octaves=4)
    cover = smoothstep(0.0, 0.9, streaks) * np.exp(-(((y - 0.53) / 0.085) ** 2))
    cloud = np.array((0.20, 0.235, 0.30)) + 0.20 * np.exp(-distance / 0.25)[..., None]
    canvas.pixels[:] = mix(sky, cloud, 0.55 * cover)
    for _ in range(95):
        place, strength = canvas.rng.uniform((0, 0), (1.34, 0.56)), canvas.rng.uniform() ** 4
        if np.hypot(*(place - MOON)) > 0.2:
            glow(canvas, place, 0.0011 + 0.0009 * strength, (0.25 + 0.7 * strength) * np.array((0.9, 0.95, 1.0)))


def glow(canvas: Canvas, place: np.ndarray, radius: float, light: np.ndarray) -> None:
    """Add a round spot of light that falls off as a Gaussian."""
    limits = np.array(canvas.grain.shape[::-1])
    left, top = np.clip((np.asarray(place) - 4 * radius) * canvas.scale, 0, limits).astype(int)
    right, bottom = np.clip((np.asarray(place) + 4 * radius) * canvas.scale + 2, 0, limits).astype(int)
    x, y = canvas.coordinates(slice(top, bottom), slice(left, right))
    spot = np.exp(-((x - place[0]) ** 2 + (y - place[1]) ** 2) / radius**2)
    canvas.pixels[top:bottom, left:right] += spot[..., None] * light


def draw_moon(canvas: Canvas) -> None:
    """Paint the full moon with its gray plains, and its halo."""
    x, y = canvas.coordinates()
    distance = np.hypot(x - MOON[0], y - MOON[1])
    plains = smoothstep(-0.5, 0.6, noise(canvas.rng, canvas.grain.shape, (34, 45), octaves=4))
    face = MOONLIGHT * (1 - 0.30 * plains * smoothstep(1.0, 0.7, distance / MOON_RADIUS))[..., None]
    halo = 0.34 * np.exp(-np.maximum(distance - MOON_RADIUS, 0) / 0.028)
    lit = canvas.pixels + halo[..., None] * np.array((0.80, 0.88, 0.95))
    canvas.pixels[:] = mix(lit, face, smoothstep(MOON_RADIUS + 0.001, MOON_RADIUS - 0.001, distance))


def coast_line(canvas: Canvas, height: float, left: float, right: float, roughness: float) -> np.ndarray:
    """Outline of a coast that slopes down from its middle to the sea at `left` and `right`."""
    x = np.linspace(left, right, 300)
    along = (x - left) / (right - left)
    bumps = 1 + roughness * noise(canvas.rng, (2, 300), (2, 5), octaves=6)[0]
    y = HORIZON + 0.002 - height * np.clip(1.2 * np.sin(np.pi * along), 0, 1) ** 0.8 * bumps
    return np.concatenate([np.stack([x, y], -1), [(right, HORIZON + 0.002), (left, HORIZON + 0.002)]])


def draw_coast(canvas: Canvas) -> None:
    """Paint far hills, the dark headland, the keeper's house with lit windows, and the lighthouse."""
    canvas.fill(coast_line(canvas, 0.046, -0.35, 0.86, 0.5), FAR_LAND, grain=0.02)
    canvas.fill(coast_line(canvas, 0.055, -0.40, 0.46, 0.22), LAND, grain=0.0)
    draw_pines(canvas)
    draw_lighthouse(canvas, *LAMP)
    house = [(0.165, 0.625), (0.165, 0.590), (0.178, 0.572), (0.222, 0.572), (0.235, 0.590), (0.235, 0.625)]
    canvas.fill(house, LAND, grain=0.0)
    for x in (0.178, 0.212):
        canvas.fill(rectangle(x, 0.594, 0.007, 0.009), LAMPLIGHT * 0.9, grain=0.0)
        glow(canvas, np.array((x + 0.0035, 0.598)), 0.012, LAMPLIGHT * 0.10)


def draw_pines(canvas: Canvas) -> None:
    """Paint the dark pines at the left of the headland, bent away from the sea."""
    for x in np.sort(canvas.rng.uniform(-0.02, 0.14, 22)):
        height = canvas.rng.uniform(0.035, 0.075) * (1.15 - 4 * max(x, 0))
        for tier in np.linspace(0, 0.75, 6):
            foot, reach = 0.625 - height * tier, height * 0.30 * (1 - tier)
            tip = (x - 0.05 * height, foot - height * 0.36)
            canvas.fill([(x - reach * canvas.rng.uniform(0.7, 1.3), foot), tip, (x + reach, foot)], LAND, grain=0.0)


def draw_lighthouse(canvas: Canvas, x: float, y: float) -> None:
    """Paint the tower with gallery and dome, lit from the side of the moon, its lamp and the two faint beams."""
    beams(canvas)
    tower = [(x - 0.017, 0.625), (x - 0.010, y + 0.012), (x + 0.010, y + 0.012), (x + 0.017, 0.625)]
    canvas.fill(
        tower,
        (0.34, 0.36, 0.42),
        grain=0.0,
        shade=lambda across, _: 0.16 + 0.84 * smoothstep(x - 0.012, x + 0.013, across),
    )
    for top, bottom in ((0.53, 0.555), (0.58, 0.605)):
        band = [(x - 0.0145, bottom), (x - 0.0125, top), (x + 0.0125, top), (x + 0.0145, bottom)]
        canvas.fill(band, (0.10, 0.055, 0.065), grain=0.0, opacity=0.8)
    canvas.fill(rectangle(x - 0.014, y + 0.009, 0.028, 0.005), LAND, grain=0.0)
    canvas.fill(rectangle(x - 0.008, y - 0.010, 0.016, 0.020), LAMPLIGHT, grain=0.0)
    canvas.fill([(x - 0.010, y - 0.009), (x, y - 0.023), (x + 0.010, y - 0.009)], LAND, grain=0.0)
    glow(canvas, np.array(LAMP), 0.012, LAMPLIGHT * 0.9)
    glow(canvas, np.array(LAMP), 0.045, LAMPLIGHT * 0.16)


def beams(canvas: Canvas) -> None:
    """Add the light of the lamp that the damp air scatters to both sides."""
    x, y = canvas.coordinates()
    for tilt, side, strength in ((-0.07, 1, 0.20), (0.05, -1, 0.16)):
        along = np.maximum((x - LAMP[0]) * side, 1e-6)
        spread = (y - LAMP[1] - tilt * along) / (0.004 + 0.055 * along)
        light = strength * np.exp(-(spread**2) - along / 0.30) * smoothstep(0.0, 0.03, along)
        canvas.pixels += light[..., None] * LAMPLIGHT


def draw_sail(canvas: Canvas, x: float, y: float, height: float) -> None:
    """Paint a small sailing boat against the light."""
    for points, color in (
        ([(-0.02, -0.12), (-0.02, -1.0), (-0.46, -0.14)], (0.065, 0.085, 0.125)),
        ([(0.03, -0.13), (0.0, -0.92), (0.36, -0.13)], (0.085, 0.11, 0.155)),
        ([(-0.44, -0.10), (0.42, -0.11), (0.30, 0.02), (-0.34, 0.02)], LAND),
    ):
        canvas.fill(np.array(points) * height + (x, y), color, grain=0.0)
