"""Content term against style term: which pictures no other one beats in both."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..files import check_writable, write_text
from ..media.writing import check_output, write_image
from .grid import short_numbers
from .plots import Dot, Line, Mark, Text, draw_png, write_svg
from .typesetting import printable, shortened, text_width

WIDTH, HEIGHT = 900, 620
LEFT, RIGHT, TOP, BOTTOM = 86, 690, 64, 550  # edges of the plotting area
INK, PALE_INK, RULE, FRONT = "#1a1a1a", "#6b6b6b", "#e4e4e4", "#bdbdbd"
PALETTE = ("#23395b", "#2a7f9e", "#5aa469", "#e0a030", "#c8553d")  # dark to warm, told apart in print
TYPE = 13.0
NAMED = 16  # points on the front above which their labels would be a thicket
LEGEND_LINES = 24


@dataclass(frozen=True)
class Point:
    """A picture: its unweighted terms, the series it belongs to (its row) and its own label (its column)."""

    content: float
    style: float
    series: str
    label: str


def pareto_front(points: Sequence[Point]) -> set[int]:
    """Which points are not dominated: no other one is as low in both terms and lower in one."""
    return {index for index, point in enumerate(points) if not any(_beats(other, point) for other in points)}


def _beats(one: Point, other: Point) -> bool:
    no_worse = one.content <= other.content and one.style <= other.style
    return no_worse and (one.content < other.content or one.style < other.style)


def log_ticks(low: float, high: float) -> list[float]:
    """Ticks of a logarithmic axis within [low, high]: powers of ten, or 1-2-5, or even steps, where it is short."""
    decades = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
    for digits in ((1,), (1, 2, 5)):
        ticks = [float(f"{digit}e{decade}") for decade in decades for digit in digits]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if len(ticks) >= 3:
            return ticks[:: math.ceil(len(ticks) / 8)]
    decade = math.floor(math.log10(high - low))
    steps = (float(f"{digit}e{power}") for power in (decade, decade - 1) for digit in (5, 2, 1))
    return next(ticks for ticks in (_multiples(step, low, high) for step in steps) if len(ticks) >= 3)


def _multiples(step: float, low: float, high: float) -> list[float]:
    return [float(f"{index * step:.12g}") for index in range(math.ceil(low / step), math.floor(high / step) + 1)]


def check_figure(path: Path) -> None:
    """Raises InputError when a figure could not be written to this path."""
    if path.suffix.lower() not in (".png", ".svg"):
        raise InputError(f"{path}: has the suffix {path.suffix!r}; use .png or .svg")
    if path.suffix.lower() == ".png":
        check_output(path)
    check_writable(path)


def write_figure(path: Path, points: Sequence[Point], *, title: str, titles: tuple[str, str]) -> None:
    """Draw the points into a .png or .svg file, which appears whole or not at all."""
    marks = figure(points, title=title, titles=titles)
    if path.suffix.lower() == ".svg":
        write_text(path, write_svg(marks, width=WIDTH, height=HEIGHT))
    else:
        write_image(path, draw_png(marks, width=WIDTH, height=HEIGHT))


def figure(points: Sequence[Point], *, title: str, titles: tuple[str, str]) -> list[Mark]:
    """The marks of the figure: both axes logarithmic, the front filled and joined, other points hollow.

    `titles` say what the series and the labels of the points are.

    Points with a term of zero or one that is not finite have no place on such axes; their number is told.
    """
    shown = [point for point in points if all(0 < term < math.inf for term in (point.content, point.style))]
    left_out = len(points) - len(shown)
    note = f" ({left_out} with a term of zero or without a finite one left out)" if left_out else ""
    head = Text(LEFT, 34, shortened(printable(title), 19, WIDTH - LEFT - 30), 19, INK)
    below = Text(LEFT, 52, f"{len(shown)} pictures, terms unweighted{note}", TYPE, PALE_INK)
    return [head, below, *(_plot(shown, titles) if shown else [])]


def _plot(points: Sequence[Point], titles: tuple[str, str]) -> Iterator[Mark]:
    across, along = _span([point.style for point in points]), _span([point.content for point in points])
    places = [(_at(point.style, across, LEFT, RIGHT), _at(point.content, along, BOTTOM, TOP)) for point in points]
    front = pareto_front(points)
    colors = _colors(list(dict.fromkeys(point.series for point in points)))
    yield from _axes(across, along)
    yield Line(tuple(sorted(places[index] for index in front)), FRONT, 5)
    for series, color in colors.items():
        yield Line(
            tuple(place for point, place in zip(points, places, strict=True) if point.series == series), color, 1
        )
    for index, (point, (x, y)) in enumerate(zip(points, places, strict=True)):
        color = colors[point.series]
        tip = f"{point.series} {point.label}: content {point.content:.4g}, style {point.style:.4g}"
        yield Dot(x, y, 5, color if index in front else "white", color, tip)
    yield from _names([(points[index].label, *places[index]) for index in sorted(front)], titles[1])
    yield from _legend(colors, titles)


def _span(values: Sequence[float]) -> tuple[float, float]:
    """The range of an axis: that of the values and 8 % of its length on both sides, at least a tenth of a decade."""
    low, high = math.log10(min(values)), math.log10(max(values))
    room = max(0.08 * (high - low), 0.05)
    return 10 ** (low - room), 10 ** (high + room)


def _at(value: float, span: tuple[float, float], start: float, end: float) -> float:
    low, high = (math.log10(limit) for limit in span)
    return start + (math.log10(value) - low) / (high - low) * (end - start)


def _axes(across: tuple[float, float], along: tuple[float, float]) -> Iterator[Mark]:
    ticks = log_ticks(*across)
    for tick, label in zip(ticks, short_numbers(ticks), strict=True):
        x = _at(tick, across, LEFT, RIGHT)
        yield Line(((x, TOP), (x, BOTTOM)), RULE, 1)
        yield Text(x, BOTTOM + 20, label, TYPE, INK, "middle")
    ticks = log_ticks(*along)
    for tick, label in zip(ticks, short_numbers(ticks), strict=True):
        y = _at(tick, along, BOTTOM, TOP)
        yield Line(((LEFT, y), (RIGHT, y)), RULE, 1)
        yield Text(LEFT - 8, y + TYPE * 0.35, label, TYPE, INK, "end")
    yield Line(((LEFT, TOP), (LEFT, BOTTOM), (RIGHT, BOTTOM)), INK, 1)
    yield Text(
        (LEFT + RIGHT) / 2, BOTTOM + 46, "style term: to the left, more like the painting", TYPE, PALE_INK, "middle"
    )
    yield Text(28, (TOP + BOTTOM) / 2, "content term: down, more like the photo", TYPE, PALE_INK, "middle", 90)


def _colors(series: Sequence[str]) -> dict[str, str]:
    """A color for each series, evenly along the palette."""
    steps = max(1, len(series) - 1)
    return {name: _between(index / steps * (len(PALETTE) - 1)) for index, name in enumerate(series)}


def _between(position: float) -> str:
    index = min(int(position), len(PALETTE) - 2)
    share = position - index
    ends = [[int(color[start : start + 2], 16) for start in (1, 3, 5)] for color in PALETTE[index : index + 2]]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(*ends, strict=True))


def _names(labels: Sequence[tuple[str, float, float]], title: str) -> Iterator[Mark]:
    """Labels of the front's points, except where they would lie on one another.

    The one farthest to the right, where there is room, says what they are.
    """
    taken: list[tuple[float, float]] = []
    right = max((x for _, x, _ in labels), default=0.0)
    named = [(f"{title} {text}".strip() if x == right else text, x, y) for text, x, y in labels]
    for text, x, y in sorted(named, key=lambda label: -label[1]) if len(labels) <= NAMED else ():
        width = text_width(printable(text), TYPE)
        if all(abs(x - other) > width + 6 or abs(y - height) > TYPE for other, height in taken):
            taken.append((x, y))
            yield Text(x - 8, y + 17, text, TYPE, INK, "end")  # nothing lies below and left of the front


def _legend(colors: dict[str, str], titles: tuple[str, str]) -> Iterator[Mark]:
    left, top = RIGHT + 28, TOP + 10
    yield Dot(left, top - 4, 5, PALE_INK, PALE_INK)
    yield Text(left + 14, top, "no other beats it in both", TYPE, PALE_INK)
    yield Dot(left, top + 18, 5, "white", PALE_INK)
    yield Text(left + 14, top + 22, "beaten in both by another", TYPE, PALE_INK)
    top += 34
    if titles[1]:
        yield Text(left - 6, top + 18, f"at the points: {titles[1]}", TYPE, INK)
    if len(colors) > 1:
        yield Text(left - 6, top + 46, titles[0], TYPE, PALE_INK)
        for index, (series, color) in enumerate(list(colors.items())[:LEGEND_LINES]):
            y = top + 68 + index * 20
            yield Line(((left - 6, y - 4), (left + 6, y - 4)), color, 3)
            yield Text(left + 14, y, shortened(printable(series), TYPE, WIDTH - left - 24), TYPE, INK)
