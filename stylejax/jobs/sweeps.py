"""A sweep: files in, many runs, one sheet and what else was asked for out."""

import dataclasses
import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files import is_file, make_folder, write_json
from ..losses.objectives import names_of
from ..losses.terms import by_kind, content_term, style_term
from ..media.images import Picture
from ..reports.grid import Grid, Heading
from ..reports.layout import Sheet
from ..reports.pareto import Point, check_figure, write_figure
from ..reports.sheets import check_sheet, draw_sheet
from ..reports.tables import NOT_PAINTED, table_rows, write_table
from ..reports.words import (
    cell_of,
    duration,
    file_names,
    headline,
    is_picture,
    plan_line,
    shared_settings,
    sheet_conclusion,
    tally,
)
from ..settings import TransferSettings
from ..synthesis.runs import Result
from ..synthesis.sharding import check_agreement, is_first_process
from ..synthesis.sweeps.plans import Plan
from .inputs.parts import FILES, Inputs, files_in, files_of, styles_of
from .pictures import check_outputs, is_whole, keep_picture, place_of
from .records import record, transfer_record, transfer_result, versions
from .series import paint_many, paint_series, plan_many, read_many
from .session import Console, set_up_compiling


@dataclasses.dataclass(frozen=True)
class SweepFiles:
    """Where results go: the contact sheet, and a table, figure, report and folder of pictures where wanted."""

    sheet: Path
    table: Path | None = None
    pareto: Path | None = None
    report: Path | None = None
    each: Path | None = None


@dataclasses.dataclass(frozen=True)
class Sweep:
    """A sweep ready to run: what all lanes share, how they are laid out, and each lane's settings and inputs.

    Results go to `files`, or to `early` where the sweep is not whole, so that they do not replace what was there.
    """

    base: TransferSettings
    grid: Grid
    lanes: Sequence[TransferSettings]
    inputs: Sequence[Inputs]
    files: SweepFiles
    early: SweepFiles


def read_sweep(base: TransferSettings, grid: Grid, files: SweepFiles) -> Sweep:
    """Read and check all that the lanes of a grid name, and what they will be written to. Raises InputError."""
    lanes = grid.lanes(base)
    _check_files(files, grid, [path for settings in lanes for path in files_of(settings)])
    sweep = Sweep(base, grid, lanes, read_many(lanes), files, _early(files))
    check_sheet(files.sheet, _sheet(sweep, {}))
    return sweep


def plan_of(sweep: Sweep, *, at_once: int | None) -> list[Plan]:
    """How a sweep will go: a plan for each size of content."""
    set_up_compiling()
    check_agreement(_told_to_others(sweep, at_once))
    return plan_many(sweep.lanes, sweep.inputs, at_once=at_once)


def _told_to_others(sweep: Sweep, at_once: int | None) -> dict[str, Any]:
    """All that has to be the same in each of several processes, by name."""
    sides = ("rows", sweep.grid.row_titles, sweep.grid.rows), ("columns", sweep.grid.column_titles, sweep.grid.columns)
    grid = {f"the axis of {' · '.join(titles) or side}": _labels(headings) for side, titles, headings in sides}
    known = [transfer_record("sweep", lane, given) for lane, given in zip(sweep.lanes, sweep.inputs, strict=True)]
    pictures = sorted({str(sha256) for each in known for sha256 in each["pictures"].values()})
    contents = {"the pictures' checksum": pictures, "the network's checksum": known[0]["network"]["sha256"]}
    places = {name: "a file" for name in FILES if files_in(getattr(sweep.base, name, None))}
    return {
        "versions": versions(),
        **grid,
        **dataclasses.asdict(sweep.base),
        **places,
        **{name: hashlib.sha256(str(value).encode()).hexdigest()[:16] for name, value in contents.items()},
        "lanes": at_once,
    }


def _labels(headings: Sequence[Heading]) -> str:
    return ", ".join(" ".join(heading.labels) for heading in headings)


def paint_sweep(sweep: Sweep, plans: Sequence[Plan], *, console: Console) -> int:
    """Paint all lanes of a sweep, write what its files name, and return the exit code.

    When a signal ends the run early, what is painted is written, the sheet shows holes, and the code is 128 plus the
    signal's number.
    """
    console.say(plan_line(plans))
    if sweep.files.each:
        make_folder(sweep.files.each)
    outcome = paint_series(
        lambda callback: paint_many(sweep.lanes, sweep.inputs, plans=plans, callback=callback),
        evaluations=sum(settings.steps for settings in sweep.lanes),
        console=console,
        each=functools.partial(_save, sweep),
        keep=functools.partial(_write, sweep, plans),
    )
    results = outcome.results.values()
    spent = f", {sum(result.evaluations for result in results)} evaluations in {duration(outcome.seconds)}"
    console.say(sheet_conclusion(outcome.written or sweep.files.sheet, list(results), of=len(sweep.lanes), spent=spent))
    return outcome.exit_code_for([result.status for result in results])


def _check_files(files: SweepFiles, grid: Grid, inputs: Sequence[str]) -> None:
    each = [files.each / name for name in file_names(grid)] if files.each else []
    beside = [*([files.pareto] if files.pareto else []), *each]
    check_outputs(files.sheet, files.table, files.report, inputs=inputs, beside=beside)
    if files.pareto:
        check_figure(files.pareto)
    if files.each and is_file(files.each):
        raise InputError(f"{files.each}: is a file; name a folder")


def _save(sweep: Sweep, lane: int, result: Result) -> Result | None:
    """Write one picture to the folder for each, where there is one; None of what is no better than its start."""
    if result.came_to_nothing:
        return None
    if sweep.files.each and is_picture(result) and is_first_process():
        settings, inputs = sweep.lanes[lane], sweep.inputs[lane]
        made = transfer_record("transfer", settings, inputs, result=transfer_result(result))
        path = place_of(sweep.files.each / file_names(sweep.grid)[lane], [result.status])
        keep_picture(path, result.image, alpha=inputs.content.alpha, record=made)
    return result


def _write(sweep: Sweep, plans: Sequence[Plan], results: dict[int, Result], seconds: float) -> Path:
    """Write sheet, table, figure and report of what is painted, and say where the sheet is."""
    files, names = _places(sweep, results), file_names(sweep.grid)
    if not is_first_process():
        return files.sheet
    keep_picture(files.sheet, draw_sheet(_sheet(sweep, results)), record=_record(sweep, results))
    if files.table:
        write_table(files.table, table_rows(sweep.lanes, results, files=names if files.each else ()))
    if files.pareto:
        titles = (" · ".join(sweep.grid.row_titles), " · ".join(sweep.grid.column_titles))
        write_figure(files.pareto, _points(sweep, results), title=headline(sweep.lanes), titles=titles)
    if files.report:
        report = {**_record(sweep, results), "seconds": seconds}
        report["plan"] = [dataclasses.asdict(plan) for plan in plans]
        report["lanes"] = [_lane_report(sweep, lane, results[lane]) for lane in sorted(results)]
        write_json(files.report, report)
    return files.sheet


def _early(files: SweepFiles) -> SweepFiles:
    """Where results of a sweep go that is not whole: beside what is there before it begins."""
    named = {name: getattr(files, name) for name in ("sheet", "table", "pareto", "report")}
    return dataclasses.replace(files, **{name: place_of(path, ["stopped"]) for name, path in named.items() if path})


def _places(sweep: Sweep, results: dict[int, Result]) -> SweepFiles:
    """Where results go."""
    return sweep.files if is_whole([result.status for result in results.values()], of=len(sweep.lanes)) else sweep.early


def _sheet(sweep: Sweep, results: dict[int, Result]) -> Sheet:
    grid, inputs = sweep.grid, sweep.inputs
    shapes = [given.content.image.shape[:2] for given in inputs]
    cells = [cell_of(shape, results.get(lane), sweep.base.steps) for lane, shape in enumerate(shapes)]
    painted = sum(cell.image is not None for cell in cells) if results else len(cells)
    shared = shared_settings(sweep.base, grid, network=inputs[0].network.card.name)
    styles = zip(names_of("style", len(inputs[0].styles)), inputs[0].styles, strict=True)
    pictures = {"content": inputs[0].content, **dict(styles)}
    margin = [(field, picture.image) for field, picture in pictures.items() if not grid.varies(field.split()[0])]
    thumbnails = {path: picture.image for path, picture in _pictures(sweep).items()}
    return Sheet(grid, cells, headline(sweep.lanes), [*shared, tally(shapes, painted)], margin, thumbnails)


def _record(sweep: Sweep, results: dict[int, Result]) -> dict[str, Any]:
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
    return {path: picture.sha256 for path, picture in _pictures(sweep).items()}


def _pictures(sweep: Sweep) -> dict[str, Picture]:
    """Photos and paintings by their files."""
    found = dict[str, Picture]()
    for lane, given in zip(sweep.lanes, sweep.inputs, strict=True):
        found |= zip((lane.content, *styles_of(lane)), (given.content, *given.styles), strict=True)
    return found


def _status(result: Result | None) -> str:
    return NOT_PAINTED if result is None else result.status


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
