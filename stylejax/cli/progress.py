"""How a run is shown: a bar on a terminal, a line now and then elsewhere, or nothing. The only door to rich."""

import contextlib
import math
import sys
from collections.abc import Callable, Iterator

import rich.console
import rich.live
import rich.progress

from .. import studio
from ..jobs.session import Clock, Console, Reporter
from ..reports.words import level_words
from ..synthesis.runs import Progress
from . import streams
from .progress_line import ProgressLine

SECONDS_BETWEEN_LINES = 10.0

ByteReporter = Callable[[int, int], None]  # bytes so far, bytes in all (0: not known)


@contextlib.contextmanager
def bar(steps: int) -> Iterator[Reporter]:
    """One line on standard error that moves: what is painted, evaluations, objective, time left.

    Args:
        steps: evaluations that are to come.

    Returns:
        What is told of each evaluation, within the block.

    Example:
        >>> from stylejax import Progress, cli
        >>> with cli.bar(100) as report:
        ...     report(Progress(1, 100, 0.5))
    """
    console = rich.console.Console(stderr=True)
    shown = ProgressLine(Clock())
    with rich.live.Live(shown, console=console, refresh_per_second=8):
        yield shown.report


@contextlib.contextmanager
def lines(steps: int) -> Iterator[Reporter]:
    """A plain line on standard error at the first evaluation, every ten seconds and at the end.

    Args:
        steps: evaluations that are to come.

    Returns:
        What is told of each evaluation, within the block.

    Example:
        >>> from stylejax import Progress, cli
        >>> with cli.lines(100) as report:
        ...     report(Progress(100, 100, 0.5))
    """
    clock = Clock()
    said, goal_told = -math.inf, False

    def report(progress: Progress) -> None:
        nonlocal said, goal_told
        left = clock.seconds_left(progress)
        if clock.last - said >= SECONDS_BETWEEN_LINES or progress.evaluation == progress.steps:
            print(_line(progress, left, "" if goal_told else f" ({progress.goal})"), file=sys.stderr)
            said, goal_told = clock.last, True

    yield report


def _line(progress: Progress, left: float | None, goal: str) -> str:
    places = [place for place in (progress.part, level_words(progress)) if place]
    objective = f"objective {progress.objective:.4g}{goal}"
    start = ", ".join([f"step {progress.evaluation}/{progress.steps}", *places, objective])
    return start if left is None else f"{start}, {left:.0f} s left"


@contextlib.contextmanager
def silence(steps: int) -> Iterator[Reporter]:
    """Nothing.

    Args:
        steps: evaluations that are to come.

    Returns:
        What is told of each evaluation, within the block.

    Example:
        >>> from stylejax import Progress, cli
        >>> with cli.silence(100) as report:
        ...     report(Progress(1, 100, 0.5))
    """
    yield lambda progress: None


@contextlib.contextmanager
def download_bar(name: str) -> Iterator[ByteReporter]:
    """A progress bar on standard error: bytes, bytes per second, time left; one line where that is no terminal.

    Args:
        name: of what is fetched.

    Returns:
        What is told of bytes so far and bytes in all, 0 where that is not known, within the block.

    Example:
        >>> from stylejax import cli
        >>> with cli.download_bar("vgg19") as report:
        ...     report(1000, 2000)
    """
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
    """Nothing.

    Args:
        name: of what is fetched.

    Returns:
        What is told of bytes so far and bytes in all, within the block.

    Example:
        >>> from stylejax import cli
        >>> with cli.download_silence("vgg19") as report:
        ...     report(1000, 2000)
    """
    yield lambda received, total: None


def console_for(quiet: bool, live: int | None = None) -> Console:
    """The console for people at a terminal, for logs, or, when `quiet`, for nobody; and for who looks at a page.

    `live` is the port of the page. Raises InputError where nobody can listen there.

    Args:
        quiet: True, and nothing is said.
        live: a port of this machine, or None.

    Returns:
        The console.

    Example:
        >>> from stylejax import cli
        >>> cli.console_for(True).say("nobody hears this")
    """
    console = _console_for(quiet)
    if live is None:
        return console
    screen = studio.live_page(live)
    console.say(f"seen at http://127.0.0.1:{live}")
    return screen.beside(console)


def _console_for(quiet: bool) -> Console:
    if quiet or sys.stderr is None:
        streams.tell_warnings(lambda line: None)
        return Console(lambda line: None, silence)
    streams.tell_warnings(_say)
    return Console(_say, bar if sys.stderr.isatty() else lines)


def _say(line: str) -> None:
    print(line, file=sys.stderr)  # looked up now: while a bar is shown it is another one, which writes above the bar
