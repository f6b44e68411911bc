"""One picture: painted as its settings say, and written with its record and its report."""

import itertools
import signal
import statistics
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..files import check_apart, check_writable, write_json
from ..losses.terms import by_kind
from ..media.images import check_output, write_image
from ..reports.words import introduction
from ..settings import TransferSettings
from ..synthesis.runs import Result
from .inputs import Inputs, notes
from .records import transfer_record, transfer_result
from .series import paint_one, paint_series
from .session import Console, Watching, noting_times


def check_outputs(picture: Path, *others: Path | None, inputs: Iterable[str | Path]) -> None:
    """Raise InputError when the picture, or another file that is wanted, could not be written, or is an input."""
    wanted = [path for path in others if path]
    check_apart([picture, *wanted], inputs)
    check_output(picture)
    for path in wanted:
        check_writable(path)


def paint_picture(
    settings: TransferSettings, inputs: Inputs, *, command: str, output: Path, report: Path | None, console: Console
) -> int:
    """Paint with inputs read and outputs checked, write the picture and its report, and return the exit code.

    The picture's record bears the command's name. The code is 128 plus the number of the signal that ended the run
    early, if one did; the best picture so far is written all the same.
    """
    for line in (introduction(inputs.network), *notes(settings, inputs)):
        console.say(line)
    clock: list[float] = []

    def paint(callback: Watching) -> Iterator[tuple[int, Result]]:
        clock.append(time.perf_counter())
        yield 0, paint_one(settings, inputs, noting_times(callback, clock))

    def write(number: int, result: Result) -> Result:
        record = transfer_record(command, settings, inputs, result=transfer_result(result))
        write_image(output, np.asarray(result.image), alpha=inputs.content.alpha, record=record)
        if report:
            write_json(report, _report(result, record, clock))
        return result

    outcome = paint_series(paint, evaluations=settings.steps, console=console, each=write)
    console.say(_conclusion(output, outcome.results[0], clock[-1] - clock[0], outcome.signal))
    return outcome.exit_code_for([outcome.results[0].status])


def _report(result: Result, record: dict[str, Any], clock: list[float]) -> dict[str, Any]:
    """What a script would ask about a run; seconds of an evaluation are a median at the last level."""
    intervals = [later - earlier for earlier, later in itertools.pairwise(clock[-result.levels[-1].evaluations :])]
    return {
        "evaluations": result.evaluations,
        "accepted_steps": result.accepted_steps,
        "seconds": clock[-1] - clock[0],
        "seconds_per_evaluation": statistics.median(intervals or [clock[-1] - clock[0]]),
        "status": result.status,
        "objective": list(result.objective),
        "terms": by_kind(result.terms),
        **record,
    }


def _conclusion(output: Path, result: Result, seconds: float, signal_number: int) -> str:
    reasons = {
        "finished": "",
        "stalled": "; ended early, as no lower objective was found for a while",
        "diverged": "; the objective was no longer finite: try a smaller weight, or another optimizer",
        "stopped": f"; ended early by {signal.Signals(signal_number).name}" if signal_number else "",
    }
    found = f"{result.evaluations} evaluations in {seconds:.0f} s, objective {result.lowest:.4g}"
    return f"{output}: {found}{reasons[result.status]}"
