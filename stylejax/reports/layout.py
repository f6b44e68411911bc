"""The plan of a contact sheet: where pictures, labels and white space go, in pixels."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from .grid import Grid, Heading
from .typesetting import LEADING, printable, text_width, wrapped

SMALLEST_CELL = 200  # pixels of the longest side below which pictures are enlarged, whole pixels at a time
SMALLEST_TYPE = 13.0
TITLE = 1.6  # size of the headline, in type sizes
SMALL = 0.82  # size of what stands below the first line of a caption


@dataclass(frozen=True)
class Cell:
    """One place of the sheet: its height and width, its picture `[h w 3]` or None for a hole, and a note or "".

    Below it stand the lines of its caption, the first of them as large as other labels.

    Attributes:
        shape: height and width.
        image: `[h w 3]`, or None.
        note: why it is not finished, or "".
        caption: lines below it.

    Example:
        >>> from stylejax import reports
        >>> reports.Cell((16, 20), None, "not painted").note
        'not painted'
    """

    shape: tuple[int, int]
    image: np.ndarray | None
    note: str
    caption: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """All that is on a contact sheet.

    Attributes:
        grid: rows and columns with their labels.
        cells: one for each lane, row by row; the last row may have fewer than there are columns.
        title: the headline.
        lines: what holds for all pictures.
        margin: captions and pictures `[h w 3]` beside the headline: the content and style that all lanes share.
        thumbnails: pictures `[h w 3]` by path, for rows and columns that name a content or a style.

    Example:
        >>> import numpy as np
        >>> from stylejax import reports
        >>> grid = reports.Grid((reports.Heading((), {}),), (reports.Heading((), {}),), (), ())
        >>> cell = reports.Cell((16, 20), np.zeros((16, 20, 3), np.float32), "")
        >>> sheet = reports.Sheet(grid, [cell], "a title", [], [], {})
        >>> sheet.title
        'a title'
    """

    grid: Grid
    cells: Sequence[Cell]
    title: str
    lines: Sequence[str]
    margin: Sequence[tuple[str, np.ndarray]]
    thumbnails: Mapping[str, np.ndarray]

    def thumbnails_of(self, heading: Heading) -> list[np.ndarray]:
        """The pictures that a row or column names."""
        paths = (heading.fields.get(field) for field in ("content", "style"))
        return [self.thumbnails[path] for path in paths if path in self.thumbnails]


@dataclass(frozen=True)
class Layout:
    """Where things go, in pixels. All white space is derived from `type`, the size of the labels.

    Attributes:
        type: size of the labels.
        zoom: how many times pictures are enlarged.
        width: of the page.
        height: of the page.
        edge: white space around everything.
        gutter: white space between pictures.
        margin_height: of the pictures beside the headline.
        head: height of the headline and what stands beside and below it.
        label_width: of the labels of rows, 0 without any.
        thumbnail: longest side of a picture in a label.
        column_labels: lines that the labels of columns take.
        lefts: left edges of the columns.
        tops: top edges of the rows.
        widths: widths of the columns.
        heights: heights of the rows, captions left out.
    """

    type: float
    zoom: int
    width: int
    height: int
    edge: int
    gutter: int
    margin_height: int
    head: int
    label_width: int
    thumbnail: int
    column_labels: int
    lefts: list[int]
    tops: list[int]
    widths: list[int]
    heights: list[int]

    @property
    def line(self) -> int:
        """From one baseline of a label to the next."""
        return round(self.type * LEADING)


def lay_out(sheet: Sheet) -> Layout:
    """The layout of a sheet, whether or not its pictures are there yet; type grows with the sheet."""
    zoom, widths, heights = _cells(sheet)
    type = min(max(SMALLEST_TYPE, sum(widths) / 70), max(SMALLEST_TYPE, max(widths) / 11))
    line, gutter, edge = round(type * LEADING), round(type * 0.7), round(type * 2)
    thumbnail = round(min(max(heights) * 0.45, max(widths), type * 8))
    label_width = _label_width(sheet, type, thumbnail, max(widths))
    left = edge + (label_width + round(type * 1.2) if label_width else 0)
    lefts = list(accumulate((width + gutter for width in widths[:-1]), initial=left))
    margin_height = round(type * 7.5)
    margin = sum(margin_width(image, margin_height, gutter) for _, image in sheet.margin)
    width = max(lefts[-1] + widths[-1] + edge, round(2 * edge + margin + 20 * type))
    head = head_height(sheet, type, margin_height, width - 2 * edge - margin)
    column_labels = max(len(wrapped_label(column, type, min(widths))) for column in sheet.grid.columns)
    titles = bool(sheet.grid.row_titles or sheet.grid.column_titles)
    top = edge + head + (titles + column_labels) * line + round(type * 0.3)
    top += thumbnail + gutter if any(sheet.thumbnails_of(column) for column in sheet.grid.columns) else 0
    below = _caption_heights(sheet, type, widths)
    rows = [sum(parts) for parts in zip(heights, below, strict=True)]
    tops = list(accumulate((height + gutter for height in rows[:-1]), initial=top))
    bottom = tops[-1] + rows[-1] + edge
    return Layout(
        type, zoom, width, bottom, edge, gutter, margin_height, head, label_width,
        thumbnail, column_labels, lefts, tops, widths, heights,
    )  # fmt: skip


def _cells(sheet: Sheet) -> tuple[int, list[int], list[int]]:
    """How often pictures are enlarged, widths of the columns and heights of the rows."""
    across = len(sheet.grid.columns)
    zoom = max(1, math.ceil(SMALLEST_CELL / max(max(cell.shape) for cell in sheet.cells)))
    columns = (sheet.cells[column::across] for column in range(across))
    rows = (sheet.cells[start : start + across] for start in range(0, len(sheet.cells), across))
    widths = [zoom * max(cell.shape[1] for cell in column) for column in columns]
    if any(cell.caption for cell in sheet.cells):
        widths = [max(widths)] * across  # below narrow pictures captions would be long
    return zoom, widths, [zoom * max(cell.shape[0] for cell in row) for row in rows]


def _caption_heights(sheet: Sheet, type: float, widths: Sequence[int]) -> list[int]:
    """Room below the pictures of each row for the longest of their captions, none where there are no captions."""
    across = len(widths)
    lines = [caption_lines(cell, type, widths[lane % across]) for lane, cell in enumerate(sheet.cells)]
    heights = [sum(scale for _, scale in each) * type * LEADING + type * (1.2 if each else 0) for each in lines]
    return [round(max(heights[start : start + across])) for start in range(0, len(heights), across)]


def caption_lines(cell: Cell, type: float, width: float) -> list[tuple[str, float]]:
    """The lines below a picture, broken to a width, each with its size in type sizes."""
    sized = [(text, SMALL if index else 1.0) for index, text in enumerate(cell.caption)]
    return [(line, scale) for text, scale in sized for line in wrapped(printable(text), type * scale, width)]


def _label_width(sheet: Sheet, type: float, thumbnail: int, widest: int) -> int:
    """Room for the labels of rows: what the longest needs, but no more than most of a picture's width."""
    texts = [printable(label) for row in sheet.grid.rows for label in row.labels] + [row_title(sheet.grid)]
    needed = math.ceil(max(text_width(text, type) for text in texts))
    pictures = max(len(sheet.thumbnails_of(row)) for row in sheet.grid.rows)
    return max(min(needed, round(max(widest * 0.8, type * 10))), pictures * (thumbnail + round(type * 0.7)))


def row_title(grid: Grid) -> str:
    """The titles of the axes that the rows run over."""
    return printable(" · ".join(grid.row_titles))


def wrapped_label(heading: Heading, type: float, width: float) -> list[str]:
    """The lines of a label, broken where a line would be wider than `width`."""
    return [line for label in heading.labels for line in wrapped(printable(label), type, width)]


def margin_width(image: np.ndarray, height: int, gutter: int) -> int:
    """Room that a picture of this height takes beside the headline, white space included."""
    return round(height * image.shape[1] / image.shape[0]) + gutter


def head_lines(sheet: Sheet, type: float, width: float) -> tuple[list[str], list[str]]:
    """The headline and what stands below it, broken to a width."""
    title = wrapped(printable(sheet.title), type * TITLE, width)
    return title, [part for line in sheet.lines for part in wrapped(printable(line), type, width)]


def head_height(sheet: Sheet, type: float, margin_height: int, width: float) -> int:
    """Height of the headline with what stands beside and below it and the white space after it."""
    title, lines = head_lines(sheet, type, width)
    text = (len(title) * TITLE + len(lines)) * type * LEADING
    pictures = margin_height + type * LEADING if sheet.margin else 0
    return round(max(text, pictures) + type * 1.8)
