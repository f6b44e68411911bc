"""Content term against style term: which pictures no other one beats in both."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from ..files import check_writable
from ..media.writing import check_output
from .grid import short_numbers
from .plots import drawing_library, new_figure, save_figure
from .typesetting import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 900, 620
LEFT, RIGHT, TOP, BOTTOM = 86, 650, 64, 550  # edges of the plotting area
INK, PALE_INK, RULE, FRONT = "#1a1a1a", "#6b6b6b", "#e4e4e4", "#bdbdbd"
PALETTE = ("#23395b", "#2a7f9e", "#5aa469", "#e0a030", "#c8553d")  # dark to warm, told apart in print
TYPE, TITLE = 9.0, 14.0  # points
NAMED = 16  # points on the front above which their labels would be a thicket
LEGEND_LINES = 24


@dataclass(frozen=True)
class Point:
    """A picture: its unweighted terms, the series it belongs to (its row) and its own label (its column).

    Attributes:
        content: the unweighted content term.
        style: the unweighted style term.
        series: the label of its row.
        label: the label of its column.

    Example:
        >>> from stylejax import reports
        >>> reports.Point(0.1, 0.2, "relu1_1", "1e-3").content
        0.1
    """

    content: float
    style: float
    series: str
    label: str


def pareto_front(points: Sequence[Point]) -> set[int]:
    """Which points are not dominated: no other one is as low in both terms and lower in one.

    Args:
        points: of any number.

    Returns:
        Their places in the sequence.

    Example:
        >>> from stylejax import reports
        >>> points = [reports.Point(1, 2, "", ""), reports.Point(2, 1, "", ""), reports.Point(2, 2, "", "")]
        >>> reports.pareto_front(points)
        {0, 1}
    """
    return {index for index, point in enumerate(points) if not any(_beats(other, point) for other in points)}


def _beats(one: Point, other: Point) -> bool:
    no_worse = one.content <= other.content and one.style <= other.style
    return no_worse and (one.content < other.content or one.style < other.style)


def log_ticks(low: float, high: float) -> list[float]:
    """Ticks of a logarithmic axis within [low, high]: powers of ten, or 1-2-5, or even steps, where it is short."""
    from matplotlib.ticker import LogLocator, MaxNLocator

    decades = math.log10(high / low)
    short = MaxNLocator(5) if decades < 1 else LogLocator(subs=(1, 2, 5))
    locator = LogLocator() if decades >= 3 else short
    return [float(tick) for tick in locator.tick_values(low, high) if low <= tick <= high]


def check_figure(path: Path) -> None:
    """Raises InputError when a figure could not be written to this path, or there is nothing to draw it with.

    Args:
        path: where the figure is to go.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import reports
        >>> reports.check_figure(Path("front.gif"))
        Traceback (most recent call last):
        stylejax.errors.InputError: front.gif: has the suffix '.gif'; use .png or .svg
    """
    if path.suffix.lower() not in (".png", ".svg"):
        raise InputError(f"{path}: has the suffix {path.suffix!r}; use .png or .svg")
    if path.suffix.lower() == ".png":
        check_output(path)
    check_writable(path)
    drawing_library()


def write_figure(path: Path, points: Sequence[Point], *, title: str, titles: tuple[str, str]) -> None:
    """Draw the points into a .png or .svg file, which appears whole or not at all.

    Args:
        path: .png or .svg.
        points: pictures.
        title: of the figure.
        titles: what series and labels are.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import reports
        >>> points = [reports.Point(1, 2, "a", "1"), reports.Point(2, 1, "a", "2")]
        >>> reports.write_figure(Path("front.svg"), points, title="a photo", titles=("", "seed"))
        >>> "a photo" in Path("front.svg").read_text()
        True
    """
    tips = {
        f"point-{index}": f"{point.series} {point.label}: content {point.content:.4g}, style {point.style:.4g}"
        for index, point in enumerate(_shown(points))
    }
    save_figure(path, figure(points, title=title, titles=titles), tips=tips)


def figure(points: Sequence[Point], *, title: str, titles: tuple[str, str]) -> "Figure":
    """The figure: both axes logarithmic, the front filled and joined, other points hollow.

    `titles` say what the series and the labels of the points are.

    Points with a term of zero or one that is not finite have no place on such axes; their number is told.

    Args:
        points: pictures.
        title: of the figure.
        titles: what series and labels are.

    Returns:
        A figure of matplotlib.

    Example:
        >>> from stylejax import reports
        >>> len(reports.figure([reports.Point(1, 2, "a", "1")], title="a photo", titles=("", "")).axes)
        1
    """
    shown = _shown(points)
    left_out = len(points) - len(shown)
    note = f" ({left_out} with a term of zero or without a finite one left out)" if left_out else ""
    made = new_figure(WIDTH, HEIGHT)
    _write(made, 34, shortened(title, TITLE * 1.4, WIDTH - LEFT - 30), INK, TITLE)
    _write(made, 52, f"{len(shown)} pictures, terms unweighted{note}", PALE_INK, TYPE)
    if shown:
        _plot(made, shown, titles)
    return made


def _shown(points: Sequence[Point]) -> list[Point]:
    return [point for point in points if all(0 < term < math.inf for term in (point.content, point.style))]


def _write(made: "Figure", y: float, text: str, color: str, size: float) -> None:
    """Text above the plot, so many units from the top."""
    made.text(LEFT / WIDTH, 1 - y / HEIGHT, text, color=color, size=size, parse_math=False)


def _plot(made: "Figure", points: Sequence[Point], titles: tuple[str, str]) -> None:
    size = ((RIGHT - LEFT) / WIDTH, (BOTTOM - TOP) / HEIGHT)
    axes = made.add_axes((LEFT / WIDTH, 1 - BOTTOM / HEIGHT, *size))
    _set_axes(axes, points)
    front, colors = pareto_front(points), _colors(list(dict.fromkeys(point.series for point in points)))
    axes.plot(*_line(sorted((points[index] for index in front), key=lambda point: point.style)), color=FRONT, lw=4)
    for series, color in colors.items():
        axes.plot(*_line([point for point in points if point.series == series]), color=color, lw=0.8)
    for index, point in enumerate(points):
        color = colors[point.series]
        fill = color if index in front else "white"
        axes.plot(*_line([point]), "o", ms=7, mfc=fill, mec=color, gid=f"point-{index}", zorder=3)
    _name(axes, [points[index] for index in front], titles[1])
    _set_legend(axes, colors, titles)


def _line(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    return [point.style for point in points], [point.content for point in points]


def _set_axes(axes: "Axes", points: Sequence[Point]) -> None:
    axes.set(xscale="log", yscale="log")
    axes.minorticks_off()
    for axis, values, words in zip(
        (axes.xaxis, axes.yaxis),
        _line(points),
        ("style term: to the left, more like the painting", "content term: down, more like the photo"),
        strict=True,
    ):
        low, high = _span(values)
        ticks = log_ticks(low, high)
        axis.set_ticks(ticks, labels=short_numbers(ticks))
        axis.axes.set(**{f"{axis.axis_name}lim": (low, high)})
        axis.set_label_text(words, color=PALE_INK, size=TYPE)
    axes.grid(color=RULE, lw=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelcolor=INK, labelsize=TYPE, pad=6)
    axes.spines[["top", "right"]].set_visible(False)


def _span(values: Sequence[float]) -> tuple[float, float]:
    """The range of an axis: that of the values and 8 % of its length on both sides, at least a tenth of a decade."""
    low, high = math.log10(min(values)), math.log10(max(values))
    room = max(0.08 * (high - low), 0.05)
    return 10 ** (low - room), 10 ** (high + room)


def _colors(series: Sequence[str]) -> dict[str, str]:
    """A color for each series, evenly along the palette."""
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    palette, steps = LinearSegmentedColormap.from_list("series", PALETTE), max(1, len(series) - 1)
    return {name: to_hex(palette(index / steps)) for index, name in enumerate(series)}


def _name(axes: "Axes", points: Sequence[Point], title: str) -> None:
    """Labels of the front's points, except where they would lie on one another, from the right.

    The first, where there is room, says what they are. Nothing lies below and left of the front.
    """
    taken: list[tuple[float, float, float, float]] = []
    for point in sorted(points, key=lambda point: -point.style) if len(points) <= NAMED else ():
        text = point.label if taken else f"{title} {point.label}".strip()
        look = {"size": TYPE, "color": INK, "ha": "right", "va": "top", "parse_math": False}
        made = axes.annotate(text, (point.style, point.content), (-5, -3), textcoords="offset points", **look)
        left, bottom, right, top = made.get_window_extent().extents
        if any(left < x1 and x0 < right and bottom < y1 and y0 < top for x0, y0, x1, y1 in taken):
            made.remove()
        else:
            taken.append((left, bottom, right, top))


def _set_legend(axes: "Axes", colors: dict[str, str], titles: tuple[str, str]) -> None:
    from matplotlib.lines import Line2D

    marks = [
        Line2D([], [], marker="o", ls="", ms=7, color=PALE_INK, label="no other beats it in both"),
        Line2D([], [], marker="o", ls="", ms=7, mfc="white", mec=PALE_INK, label="beaten in both by another"),
    ]
    if titles[1]:
        marks.append(Line2D([], [], ls="", label=_in_legend(f"at the points: {titles[1]}")))
    if len(colors) > 1:
        marks.append(Line2D([], [], ls="", label=_in_legend(titles[0])))
        shown = list(colors.items())[:LEGEND_LINES]
        marks += [Line2D([], [], color=color, lw=2.5, label=_in_legend(name)) for name, color in shown]
    look = {"handlelength": 1.0, "handletextpad": 0.7, "borderaxespad": 0.0, "borderpad": 0.2, "labelspacing": 0.7}
    legend = axes.legend(handles=marks, loc="upper left", bbox_to_anchor=(1.03, 1.0), **look)
    legend.set_frame_on(False)
    for text in legend.get_texts():
        text.set(parse_math=False, color=INK, size=TYPE)


def _in_legend(name: str) -> str:
    return shortened(name, TYPE * 1.4, WIDTH - RIGHT - 60)
