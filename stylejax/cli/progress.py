"""How a run is shown: a bar on a terminal, a line now and then elsewhere, or nothing. The only door to rich."""

import contextlib
import functools
import math
import sys
import time
from collections.abc import Callable, Iterator

import rich.console
import rich.progress

from ..jobs.session import (
    Console,
    Reporter,
)
from ..synthesis.runs import Progress

SECONDS_BETWEEN_LINES = 10.0

ByteReporter = Callable[[int, int], None]  # bytes so far, bytes in all (0: not known)


@contextlib.contextmanager
def bar(steps: int) -> Iterator[Reporter]:
    """A progress bar on standard error: level and its size, evaluations, objective, time left."""
    columns = (
        rich.progress.TextColumn("{task.description}"),
        rich.progress.BarColumn(),
        rich.progress.TextColumn("{task.fields[evaluation]}" + f"/{steps}"),
        rich.progress.TextColumn("objective {task.fields[objective]}"),
        rich.progress.TimeRemainingColumn(),
    )
    with rich.progress.Progress(*columns, console=rich.console.Console(stderr=True)) as display:
        task = display.add_task("compiling", total=1.0, objective="-", evaluation=0)

        def report(progress: Progress) -> None:
            told = {"objective": f"{progress.objective:.4g}", "evaluation": progress.evaluation}
            display.update(task, completed=progress.done, description=_place(progress) or "painting", **told)

        yield report


@contextlib.contextmanager
def lines(steps: int) -> Iterator[Reporter]:
    """A plain line on standard error at the first evaluation, every ten seconds and at the end."""
    said, first = -math.inf, None

    def report(progress: Progress) -> None:
        nonlocal said, first
        now = time.monotonic()
        first = first or (now, progress.done)  # times are counted from here, as what comes before compiles
        if now - said >= SECONDS_BETWEEN_LINES or progress.evaluation == progress.steps:
            said = now
            print(_line(progress, now - first[0], progress.done - first[1]), file=sys.stderr)

    yield report


def _line(progress: Progress, seconds: float, share: float) -> str:
    """Where a run stands that took so many seconds for such a share of its work."""
    place = f"{_place(progress)}, " if _place(progress) else ""
    start = f"step {progress.evaluation}/{progress.steps}, {place}objective {progress.objective:.4g}"
    return f"{start}, {(1 - progress.done) * seconds / share:.0f} s left" if share else start


def _place(progress: Progress) -> str:
    """The level and its size, where there are several."""
    level = progress.level
    if not level or level.count == 1:
        return ""
    return f"level {level.number} of {level.count} ({level.shape[1]} x {level.shape[0]})"


@contextlib.contextmanager
def silence(steps: int) -> Iterator[Reporter]:
    """Nothing."""
    yield lambda progress: None


@contextlib.contextmanager
def download_bar(name: str) -> Iterator[ByteReporter]:
    """A progress bar on standard error: bytes, bytes per second, time left; one line where that is no terminal."""
    columns = (
        rich.progress.TextColumn("{task.description}"),
        rich.progress.BarColumn(),
        rich.progress.DownloadColumn(),
        rich.progress.TransferSpeedColumn(),
        rich.progress.TimeRemainingColumn(),
    )
    console = rich.console.Console(stderr=True)
    if not console.is_terminal:
        print(f"fetching {name} ...", file=sys.stderr)
    with rich.progress.Progress(*columns, console=console, disable=not console.is_terminal) as display:
        task = display.add_task(f"fetching {name}", total=None)

        def report(received: int, total: int) -> None:
            display.update(task, completed=received, total=total or None)

        yield report


@contextlib.contextmanager
def download_silence(name: str) -> Iterator[ByteReporter]:
    """Nothing."""
    yield lambda received, total: None


def console_for(quiet: bool) -> Console:
    """The console_for for people at a terminal, for logs, or, when `quiet`, for nobody."""
    if quiet:
        return Console(lambda line: None, silence)
    return Console(functools.partial(print, file=sys.stderr), bar if sys.stderr.isatty() else lines)
