"""The line that moves while something is painted: it keeps what matters however narrow the terminal is."""

import time
from collections.abc import Iterator

import rich.console
import rich.progress_bar
import rich.spinner
import rich.table

from ..jobs.session import Clock
from ..reports.words import duration, level_words
from ..synthesis.runs import Progress

SHORTEST_BAR, LONGEST_BAR = 8, 40  # columns
GAP = 2  # columns between the parts of the line
PATIENCE = 3.0  # seconds without a report after which they are counted on the line


class ProgressLine:
    """A line for `rich.live.Live`: a spinner, what is painted, evaluations, objective, a bar, and the time left.

    Where the terminal is too narrow for all, the bar goes first, then which way the objective is to go, the size, the
    objective, and what is painted; evaluations and time left stay.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.progress: Progress | None = None
        self.left: float | None = None
        self.spinners = {name: rich.spinner.Spinner(name) for name in ("dots", "line")}

    def report(self, progress: Progress) -> None:
        """Hear of an evaluation."""
        self.left = self.clock.seconds_left(progress)
        self.progress = progress

    def __rich_console__(
        self, console: rich.console.Console, options: rich.console.ConsoleOptions
    ) -> rich.console.RenderResult:
        spinner = self.spinners["line" if options.ascii_only else "dots"]
        text, bar = self.parts(options.max_width - 1 - GAP)
        grid = rich.table.Table.grid(padding=(0, GAP, 0, 0))
        grid.add_row(spinner, text, *([bar] if bar else []))
        yield grid

    def parts(self, width: int) -> tuple[str, rich.progress_bar.ProgressBar | None]:
        """The words that fit such a width, and a bar where there is room for one."""
        words = next((each for each in self._shorter_and_shorter() if len(each) <= width), "")[:width]
        room = min(width - len(words) - GAP, LONGEST_BAR)
        if not self.progress or room < SHORTEST_BAR:
            return words, None
        return words, rich.progress_bar.ProgressBar(1.0, self.progress.done, width=room)

    def _shorter_and_shorter(self) -> Iterator[str]:
        """The words of the line, each time with less of what matters less."""
        if not self.progress:
            yield f"compiling, {time.monotonic() - self.clock.started:.0f} s"
            return
        objective, level = f"objective {self.progress.objective:.4g}", level_words(self.progress)
        places = [" ".join(filter(None, (self.progress.part, each))) for each in (level, level.partition(" (")[0])]
        told = f"{objective} ({self.progress.goal})"
        for place, number in ((places[0], told), (places[0], objective), (places[1], objective), (places[1], "")):
            yield self._line(place, number)
        yield self._line(self.progress.part.partition(":")[0] or places[1], "")
        yield self._line("", "")

    def _line(self, place: str, objective: str) -> str:
        assert self.progress
        count = f"{self.progress.evaluation}/{self.progress.steps}"
        return (" " * GAP).join(filter(None, (place, count, objective, self._time())))

    def _time(self) -> str:
        """The time left, and how long nothing was heard where that is long."""
        silent = time.monotonic() - self.clock.last
        left = "" if self.left is None else f"{duration(self.left)} left"
        return f"{left} (waiting {silent:.0f} s)".strip() if silent > PATIENCE else left
