"""The contact sheet: pictures in rows and columns, with labels, as one picture to look at or print."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from ..errors import InputError
from .layout import (
    TITLE,
    Cell,
    Layout,
    Sheet,
    caption_lines,
    head_lines,
    lay_out,
    margin_width,
    row_title,
    wrapped_label,
)
from .typesetting import LEADING, font, printable, shortened

PAPER, INK, PALE_INK, HOLE, HOLE_LINE = "#ffffff", "#1a1a1a", "#6b6b6b", "#f3f3f3", "#c8c8c8"

LONGEST_SIDES = {".webp": 16383, ".jpg": 65535, ".jpeg": 65535}  # of the formats themselves


class _Page(NamedTuple):
    image: Image.Image
    pen: ImageDraw.ImageDraw
    sheet: Sheet
    layout: Layout

    def write(self, text: str, left: float, top: float, *, color: str = INK, scale: float = 1.0) -> None:
        """A line of text whose box of one leading begins at `top`; `scale` is its size in type sizes."""
        size = self.layout.type * scale
        middle = top + size * LEADING / 2 + size * 0.36  # capitals are 0.72 of the type size tall
        self.pen.text((round(left), round(middle)), text, color, font(size), anchor="ls")

    def place(self, image: np.ndarray, left: float, top: float, width: int, height: int) -> None:
        """A picture fitted into a box, at its top left corner, keeping its aspect."""
        scale = min(width / image.shape[1], height / image.shape[0])
        size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
        self.image.paste(_bytes(image).resize(size, Image.Resampling.LANCZOS), (round(left), round(top)))


def draw_sheet(sheet: Sheet) -> np.ndarray:
    """The sheet as a picture `[h w 3]`, sRGB in [0, 1].

    Pictures smaller than 200 pixels are enlarged by whole numbers, pixels staying square; type grows with the sheet.

    Args:
        sheet: what is on it.

    Returns:
        `[h w 3]`.

    Example:
        >>> import numpy as np
        >>> from stylejax import reports
        >>> grid = reports.Grid((reports.Heading((), {}),), (reports.Heading((), {}),), (), ())
        >>> cell = reports.Cell((16, 20), np.zeros((16, 20, 3), np.float32), "")
        >>> sheet = reports.Sheet(grid, [cell], "a title", [], [], {})
        >>> reports.draw_sheet(sheet).shape[:2] == reports.sheet_shape(sheet)
        True
    """
    layout = lay_out(sheet)
    image = Image.new("RGB", (layout.width, layout.height), PAPER)
    page = _Page(image, ImageDraw.Draw(image), sheet, layout)
    _draw_head(page)
    _draw_titles(page)
    _draw_column_labels(page)
    _draw_row_labels(page)
    for lane, cell in enumerate(sheet.cells):
        row, column = divmod(lane, len(sheet.grid.columns))
        _draw_cell(page, cell, row, column)
        _draw_caption(page, cell, row, column)
    return np.asarray(image, np.float32) / 255


def sheet_shape(sheet: Sheet) -> tuple[int, int]:
    """Height and width in pixels that the sheet will have, whether or not its pictures are there yet.

    Args:
        sheet: what is on it.

    Returns:
        Height and width.

    Example:
        >>> import numpy as np
        >>> from stylejax import reports
        >>> grid = reports.Grid((reports.Heading((), {}),), (reports.Heading((), {}),), (), ())
        >>> cell = reports.Cell((16, 20), np.zeros((16, 20, 3), np.float32), "")
        >>> sheet = reports.Sheet(grid, [cell], "a title", [], [], {})
        >>> reports.sheet_shape(sheet) > (16, 20)
        True
    """
    layout = lay_out(sheet)
    return layout.height, layout.width


def check_sheet(path: Path, sheet: Sheet) -> None:
    """Raise InputError for a sheet with more pixels on a side than the format of the file can hold.

    Args:
        path: where it is to go.
        sheet: what is on it.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np
        >>> from stylejax import reports
        >>> grid = reports.Grid((reports.Heading((), {}),), (reports.Heading((), {}),), (), ())
        >>> cell = reports.Cell((16, 20), np.zeros((16, 20, 3), np.float32), "")
        >>> sheet = reports.Sheet(grid, [cell], "a title", [], [], {})
        >>> reports.check_sheet(Path("sheet.png"), sheet)
    """
    height, width = sheet_shape(sheet)
    limit = LONGEST_SIDES.get(path.suffix.lower())
    if limit and max(height, width) > limit:
        raise InputError(f"{path}: the sheet has {width} x {height} pixels, more than the format holds; write a .png")


def _bytes(image: np.ndarray) -> Image.Image:
    return Image.fromarray(np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8))


def _draw_head(page: _Page) -> None:
    sheet, layout = page.sheet, page.layout
    left = layout.edge
    for caption, image in sheet.margin:
        width = margin_width(image, layout.margin_height, 0)
        page.place(image, left, layout.edge, width, layout.margin_height)
        page.write(
            shortened(printable(caption), layout.type, width), left, layout.edge + layout.margin_height, color=PALE_INK
        )
        left += margin_width(image, layout.margin_height, layout.gutter)
    left += round(layout.type * 0.5) if sheet.margin else 0
    title, lines = head_lines(sheet, layout.type, layout.width - layout.edge - left)
    top = layout.edge - layout.type * 0.45  # so that capitals, not their leading, align with the pictures
    for text, scale, color in [*((text, TITLE, INK) for text in title), *((text, 1.0, PALE_INK) for text in lines)]:
        page.write(text, left, top, color=color, scale=scale)
        top += layout.type * scale * LEADING


def _draw_titles(page: _Page) -> None:
    """Names of the axes, on one line: rows' at the left, columns' above the first column."""
    layout, grid = page.layout, page.sheet.grid
    top = layout.edge + layout.head
    columns = printable(" · ".join(grid.column_titles))
    page.write(columns, layout.lefts[0], top, color=PALE_INK)
    if not grid.row_titles:
        return
    bottom = layout.tops[0] - layout.line - round(layout.type * 0.3)  # on the last line of the columns' labels
    page.write(
        shortened(row_title(grid), layout.type, layout.label_width), layout.edge, max(top, bottom), color=PALE_INK
    )


def _draw_column_labels(page: _Page) -> None:
    layout, sheet = page.layout, page.sheet
    for column, left, width in zip(sheet.grid.columns, layout.lefts, layout.widths, strict=True):
        lines = wrapped_label(column, layout.type, min(layout.widths))
        top = layout.tops[0] - round(layout.type * 0.3) - layout.line * len(lines)
        for index, line in enumerate(lines):
            page.write(line, left, top + index * layout.line)
        for index, image in enumerate(sheet.thumbnails_of(column)):
            box = layout.thumbnail
            height = min(box, round(box * image.shape[0] / image.shape[1]))
            shift = index * (box + layout.gutter)
            page.place(image, left + shift, top - layout.gutter * 0.5 - height, min(box, width), height)


def _draw_row_labels(page: _Page) -> None:
    layout, sheet = page.layout, page.sheet
    for row, top, height in zip(sheet.grid.rows, layout.tops, layout.heights, strict=True):
        lines, pictures = wrapped_label(row, layout.type, layout.label_width), sheet.thumbnails_of(row)
        tall = max((min(1, image.shape[0] / image.shape[1]) for image in pictures), default=0) * layout.thumbnail
        block = round(tall) + layout.line * len(lines)
        y = top + (height - block) / 2
        for index, image in enumerate(pictures):
            left = layout.edge + index * (layout.thumbnail + layout.gutter)
            page.place(image, left, y, layout.thumbnail, round(tall))
        for index, line in enumerate(lines):
            page.write(line, layout.edge, y + tall + index * layout.line)


def _draw_cell(page: _Page, cell: Cell, row: int, column: int) -> None:
    layout = page.layout
    width, height = cell.shape[1] * layout.zoom, cell.shape[0] * layout.zoom
    left = layout.lefts[column]  # flush with the label above
    top = layout.tops[row] + (layout.heights[row] - height) // 2
    note = shortened(printable(cell.note), layout.type, width * 0.9)
    if cell.image is None:
        _draw_hole(page, (left, top, left + width - 1, top + height - 1), note)
        return
    page.image.paste(_bytes(cell.image).resize((width, height), Image.Resampling.NEAREST), (left, top))
    if note:
        _draw_note(page, left, top + height, note)


def _draw_caption(page: _Page, cell: Cell, row: int, column: int) -> None:
    layout = page.layout
    top = layout.tops[row] + layout.heights[row] + layout.type * 0.3
    for text, scale in caption_lines(cell, layout.type, layout.widths[column]):
        page.write(text, layout.lefts[column], top, color=INK if scale == 1 else PALE_INK, scale=scale)
        top += layout.type * scale * LEADING


def _draw_note(page: _Page, left: int, bottom: int, note: str) -> None:
    """A small tag in the lower left corner of a picture."""
    size, line = page.layout.type, page.layout.line
    page.pen.rectangle((left, bottom - line, left + size + font(size).getlength(note), bottom - 1), PAPER)
    page.write(note, left + size * 0.5, bottom - line)


def _draw_hole(page: _Page, box: tuple[int, int, int, int], note: str) -> None:
    """A pale field with its diagonals and, in the middle, why there is no picture."""
    size, thin = page.layout.type, max(1, round(page.layout.type / 14))
    left, top, right, bottom = box
    page.pen.rectangle(box, fill=HOLE, outline=HOLE_LINE, width=thin)
    page.pen.line((left, top, right, bottom), HOLE_LINE, thin)
    page.pen.line((left, bottom, right, top), HOLE_LINE, thin)
    middle = ((left + right) // 2, (top + bottom) // 2)
    x0, y0, x1, y1 = page.pen.textbbox(middle, note, font(size), anchor="mm")
    page.pen.rectangle((x0 - size * 0.5, y0 - size * 0.4, x1 + size * 0.5, y1 + size * 0.4), fill=HOLE)
    page.pen.text(middle, note, PALE_INK, font(size), anchor="mm")
