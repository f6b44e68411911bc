"""A figure of falling curves: objective over seconds, both logarithmic."""

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarking.courses import Point
from stylejax.reports.pareto import log_ticks
from stylejax.reports.plots import new_figure, save_figure

COLORS = ("#1b6ca8", "#d1495b", "#6a994e", "#7b5ea7")
INK, RULE = "#222222", "#dddddd"


def write_curves(path: Path, curves: Mapping[str, Sequence[Point]], *, title: str) -> None:
    """Write curves by name as an SVG file: the lowest objective so far over the seconds it took."""
    figure = new_figure(760, 460)
    axes = figure.add_axes((0.1, 0.13, 0.85, 0.74))
    axes.set(xscale="log", yscale="log", xlabel="seconds, compiling left out", ylabel="objective at full size")
    axes.set_title(title, loc="left", color=INK, parse_math=False)
    for (name, curve), color in zip(curves.items(), itertools.cycle(COLORS), strict=False):
        lowest = list(itertools.accumulate((point.objective for point in curve), min))
        axes.plot([point.seconds for point in curve], lowest, color=color, label=name)
    axes.minorticks_off()
    for axis in (axes.xaxis, axes.yaxis):
        ticks = log_ticks(*axis.get_view_interval())
        axis.set_ticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    axes.grid(color=RULE)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend().set_frame_on(False)
    save_figure(path, figure)
