"""Curves of losses on a page: all on the same axes, relative to where each began, so that the eye compares rightly."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from ..grid import short_number

WIDTH, HEIGHT = 300.0, 100.0
FARTHEST = 6  # decades below the beginning that are drawn; what falls farther runs along the bottom
HIGHEST = 1  # decades above it; a first step that goes astray goes higher, and nobody need see how far
UNMOVED = 1e-3  # relative change of a loss below which it has not moved


class Axes(NamedTuple):
    """What all curves of a page share.

    Attributes:
        evaluations: the most that any curve has.
        low: decades below the beginning that the axis reaches, a whole number, below 0.
        high: decades above it, 0 or more.

    Example:
        >>> from stylejax.reports import web
        >>> web.Axes(100, -2, 0).low
        -2
    """

    evaluations: int
    low: int
    high: int


class Tick(NamedTuple):
    """A line across the plot: its words, its distance from the top in percent, and its height in the drawing."""

    words: str
    top: str
    y: str


class Curve(NamedTuple):
    """What is drawn of a loss: `path` in an SVG of `width` x `height`, "" where there are words only.

    Attributes:
        path: of an SVG.
        ticks: lines across.
        words: where the loss began and ended.
        evaluations: along the axis.
        width: of the drawing.
        height: of the drawing.

    Example:
        >>> from stylejax.reports import web
        >>> web.Curve("", [], "loss 1", 2).width
        300
    """

    path: str
    ticks: Sequence[Tick]
    words: str
    evaluations: int
    width: int = int(WIDTH)
    height: int = int(HEIGHT)


def axes_of(curves: Sequence[Sequence[float]]) -> Axes:
    """Axes that hold all of the curves, and at least one decade.

    Args:
        curves: losses.

    Returns:
        What they share.

    Example:
        >>> from stylejax.reports import web
        >>> web.axes_of([[100.0, 10.0, 1.0]])
        Axes(evaluations=3, low=-2, high=0)
    """
    decades = [each for curve in curves for each in _decades(curve) if math.isfinite(each)]
    low = max(-FARTHEST, math.floor(min(decades, default=-1.0)))
    high = min(HIGHEST, math.ceil(max(decades, default=0.0) - 0.05))  # a hair above the beginning is no decade
    high, low = max(high, 0), min(low, -1)
    step = _step(low, high)
    return Axes(max(map(len, curves), default=2), high - step * -(-(high - low) // step), high)


def _step(low: int, high: int) -> int:
    """Decades from one label of an axis to the next: at most five have room."""
    return -(-(high - low) // 4)


def _decades(values: Sequence[float]) -> list[float]:
    """Each value's distance from the first that is finite, in powers of ten; nan where there is none."""
    first = next((value for value in values if math.isfinite(value)), 0.0)
    if first <= 0:
        return [math.nan] * len(values)
    return [math.log10(value) - math.log10(first) if 0 < value < math.inf else math.nan for value in values]


def curve_of(values: Sequence[float], axes: Axes) -> Curve | None:
    """A curve of the values on common axes, with its words; None where there are not two finite ones.

    Values that are not finite leave gaps; of losses that are not positive there are words only.

    Args:
        values: losses, one an evaluation.
        axes: what all curves of the page share.

    Returns:
        What the template `curve.html` draws.

    Example:
        >>> from stylejax.reports import web
        >>> web.curve_of([100.0, 1.0], web.axes_of([[100.0, 1.0]])).words
        'loss 100 to 1 in 2 evaluations'
    """
    finite = [value for value in values if math.isfinite(value)]
    if len(finite) < 2:
        return None
    path = curve_path(_decades(values), axes) if finite[0] > 0 else ""
    return Curve(path, [_tick(decade, axes) for decade in _ticks(axes)], curve_words(values), axes.evaluations)


def curve_words(values: Sequence[float]) -> str:
    """Where a loss began and ended, or that it has not moved."""
    finite = [value for value in values if math.isfinite(value)]
    first, last = (short_number(float(f"{value:.3g}")) for value in (finite[0], finite[-1]))
    if max(finite) - min(finite) <= UNMOVED * abs(finite[0]):
        return f"loss {first}: has not moved in {len(values)} evaluations"
    return f"loss {first} to {last} in {len(values)} evaluations"


def curve_path(decades: Sequence[float], axes: Axes) -> str:
    """The path of an SVG of a curve in powers of ten from its beginning; what is not finite is a gap."""
    words, pen = [], "M"
    for index, decade in enumerate(decades):
        if not math.isfinite(decade):
            pen = "M"
            continue
        x = WIDTH * index / max(axes.evaluations - 1, 1)
        y = HEIGHT * _height(min(max(decade, axes.low), axes.high), axes) / 100
        words.append(f"{pen}{x:.2f} {y:.2f}")
        pen = "L"
    return " ".join(words)


def tick_words(decade: int) -> str:
    """What a line of the axis stands for: "start", "1/100", "10 x"."""
    if not decade:
        return "start"
    return f"{10**decade} x" if decade > 0 else f"1/{10**-decade}" if decade > -5 else f"1e{decade}"


def _ticks(axes: Axes) -> range:
    return range(axes.high, axes.low - 1, -_step(axes.low, axes.high))


def _height(decade: float, axes: Axes) -> float:
    """Percent of the plot's height, from the top."""
    return 100 * (axes.high - decade) / (axes.high - axes.low)


def _tick(decade: int, axes: Axes) -> Tick:
    top = _height(decade, axes)
    return Tick(tick_words(decade), f"{top:.1f}", f"{top * HEIGHT / 100:.2f}")
