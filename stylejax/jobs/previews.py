"""What paints where, as a sheet to be looked at: parts of a photo and of its paintings, the rest pale."""

from pathlib import Path

import numpy as np

from ..reports.grid import Grid, Heading
from ..reports.layout import Cell, Sheet
from ..settings import TransferSettings
from .inputs.parts import Inputs, Part

PALE = 0.75  # how white what does not belong is at least


def sheet_of_regions(settings: TransferSettings, inputs: Inputs) -> Sheet:
    """A row for each part: the photo with what belongs to it, and its paintings with what of them counts.

    Args:
        settings: of the picture.
        inputs: what they name, as it was read.

    Returns:
        The sheet, to be drawn by `draw_sheet`.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((16, 16, 3)))
        >>> settings = TransferSettings("photo.png", "photo.png")
        >>> jobs.sheet_of_regions(settings, jobs.read_inputs(settings)).title
        'what paints photo'
    """
    columns = 1 + max(len(part.numbers) for part in inputs.parts.values())
    rows = {name or "all": _row(inputs, part, columns) for name, part in inputs.parts.items()}
    if inputs.keep is not None:
        rows["kept"] = [_cell(inputs.content.image, inputs.keep), *[_hole(inputs)] * (columns - 1)]
    headings = [Heading((name,), {}) for name in rows]
    titles = ("photo", "painting", *(f"painting {number}" for number in range(2, columns)))
    grid = Grid(tuple(headings), tuple(Heading((title,), {}) for title in titles), ("part",), ())
    cells = [cell for row in rows.values() for cell in row]
    return Sheet(grid, cells, f"what paints {Path(settings.content).stem}", inputs.notes, (), {})


def _row(inputs: Inputs, part: Part, columns: int) -> list[Cell]:
    paintings = [inputs.styles[number] for number in part.numbers]
    cells = [_cell(painting.image, painting.alpha) for painting in paintings]
    return [_cell(inputs.content.image, part.mask), *cells, *[_hole(inputs)] * (columns - 1 - len(cells))]


def _cell(image: np.ndarray, mask: np.ndarray | None) -> Cell:
    share = np.ones(image.shape[:2], np.float32) if mask is None else mask
    pale = PALE + (1 - PALE) * image.mean(-1, keepdims=True)
    shown = share[..., None] * image + (1 - share[..., None]) * pale
    return Cell(image.shape[:2], shown, "", (f"{100 * float(share.mean()):.0f} %",))


def _hole(inputs: Inputs) -> Cell:
    return Cell(inputs.content.image.shape[:2], None, "")
