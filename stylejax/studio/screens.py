"""What is seen of a run by whoever looks at a page: its picture on the way, its curve, the time left, what was said."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from ..jobs.session import Clock, Console, Reporter, nobody
from ..media.films import jpeg_of
from ..reports.words import duration, level_words
from ..synthesis.runs import Progress

MOST_LINES = 50
MOST_POINTS = 400  # of a curve


class View(NamedTuple):
    """What is seen of a run at one moment.

    Attributes:
        number: counts what has changed: two views of the same number are equal.
        picture: a JPEG file; empty before there is one.
        words: how far it is: "getting ready", "40 s left".
        detail: evaluations, size and objective, in words.
        done: the share of the work that is done, from 0 to 1.
        objective: at each evaluation, thinned out.
        lines: what was said.

    Example:
        >>> from stylejax import studio
        >>> studio.View(done=0.5, words="40 s left").words
        '40 s left'
    """

    number: int = 0
    picture: bytes = b""
    words: str = "getting ready"
    detail: str = ""
    done: float = 0.0
    objective: tuple[float, ...] = ()
    lines: tuple[str, ...] = ()


class Screen:
    """Takes what a run shows and says, from any thread; `view` is what is seen of it now.

    Example:
        >>> from stylejax import studio
        >>> screen = studio.Screen()
        >>> screen.console().say("the painting is small")
        >>> screen.view.lines
        ('the painting is small',)
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._view = View()
        self._curve: list[float] = []

    @property
    def view(self) -> View:
        """What is seen now."""
        with self._lock:
            return self._view._replace(objective=thinned(self._curve))

    def console(self, *, ended: Callable[[], bool] = nobody) -> Console:
        """A console whose run is seen here, and which is `ended` by whoever looks."""
        return Console(self.say, self.watch, ended, self.show)

    def beside(self, console: Console) -> Console:
        """The console, whose run is seen here too."""

        def say(line: str) -> None:
            console.say(line)
            self.say(line)

        @contextlib.contextmanager
        def watch(evaluations: int) -> Iterator[Reporter]:
            with console.watch(evaluations) as there, self.watch(evaluations) as here:
                yield lambda progress: (there(progress), here(progress))[0]

        return console._replace(say=say, watch=watch, show=self.show)

    def say(self, line: str) -> None:
        """Take a line."""
        with self._lock:
            self._change(lines=(*self._view.lines, line)[-MOST_LINES:])

    def show(self, codes: np.ndarray) -> None:
        """Take a picture as codes `[h w 3]`."""
        picture = jpeg_of(codes)
        with self._lock:
            self._change(picture=picture)

    @contextlib.contextmanager
    def watch(self, evaluations: int) -> Iterator[Reporter]:
        """Take how far a run of so many evaluations is."""
        clock = Clock()

        def report(progress: Progress) -> None:
            left = clock.seconds_left(progress)
            with self._lock:
                self._curve.append(progress.objective)
                self._change(words=words_of(left), detail=detail_of(progress), done=progress.done)

        yield report

    def _change(self, **changes: object) -> None:
        self._view = self._view._replace(number=self._view.number + 1, **changes)  # pyrefly: ignore


def words_of(left: float | None) -> str:
    """The time left, as people say it."""
    return "getting ready" if left is None else f"{duration(max(1.0, left))} left"


def detail_of(progress: Progress) -> str:
    """How far a run is: its part and size, evaluations, and how near it is."""
    objective = f"objective {progress.objective:.4g} ({progress.goal.replace('lower', 'smaller')})"
    count = f"{progress.evaluation} of {progress.steps} evaluations"
    return ", ".join(filter(None, (progress.part, level_words(progress), count, objective)))


def thinned(curve: list[float]) -> tuple[float, ...]:
    """Every so many-th point of a curve, at most `MOST_POINTS` of them, with the last."""
    every = -(-len(curve) // MOST_POINTS) or 1
    return (*curve[:-1:every], *curve[-1:])
