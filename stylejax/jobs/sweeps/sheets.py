"""What is written of a sweep: its sheet, and a table, a figure and a report where they are wanted."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...files import write_json
from ...losses.objectives import names_of
from ...losses.terms import by_kind, content_term, style_term
from ...reports.layout import Sheet
from ...reports.pareto import Point, write_figure
from ...reports.sheets import draw_sheet
from ...reports.tables import table_rows, write_table
from ...reports.words import cell_of, file_names, headline, shared_settings, tally
from ...synthesis.runs import Result
from ...synthesis.sharding import is_first_process
from ...synthesis.sweeps.plans import Plan
from ..pictures import is_whole, keep_picture
from .records import Sweep, SweepFiles, pictures_of, record_of


def write_results(sweep: Sweep, plans: Sequence[Plan], results: dict[int, Result], seconds: float) -> Path:
    """Write sheet, table, figure and report of what is painted, and say where the sheet is."""
    files, names = _places(sweep, results), file_names(sweep.grid)
    if not is_first_process():
        return files.sheet
    keep_picture(files.sheet, draw_sheet(sheet_of(sweep, results)), record=record_of(sweep, results))
    if files.table:
        write_table(files.table, table_rows(sweep.lanes, results, files=names if files.each else ()))
    if files.pareto:
        titles = (" · ".join(sweep.grid.row_titles), " · ".join(sweep.grid.column_titles))
        write_figure(files.pareto, _points(sweep, results), title=headline(sweep.lanes), titles=titles)
    if files.report:
        report = {**record_of(sweep, results), "seconds": seconds}
        report["plan"] = [dataclasses.asdict(plan) for plan in plans]
        report["lanes"] = [_lane_report(sweep, lane, results[lane]) for lane in sorted(results)]
        write_json(files.report, report)
    return files.sheet


def _places(sweep: Sweep, results: dict[int, Result]) -> SweepFiles:
    """Where results go."""
    return sweep.files if is_whole([result.status for result in results.values()], of=len(sweep.lanes)) else sweep.early


def sheet_of(sweep: Sweep, results: dict[int, Result]) -> Sheet:
    """The sheet of what is painted; where nothing is, as large as it will be."""
    grid, inputs = sweep.grid, sweep.inputs
    shapes = [given.content.image.shape[:2] for given in inputs]
    cells = [cell_of(shape, results.get(lane), sweep.base.steps) for lane, shape in enumerate(shapes)]
    painted = sum(cell.image is not None for cell in cells) if results else len(cells)
    shared = shared_settings(sweep.base, grid, network=inputs[0].network.card.name)
    styles = zip(names_of("style", len(inputs[0].styles)), inputs[0].styles, strict=True)
    pictures = {"content": inputs[0].content, **dict(styles)}
    margin = [(field, picture.image) for field, picture in pictures.items() if not grid.varies(field.split()[0])]
    thumbnails = {path: picture.image for path, picture in pictures_of(sweep).items()}
    return Sheet(grid, cells, headline(sweep.lanes), [*shared, tally(shapes, painted)], margin, thumbnails)


def _points(sweep: Sweep, results: dict[int, Result]) -> list[Point]:
    grid = sweep.grid
    return [
        Point(
            content=content_term(result.terms),
            style=style_term(result.terms),
            series=" · ".join(grid.rows[lane // len(grid.columns)].labels),
            label=" · ".join(grid.columns[lane % len(grid.columns)].labels),
        )
        for lane, result in sorted(results.items())
    ]


def _lane_report(sweep: Sweep, lane: int, result: Result) -> dict[str, Any]:
    return {
        "lane": lane + 1,
        "settings": dataclasses.asdict(sweep.lanes[lane]),
        "status": result.status,
        "evaluations": result.evaluations,
        "accepted_steps": result.accepted_steps,
        "objective": list(result.objective),
        "terms": by_kind(result.terms),
    }
