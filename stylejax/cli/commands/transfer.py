"""The rim of a transfer: files in, one run, files out."""

import itertools
import signal
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np

from ...files import check_writable, write_json
from ...jobs.inputs import Inputs, read_inputs
from ...jobs.records import record_of
from ...jobs.series import paint_one
from ...jobs.session import progress_until_stopped, set_up_compiling
from ...losses.terms import by_kind
from ...media.images import check_output, write_image
from ...reports.words import introduction
from ...settings import TransferSettings
from ...synthesis.runs import Progress, Result
from ..progress import console_for


def paint(settings: TransferSettings, *, output: Path, report: Path | None, quiet: bool) -> int:
    """Paint one picture as the settings say, write it and its report, and return the exit code.

    Whatever can be wrong is found before the first evaluation. The code is 128 plus the number of the signal that ended
    the run early, if one did; the best picture so far is written all the same. Raises InputError.
    """
    check_outputs(output, report)
    return paint_materials(
        settings, read_inputs(settings), command="transfer", output=output, report=report, quiet=quiet
    )


def paint_materials(
    settings: TransferSettings, inputs: Inputs, *, command: str, output: Path, report: Path | None, quiet: bool
) -> int:
    """Paint with inputs gathered and outputs checked, write the picture and its report, and return the exit code.

    The picture's record bears the command's name.
    """
    say, watch = console_for(quiet)
    set_up_compiling()
    say(introduction(inputs.network))
    with progress_until_stopped(watch, settings.steps) as (interrupted, callback):
        clock = [time.perf_counter()]

        def timed(progress: Progress) -> bool | None:
            clock.append(time.perf_counter())
            return callback(progress)

        result = paint_one(settings, inputs, timed)
        record = {**record_of(settings, inputs, result), "command": command}
        write_image(output, np.asarray(result.image), alpha=inputs.content.alpha, record=record)
        if report:
            _write_report(report, result, record, clock)
    say(_conclusion(output, result, clock[-1] - clock[0], interrupted.signal))
    return interrupted.exit_code


def _write_report(path: Path, result: Result, record: dict[str, Any], clock: list[float]) -> None:
    """What a script would ask about a run, as JSON; seconds of an evaluation are a median, compiling left out."""
    intervals = [later - earlier for earlier, later in itertools.pairwise(clock[1:])]
    report = {
        "evaluations": result.evaluations,
        "accepted_steps": result.accepted_steps,
        "seconds": clock[-1] - clock[0],
        "seconds_per_evaluation": statistics.median(intervals or [clock[-1] - clock[0]]),
        "status": result.status,
        "objective": list(result.objective),
        "terms": by_kind(result.terms),
        **record,
    }
    write_json(path, report)


def check_outputs(output: Path, report: Path | None) -> None:
    """Raise InputError when picture or report could not be written."""
    check_output(output)
    if report:
        check_writable(report)


def _conclusion(output: Path, result: Result, seconds: float, signal_number: int) -> str:
    reasons = {
        "finished": "",
        "stalled": "; ended early, as no lower objective was found for a while",
        "diverged": "; ended early, as the objective was no longer finite",
        "stopped": f"; ended early by {signal.Signals(signal_number).name}" if signal_number else "",
    }
    found = f"{result.evaluations} evaluations in {seconds:.0f} s, objective {min(result.objective):.4g}"
    return f"{output}: {found}{reasons[result.status]}"
