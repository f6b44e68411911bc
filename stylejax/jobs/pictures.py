"""One picture: painted as its settings say, and written with its record and its report."""

import dataclasses
import itertools
import signal
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np

from ..files import check_writable, write_json
from ..media.images import check_output, write_image
from ..reports.words import introduction
from ..settings import TransferSettings
from ..synthesis.runs import Progress, Result
from .inputs import Inputs
from .records import record_of
from .series import paint_one
from .session import Console, progress_until_stopped, set_up_compiling


def check_outputs(output: Path, report: Path | None) -> None:
    """Raise InputError when picture or report could not be written."""
    check_output(output)
    if report:
        check_writable(report)


def paint_picture(
    settings: TransferSettings, inputs: Inputs, *, command: str, output: Path, report: Path | None, console: Console
) -> int:
    """Paint with inputs read and outputs checked, write the picture and its report, and return the exit code.

    The picture's record bears the command's name. The code is 128 plus the number of the signal that ended the run
    early, if one did; the best picture so far is written all the same.
    """
    say, watch = console
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
        "terms": dataclasses.asdict(result.terms),
        **record,
    }
    write_json(path, report)


def _conclusion(output: Path, result: Result, seconds: float, signal_number: int) -> str:
    reasons = {
        "finished": "",
        "stalled": "; ended early, as no lower objective was found for a while",
        "diverged": "; ended early, as the objective was no longer finite",
        "stopped": f"; ended early by {signal.Signals(signal_number).name}" if signal_number else "",
    }
    found = f"{result.evaluations} evaluations in {seconds:.0f} s, objective {min(result.objective):.4g}"
    return f"{output}: {found}{reasons[result.status]}"
