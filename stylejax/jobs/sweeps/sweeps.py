"""A sweep: files in, many runs, one sheet and what else was asked for out."""

import dataclasses
import functools
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from ...errors import InputError
from ...files import is_file, make_folder
from ...reports.grid import Grid, Heading
from ...reports.pareto import check_figure
from ...reports.sheets import check_sheet
from ...reports.words import duration, file_names, is_picture, plan_line, sheet_conclusion
from ...settings import TransferSettings
from ...synthesis.runs import Callback, Result
from ...synthesis.sharding import check_agreement, is_first_process
from ...synthesis.sweeps.plans import Plan
from ..checkpoints.resuming import CheckpointFile, kept_at, words_told
from ..inputs.parts import FILES, files_in, files_of
from ..pictures import check_outputs, is_whole, keep_picture, place_of
from ..records import transfer_record, transfer_result, versions
from ..series import Standing, canvas_of_lanes, paint_many, paint_series, plan_many, read_many
from ..session import Console, set_up_compiling
from ..watching.glimpses import glimpsed
from .records import Sweep, SweepFiles, record_of
from .sheets import sheet_of, write_results


def read_sweep(base: TransferSettings, grid: Grid, files: SweepFiles) -> Sweep:
    """Read and check all that the lanes of a grid name, and what they will be written to. Raises InputError.

    Args:
        base: settings of all lanes.
        grid: rows and columns.
        files: where results go.

    Returns:
        The sweep.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((16, 16, 3)))
        >>> grid = jobs.arrange([jobs.numbers_axis("seeds", "seed", "seed", [0, 1])])
        >>> base = TransferSettings("photo.png", "photo.png")
        >>> len(jobs.read_sweep(base, grid, jobs.SweepFiles(Path("sheet.png"))).inputs)
        2
    """
    lanes = grid.lanes(base)
    _check_files(files, grid, [path for settings in lanes for path in files_of(settings)])
    sweep = Sweep(base, grid, lanes, read_many(lanes), files, _early(files))
    check_sheet(files.sheet, sheet_of(sweep, {}))
    return sweep


def plan_of(sweep: Sweep, *, at_once: int | None) -> list[Plan]:
    """How a sweep will go: a plan for each size of content.

    Args:
        sweep: that was read.
        at_once: lanes that are painted at once; None chooses.

    Returns:
        A plan for each group of lanes that can share a program.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.random.default_rng(0).uniform(size=(16, 16, 3)))
        >>> stylejax.save_network("tiny.h5", stylejax.random_network("vgg19", seed=0, width=1 / 64))
        >>> base = TransferSettings("photo.png", "photo.png", network="tiny.h5", steps=1, levels=1)
        >>> grid = jobs.arrange([jobs.numbers_axis("seeds", "seed", "seed", [0, 1])])
        >>> sweep = jobs.read_sweep(base, grid, jobs.SweepFiles(Path("sheet.png")))
        >>> [plan.lanes for plan in jobs.plan_of(sweep, at_once=2)]
        [2]
    """
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


def paint_sweep(
    sweep: Sweep,
    plans: Sequence[Plan],
    *,
    console: Console,
    checkpoint: CheckpointFile | None = None,
    words: Sequence[str] = (),
) -> int:
    """Paint all lanes of a sweep, write what its files name, and return the exit code.

    Where a `checkpoint` of the sweep is there, it goes on from that, and until all is painted it is kept there, with
    the `words` that were typed. Raises InputError for another run's.

    When a signal ends the run early, what is painted is written, the sheet shows holes, and the code is 128 plus the
    signal's number.

    Args:
        sweep: that was read.
        plans: of `plan_of`.
        console: hears of the run.
        checkpoint: where the run is kept, or None.
        words: that were typed.

    Returns:
        The exit code, 0 where all went well.

    Example:
        >>> import contextlib, numpy as np, stylejax
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.random.default_rng(0).uniform(size=(16, 16, 3)))
        >>> stylejax.save_network("tiny.h5", stylejax.random_network("vgg19", seed=0, width=1 / 64))
        >>> base = TransferSettings("photo.png", "photo.png", network="tiny.h5", steps=1, levels=1)
        >>> grid = jobs.arrange([jobs.numbers_axis("seeds", "seed", "seed", [0, 1])])
        >>> sweep = jobs.read_sweep(base, grid, jobs.SweepFiles(Path("sheet.png")))
        >>> console = jobs.Console(lambda line: None, lambda evaluations: contextlib.nullcontext(lambda progress: None))
        >>> jobs.paint_sweep(sweep, jobs.plan_of(sweep, at_once=2), console=console)
        0
    """
    with (
        kept_at(checkpoint, record_of(sweep, {}), words_told(words), say=console.say) as keeper,
        glimpsed(console.show, functools.partial(canvas_of_lanes, sweep.inputs), say=console.say) as glimpses,
    ):
        names, observers = [str(lane + 1) for lane in range(len(sweep.lanes))], [keeper, *glimpses]
        standing = Standing(names, keeper.halfway or {}, observers)
        keeper.stands = standing.stands
        console.say(plan_line(plans))
        if sweep.files.each:
            make_folder(sweep.files.each)

        def paint(callback: Callback) -> Iterator[tuple[int, Result]]:
            heard = {"callback": keeper.hearing(callback), "standing": standing}
            return paint_many(sweep.lanes, sweep.inputs, plans=plans, **heard)

        outcome = paint_series(
            paint,
            evaluations=sum(settings.steps for settings in sweep.lanes),
            console=console,
            each=functools.partial(_save, sweep),
            keep=functools.partial(write_results, sweep, plans),
        )
        if is_whole([result.status for result in outcome.results.values()], of=len(sweep.lanes)):
            keeper.remove()
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


def _early(files: SweepFiles) -> SweepFiles:
    """Where results of a sweep go that is not whole: beside what is there before it begins."""
    named = {name: getattr(files, name) for name in ("sheet", "table", "pareto", "report")}
    return dataclasses.replace(files, **{name: place_of(path, ["stopped"]) for name, path in named.items() if path})
