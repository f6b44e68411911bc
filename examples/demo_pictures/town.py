"""Houses, church, quay, bridge and boat of the demonstration scene."""

from dataclasses import dataclass

import numpy as np

from demo_pictures.canvas import Canvas, Color, Shade, rectangle

GLASS, LAMPLIGHT, FRAME = (0.16, 0.20, 0.28), (1.0, 0.80, 0.40), (0.93, 0.90, 0.82)


@dataclass(frozen=True)
class House:
    """A gabled house: left edge, ground and sizes in heights of the picture."""

    x: float
    ground: float
    width: float
    wall: float
    roof: float
    depth: float
    color: Color
    tiles: Color
    shutters: Color
    floors: int = 3
    columns: int = 3


def tiled(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Brightness of rows of roof tiles."""
    row = y * 110
    return 0.80 + 0.24 * (row % 1) + 0.06 * np.sin(x * 700 + 3 * np.floor(row))


def stony(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Brightness of courses of hewn stone with dark joints."""
    row = np.floor(y * 75)
    along = x * 40 + 0.5 * (row % 2)
    tone = 0.12 * np.sin(row * 12.9 + np.floor(along) * 78.2)
    joint = (y * 75 % 1 < 0.14) | (along % 1 < 0.08)
    return np.where(joint, 0.74, 1.0 + tone)


def draw_house(canvas: Canvas, house: House) -> None:
    """Paint a house: the wall at its right and that roof catch the sun, its gable faces the river."""
    left, right, eaves = house.x, house.x + house.width, house.ground - house.wall
    middle, top, far = house.x + house.width / 2, eaves - house.roof, house.x + house.width + house.depth
    wall = np.asarray(house.color)
    canvas.fill(rectangle(right, eaves, house.depth, house.wall), wall * (1.08, 1.0, 0.78), shade=under(eaves))
    draw_chimney(canvas, middle + house.depth * 0.6, top, house.roof)
    out = house.width * 0.05
    roof = [(middle, top), (middle + house.depth, top), (far + out, eaves + out), (right + out, eaves + out)]
    canvas.fill(roof, house.tiles, grain=0.22, shade=tiled)
    gable = [(left, house.ground), (left, eaves), (middle, top), (right, eaves), (right, house.ground)]
    canvas.fill(gable, wall * (0.80, 0.82, 0.90), grain=0.13, shade=under(top))
    draw_verge(canvas, middle, top, house.width / 2 + out, house.roof + out * house.roof / house.width * 2)
    draw_windows(canvas, house)


def under(top: float) -> Shade:
    """Brightness of a wall that lies in the shadow of its roof at `top` and is damp at its foot."""
    return lambda x, y: (
        (0.72 + 0.28 * np.clip((y - top) / 0.05, 0, 1)) * (1.05 - 0.5 * np.clip(y - top - 0.1, 0, 1)) + 0 * x
    )


def draw_verge(canvas: Canvas, middle: float, top: float, reach: float, drop: float) -> None:
    """Paint the boards along both slopes of a gable and the shadow that they throw on it."""
    for offset, color, opacity in ((0.010, (0.12, 0.08, 0.10), 0.45), (0.0, (0.33, 0.20, 0.15), 1.0)):
        for side in (-1, 1):
            foot, thick = (middle + side * reach, top + drop + offset), 0.009
            slope = [(middle, top + offset - 0.003), foot, (foot[0], foot[1] + thick), (middle, top + offset + thick)]
            canvas.fill(slope, color, opacity=opacity)


def draw_timber(canvas: Canvas, house: House) -> None:
    """Paint the beams of a half-timbered gable between its windows."""
    beam, thick, eaves = (0.36, 0.20, 0.14), 0.006, house.ground - house.wall
    levels = eaves + house.wall / house.floors * np.arange(house.floors)
    for y in levels:
        canvas.fill(rectangle(house.x, y, house.width, thick), beam, grain=0.2)
    for x in house.x + (house.width - thick) * np.arange(house.columns + 1) / house.columns:
        canvas.fill(rectangle(x, eaves, thick, house.wall), beam, grain=0.2)
    for side in (-1, 1):
        foot, head = house.x + house.width * (0.5 + 0.30 * side), house.x + house.width * (0.5 + 0.16 * side)
        top = eaves - house.roof * 0.62
        canvas.fill([(foot, eaves), (head, top), (head + thick, top), (foot + thick, eaves)], beam, grain=0.2)


def draw_chimney(canvas: Canvas, x: float, top: float, roof: float) -> None:
    """Paint a brick chimney that stands on the far slope of a roof."""
    canvas.fill(rectangle(x, top - roof * 0.22, 0.016, roof * 0.5), (0.46, 0.27, 0.21), shade=stony)
    canvas.fill(rectangle(x + 0.011, top - roof * 0.22, 0.007, roof * 0.5), (0.72, 0.46, 0.32), shade=stony)
    canvas.fill(rectangle(x - 0.003, top - roof * 0.22, 0.024, 0.006), (0.30, 0.20, 0.18))


def draw_windows(canvas: Canvas, house: House) -> None:
    """Paint the windows of a gable wall, of its attic, and those of the sunny side."""
    story = house.wall / house.floors
    width, height = house.width / house.columns * 0.36, story * 0.55
    for floor in range(house.floors):
        y = house.ground - house.wall + story * (floor + 0.25)
        for column in range(house.columns):
            x = house.x + house.width * (column + 0.5) / house.columns
            draw_window(canvas, x - width / 2, y, width, height, house.shutters)
        for column in range(int(house.depth / 0.05)):
            x = house.x + house.width + house.depth * (column + 0.5) / int(house.depth / 0.05)
            draw_window(canvas, x - width / 2, y, width * 0.8, height, house.shutters)
    attic = house.ground - house.wall - house.roof * 0.42
    draw_window(canvas, house.x + house.width / 2 - width / 2, attic, width, height * 0.85, house.shutters)


def draw_window(canvas: Canvas, x: float, y: float, width: float, height: float, shutters: Color) -> None:
    """Paint a window with frame, bars, sill and two open shutters; here and there a lamp burns behind it."""
    rim = width * 0.13
    canvas.fill(rectangle(x - width * 0.45, y, width * 0.40, height), shutters, grain=0.15)
    canvas.fill(rectangle(x + width * 1.05, y, width * 0.40, height), shutters, grain=0.15)
    canvas.fill(rectangle(x - rim, y - rim, width + 2 * rim, height + 2 * rim), FRAME)
    glass = LAMPLIGHT if canvas.rng.uniform() < 0.22 else GLASS
    canvas.fill(rectangle(x, y, width, height), glass, shade=lambda _, row: 1.25 - 0.5 * (row - y) / height)
    canvas.fill(rectangle(x + width * 0.45, y, width * 0.1, height), FRAME)
    canvas.fill(rectangle(x, y + height * 0.4, width, height * 0.07), FRAME)
    canvas.fill(rectangle(x - rim * 1.5, y + height + rim, width + 3 * rim, rim), (0.45, 0.40, 0.38))


def draw_church(canvas: Canvas, x: float, ground: float) -> None:
    """Paint a church tower with a clock and a pointed spire."""
    width, top = 0.075, ground - 0.36
    canvas.fill(rectangle(x, top, width * 0.62, 0.36), (0.66, 0.60, 0.54), shade=stony)
    canvas.fill(rectangle(x + width * 0.62, top, width * 0.38, 0.36), (0.93, 0.80, 0.60), shade=stony)
    canvas.fill(
        [(x - 0.006, top), (x + width * 0.5, top - 0.20), (x + width * 0.62, top)], (0.22, 0.34, 0.36), shade=tiled
    )
    canvas.fill(
        [(x + width * 0.62, top), (x + width * 0.5, top - 0.20), (x + width + 0.006, top)],
        (0.50, 0.60, 0.50),
        shade=tiled,
    )
    canvas.fill(rectangle(x - 0.005, top - 0.004, width + 0.01, 0.010), (0.36, 0.30, 0.28))
    canvas.discs([(x + width * 0.31, top + 0.045)], np.array([0.018]), np.array([(0.92, 0.88, 0.74)]))
    canvas.fill(rectangle(x + width * 0.31 - 0.0015, top + 0.031, 0.003, 0.015), (0.1, 0.1, 0.1))
    canvas.fill(rectangle(x + width * 0.31, top + 0.044, 0.010, 0.003), (0.1, 0.1, 0.1))
    canvas.fill(rectangle(x + width * 0.22, top + 0.08, width * 0.18, 0.05), GLASS)


def draw_quay(canvas: Canvas, right: float, shore: float) -> None:
    """Paint the stone wall between the town and the river, wet at its foot."""
    canvas.fill(rectangle(-0.01, shore - 0.05, right, 0.055), (0.60, 0.54, 0.47), grain=0.2, shade=stony)
    canvas.fill(rectangle(-0.01, shore - 0.056, right, 0.010), (0.80, 0.73, 0.62), grain=0.1)
    canvas.fill(rectangle(-0.01, shore - 0.012, right, 0.016), (0.20, 0.22, 0.18), opacity=0.6)


def arch(center: float, radius: float, foot: float, rise: float) -> np.ndarray:
    """Points of an arch from its right foot over the top to its left foot."""
    angle = np.linspace(0, np.pi, 40)
    return np.stack([center + radius * np.cos(angle), foot - rise * np.sin(angle)], -1)


def draw_bridge(canvas: Canvas, left: float, right: float, shore: float) -> None:
    """Paint a stone bridge with three arches, through which the far bank is seen."""
    x = np.linspace(left, right, 60)
    deck = shore - 0.125 - 0.03 * np.sin(np.pi * (x - left) / (right - left))
    centers = left + (right - left) * np.array((0.83, 0.5, 0.17))
    radius, rise = (right - left) * 0.135, np.array((0.085, 0.10, 0.085))
    for color, shift, shade in (((0.30, 0.25, 0.26), -0.018, stony), ((0.74, 0.64, 0.52), 0.0, stony)):
        openings = [arch(center + shift, radius, shore, height) for center, height in zip(centers, rise, strict=True)]
        outline = np.concatenate([np.stack([x, deck], -1), [(right, shore)], *openings, [(left, shore)]])
        canvas.fill(outline, color, grain=0.2, shade=shade)
    for top, thick, color in ((-0.004, 0.008, (0.92, 0.80, 0.62)), (0.018, 0.005, (0.48, 0.40, 0.35))):
        band = np.concatenate([np.stack([x, deck + top], -1), np.stack([x, deck + top + thick], -1)[::-1]])
        canvas.fill(band, color)


def draw_boat(canvas: Canvas, x: float, y: float) -> None:
    """Paint a punt with a standing boatman and two passengers, and its reflection below it."""
    for flip, dim, opacity in ((-1, 0.35, 0.75), (1, 1.0, 1.0)):
        for points, color in boat_parts():
            placed = np.asarray(points) * (1, flip) + (x, y)
            canvas.fill(placed, np.multiply(color, dim), opacity=opacity)


def boat_parts() -> list[tuple[np.ndarray, Color]]:
    """Outlines and colors of the boat, relative to the middle of its waterline."""
    along = np.linspace(-1, 1, 40)
    gunwale = np.stack([0.17 * along, -0.022 - 0.022 * along**4], -1)
    keel = np.stack([0.15 * along[::-1], 0.004 - 0.012 * along**4], -1)
    rail = np.concatenate([gunwale, (gunwale + np.array((0, 0.007)))[::-1]])
    people = [part for place in ((-0.05, 0.0), (0.03, 0.0)) for part in person(*place, 0.06, (0.78, 0.26, 0.18))]
    pole = np.array([(0.148, -0.20), (0.151, -0.20), (0.115, 0.0), (0.112, 0.0)])
    boatman = person(0.125, -0.005, 0.105, (0.92, 0.90, 0.84))
    return [*people, *boatman, (pole, (0.45, 0.33, 0.20)),
            (np.concatenate([gunwale, keel]), (0.36, 0.20, 0.13)), (rail, (0.85, 0.62, 0.34))]  # fmt: skip


def person(x: float, y: float, height: float, coat: Color) -> list[tuple[np.ndarray, Color]]:
    """Outlines and colors of a figure with a straw hat, feet at (x, y)."""
    turn = np.linspace(0, 2 * np.pi, 24)
    circle = np.stack([np.cos(turn), np.sin(turn)], -1)
    body = np.array([(-0.009, -0.82), (0.009, -0.82), (0.013, -0.35), (-0.013, -0.35)]) * (1, height) + (x, y)
    legs = rectangle(x - 0.008, y - height * 0.45, 0.016, height * 0.45)
    head, hat = circle * 0.010 + (x, y - height * 0.90), circle * (0.017, 0.004) + (x, y - height * 0.90 - 0.007)
    crown = circle * (0.009, 0.007) + (x, y - height * 0.90 - 0.010)
    return [
        (legs, (0.16, 0.18, 0.26)),
        (body, coat),
        (head, (0.84, 0.62, 0.48)),
        (crown, (0.88, 0.74, 0.40)),
        (hat, (0.95, 0.82, 0.48)),
    ]
