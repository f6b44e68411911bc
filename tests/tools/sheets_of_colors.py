"""Axes, sheets whose pictures are plain colors, and points of two terms."""

import numpy as np

from stylejax.jobs.axes import arrange, layers_axis, numbers_axis
from stylejax.reports.grid import Grid, Heading
from stylejax.reports.layout import Cell, Sheet, lay_out
from stylejax.reports.pareto import Point
from stylejax.settings import STYLE_LAYERS

WEIGHTS = numbers_axis("content-weights", "content weight", "content_weight", [1e-3, 1e-2, 0.1])
LAYERS = layers_axis([1, 2], STYLE_LAYERS)
SEEDS = numbers_axis("seeds", "seed", "seed", [0, 1])


def sheet_of(axes, *, shape=(24, 32), holes=(), margin=(), thumbnails=None, **names) -> Sheet:
    grid = arrange(axes, **names)
    colors = np.linspace(0.2, 0.8, len(grid))
    cells = [
        Cell(shape, None if lane in holes else np.full((*shape, 3), color, np.float32), "gone" if lane in holes else "")
        for lane, color in enumerate(colors)
    ]
    return Sheet(grid, cells, "photo in the style of painting", ["some settings"], margin, thumbnails or {})


def place(sheet: Sheet, lane: int) -> tuple[slice, slice]:
    layout = lay_out(sheet)
    row, column = divmod(lane, len(sheet.grid.columns))
    height, width = (side * layout.zoom for side in sheet.cells[lane].shape)
    top, left = layout.tops[row], layout.lefts[column]
    return slice(top, top + height), slice(left, left + width)


POINTS = [Point(1, 9, "a", "1"), Point(2, 4, "a", "2"), Point(3, 5, "b", "1"), Point(4, 1, "b", "2")]


def captioned(*, lines: int, cells: int = 5) -> Sheet:
    """Pictures in rows of three, of which the last may be shorter, each with that many lines of caption."""
    nameless = Heading((), {})
    grid = Grid((nameless,) * -(-cells // 3), (nameless,) * 3, (), ())
    image = np.full((24, 32, 3), 0.5, np.float32)
    words = tuple(f"line {number}" for number in range(lines))
    return Sheet(grid, [Cell((24, 32), image, "", words)] * cells, "title", [], [], {})
