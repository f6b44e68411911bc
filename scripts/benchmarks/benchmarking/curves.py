"""A figure of falling curves: objective over seconds, both logarithmic."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarking.courses import Point
from stylejax.reports.plots import Line, Mark, Text, write_svg

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 80, 720, 60, 400
COLORS = ("#1b6ca8", "#d1495b", "#6a994e", "#7b5ea7")
INK, RULE = "#222222", "#dddddd"


def write_curves(path: Path, curves: Mapping[str, Sequence[Point]], *, title: str) -> None:
    """Write curves by name as an SVG file."""
    path.write_text(write_svg(list(_marks(curves, title)), width=WIDTH, height=HEIGHT), encoding="utf-8")


def _marks(curves: Mapping[str, Sequence[Point]], title: str) -> list[Mark]:
    points = [point for curve in curves.values() for point in curve]
    across = _span([point.seconds for point in points])
    along = _span([point.objective for point in points])
    marks: list[Mark] = [Text(LEFT, 30, title, 15, INK)]
    for value, x in _ticks(across, LEFT, RIGHT):
        marks += [Line(((x, TOP), (x, BOTTOM)), RULE, 1), Text(x, BOTTOM + 18, value, 11, INK, "middle")]
    for value, y in _ticks(along, BOTTOM, TOP):
        marks += [Line(((LEFT, y), (RIGHT, y)), RULE, 1), Text(LEFT - 8, y + 4, value, 11, INK, "end")]
    marks.append(Text((LEFT + RIGHT) / 2, BOTTOM + 40, "seconds, compiling left out", 12, INK, "middle"))
    marks.append(Text(24, (TOP + BOTTOM) / 2, "objective at full size", 12, INK, "middle", 90))
    for index, (name, curve) in enumerate(curves.items()):
        color, best = COLORS[index % len(COLORS)], math.inf
        line = list[tuple[float, float]]()
        for point in curve:
            best = min(best, point.objective)
            line.append((_at(point.seconds, across, LEFT, RIGHT), _at(best, along, BOTTOM, TOP)))
        marks += [Line(tuple(line), color, 2), Text(RIGHT - 250, TOP + 18 + 18 * index, name, 12, color)]
    return marks


def _span(values: Sequence[float]) -> tuple[float, float]:
    return math.log10(min(values)) - 0.03, math.log10(max(values)) + 0.03


def _at(value: float, span: tuple[float, float], start: float, end: float) -> float:
    return start + (math.log10(value) - span[0]) / (span[1] - span[0]) * (end - start)


def _ticks(span: tuple[float, float], start: float, end: float) -> list[tuple[str, float]]:
    exponents = range(math.floor(span[0]), math.ceil(span[1]) + 1)
    values = [digit * 10**exponent for exponent in exponents for digit in (1, 2, 5)]
    inside = [value for value in values if span[0] <= math.log10(value) <= span[1]]
    return [(f"{value:g}", _at(value, span, start, end)) for value in inside]
