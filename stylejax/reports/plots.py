"""Figures as lists of marks, drawn as pixels by Pillow or written as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np
from PIL import Image, ImageDraw

from .typesetting import font, printable

FINE = 4  # times finer that pixels are drawn than kept, which smooths edges
DENSITY = 2  # pixels for each unit of a figure


@dataclass(frozen=True)
class Line:
    """A line through points (x, y)."""

    points: tuple[tuple[float, float], ...]
    color: str
    width: float


@dataclass(frozen=True)
class Dot:
    """A disk with an outline; `tip` is what SVG viewers show under the pointer."""

    x: float
    y: float
    radius: float
    fill: str
    outline: str
    tip: str = ""


@dataclass(frozen=True)
class Text:
    """A line of text whose baseline begins, has its middle, or ends at (x, y); it may run upwards.

    `anchor` is "start", "middle" or "end", as SVG has it; `turn` is 0 or 90 degrees counterclockwise.
    """

    x: float
    y: float
    text: str
    size: float
    color: str
    anchor: str = "start"
    turn: int = 0


Mark = Line | Dot | Text


def draw_png(marks: Sequence[Mark], *, width: int, height: int) -> np.ndarray:
    """The figure as a picture `[h w 3]`, two pixels for each unit."""
    scale = DENSITY * FINE
    page = Image.new("RGB", (width * scale, height * scale), "white")
    for mark in marks:
        _draw(page, mark, scale)
    small = page.resize((width * DENSITY, height * DENSITY), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / 255


def _draw(page: Image.Image, mark: Mark, scale: int) -> None:
    pen = ImageDraw.Draw(page)
    match mark:
        case Line():
            pen.line([(x * scale, y * scale) for x, y in mark.points], mark.color, round(mark.width * scale), "curve")
        case Dot():
            center, outline = (mark.x * scale, mark.y * scale), round(1.5 * scale)
            pen.circle(center, mark.radius * scale, mark.fill, mark.outline, outline)
        case Text(turn=90):
            _draw_upwards(page, mark, scale)
        case Text():
            anchor = {"start": "ls", "middle": "ms", "end": "rs"}[mark.anchor]
            place = (mark.x * scale, mark.y * scale)
            pen.text(place, printable(mark.text), mark.color, font(mark.size * scale), anchor=anchor)


def _draw_upwards(page: Image.Image, mark: Text, scale: int) -> None:
    text, type = printable(mark.text), font(mark.size * scale)
    room = round(mark.size * scale * 2)
    length = round(type.getlength(text))
    strip = Image.new("L", (length, room))
    ImageDraw.Draw(strip).text((0, room * 0.6), text, 255, type, anchor="ls")
    mask = strip.rotate(90, expand=True)
    start = {"start": length, "middle": length / 2, "end": 0}[mark.anchor]
    place = (round(mark.x * scale - room * 0.6), round(mark.y * scale - start))
    page.paste(Image.new("RGB", mask.size, mark.color), place, mask)


def write_svg(marks: Sequence[Mark], *, width: int, height: int) -> str:
    """The figure as the text of an SVG 1.1 document."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="Helvetica, Arial, sans-serif">'
    )
    return "\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *map(_element, marks), "</svg>\n"])


def _element(mark: Mark) -> str:
    match mark:
        case Line():
            points = " ".join(f"{x:.2f},{y:.2f}" for x, y in mark.points)
            return f'<polyline points="{points}" fill="none" stroke="{mark.color}" stroke-width="{mark.width}"/>'
        case Dot():
            look = f'r="{mark.radius}" fill="{mark.fill}" stroke="{mark.outline}" stroke-width="1.5"'
            return f'<circle cx="{mark.x:.2f}" cy="{mark.y:.2f}" {look}><title>{escape(mark.tip)}</title></circle>'
        case Text():
            turn = f' transform="rotate({-mark.turn} {mark.x:.2f} {mark.y:.2f})"' if mark.turn else ""
            look = f'font-size="{mark.size}" fill="{mark.color}" text-anchor="{mark.anchor}"{turn}'
            return f'<text x="{mark.x:.2f}" y="{mark.y:.2f}" {look}>{escape(mark.text)}</text>'
