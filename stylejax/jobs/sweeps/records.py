"""A sweep ready to run, and what its sheet remembers of it."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...media.images import Picture
from ...reports.grid import Grid
from ...reports.tables import NOT_PAINTED
from ...settings import TransferSettings
from ...synthesis.runs import Result
from ..inputs.parts import Inputs
from ..records import record


@dataclasses.dataclass(frozen=True)
class SweepFiles:
    """Where results go: the contact sheet, and a table, figure, report and folder of pictures where wanted.

    Attributes:
        sheet: a PNG file.
        table: a CSV file.
        pareto: a figure.
        report: a JSON file.
        each: a folder.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> jobs.SweepFiles(Path("sheet.png")).each is None
        True
    """

    sheet: Path
    table: Path | None = None
    pareto: Path | None = None
    report: Path | None = None
    each: Path | None = None


@dataclasses.dataclass(frozen=True)
class Sweep:
    """A sweep ready to run: what all lanes share, how they are laid out, and each lane's settings and inputs.

    Results go to `files`, or to `early` where the sweep is not whole, so that they do not replace what was there.

    Attributes:
        base: settings of all lanes.
        grid: rows and columns.
        lanes: settings of each.
        inputs: what they name, as it was read.
        files: where results go.
        early: where they go of a sweep that is not whole.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((16, 16, 3)))
        >>> grid = jobs.arrange([jobs.numbers_axis("seeds", "seed", "seed", [0, 1])])
        >>> base, files = TransferSettings("photo.png", "photo.png"), jobs.SweepFiles(Path("sheet.png"))
        >>> sweep = jobs.read_sweep(base, grid, files)
        >>> isinstance(sweep, jobs.Sweep), [lane.seed for lane in sweep.lanes]
        (True, [0, 1])
    """

    base: TransferSettings
    grid: Grid
    lanes: Sequence[TransferSettings]
    inputs: Sequence[Inputs]
    files: SweepFiles
    early: SweepFiles


def record_of(sweep: Sweep, results: dict[int, Result]) -> dict[str, Any]:
    """What the sheet remembers of how it was made."""
    grid, status = sweep.grid, [_status(results.get(lane)) for lane in range(len(sweep.grid))]
    return record(
        "sweep",
        sweep.base,
        networks={"network": sweep.inputs[0].network},
        pictures=_checksums(sweep),
        rows=[heading.fields for heading in grid.rows],
        columns=[heading.fields for heading in grid.columns],
        result={"lanes": len(grid), "status": status},
    )


def _checksums(sweep: Sweep) -> dict[str, str | None]:
    return {path: picture.sha256 for path, picture in pictures_of(sweep).items()}


def pictures_of(sweep: Sweep) -> dict[str, Picture]:
    """Photos and paintings by their files."""
    found = dict[str, Picture]()
    for lane, given in zip(sweep.lanes, sweep.inputs, strict=True):
        found |= zip((lane.content, *given.paths), (given.content, *given.styles), strict=True)
    return found


def _status(result: Result | None) -> str:
    return NOT_PAINTED if result is None else result.status
