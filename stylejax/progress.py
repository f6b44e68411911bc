"""How a run is shown: a bar on a terminal, a line now and then elsewhere, or nothing. The only door to rich."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

import rich.progress
from rich.console import Console

from .transfers import Progress

SECONDS_BETWEEN_LINES = 10.0

Reporter = Callable[[Progress], None]


@contextlib.contextmanager
def bar(steps: int) -> Iterator[Reporter]:
    """A progress bar on standard error: step, objective, evaluations per second, time left."""
    columns = (
        rich.progress.TextColumn("{task.description}"),
        rich.progress.BarColumn(),
        rich.progress.MofNCompleteColumn(),
        rich.progress.TextColumn("objective {task.fields[objective]}"),
        rich.progress.TextColumn("{task.fields[rate]}"),
        rich.progress.TimeRemainingColumn(),
    )
    with rich.progress.Progress(*columns, console=Console(stderr=True)) as display:
        task = display.add_task("compiling", total=steps, objective="-", rate="")

        def report(progress: Progress) -> None:
            speed = display.tasks[0].speed
            rate = f"{speed:.1f} evaluations/s" if speed else ""
            objective = f"{progress.objective:.4g}"
            display.update(task, completed=progress.evaluation, description="painting", objective=objective, rate=rate)

        yield report


@contextlib.contextmanager
def lines(steps: int) -> Iterator[Reporter]:
    """A plain line on standard error every ten seconds and at the end."""
    times = [time.monotonic()]  # of the last line, and of all evaluations: the first is left out, as it compiles

    def report(progress: Progress) -> None:
        times.append(time.monotonic())
        if times[-1] - times[0] >= SECONDS_BETWEEN_LINES or progress.evaluation == steps:
            times[0] = times[-1]
            print(_line(progress, times[1:]), file=sys.stderr)

    yield report


def _line(progress: Progress, times: list[float]) -> str:
    start = f"step {progress.evaluation}/{progress.steps}, objective {progress.objective:.4g}"
    if len(times) < 2:
        return start
    rate = (len(times) - 1) / (times[-1] - times[0])
    return f"{start}, {rate:.2f} evaluations/s, {(progress.steps - progress.evaluation) / rate:.0f} s left"


@contextlib.contextmanager
def silence(steps: int) -> Iterator[Reporter]:
    """Nothing."""
    yield lambda progress: None
