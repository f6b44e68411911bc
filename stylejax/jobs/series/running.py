"""A series: what is painted is kept, whatever ends it."""

import dataclasses
import time
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

import jax

from ...signals import Interruption
from ...synthesis.runs import DEAD
from ..session import Console, Watching, in_words, progress_until_stopped, set_up_compiling

INCOMPLETE = 3  # exit code of a series with a picture that could not be read, or whose objective was not finite

Kept = TypeVar("Kept")
Painted = TypeVar("Painted")


@dataclasses.dataclass(frozen=True)
class Outcome(Generic[Kept]):
    """What came of a series.

    Attributes:
        results: what is kept of each picture that was begun, by its number.
        signal: the signal that ended the series early, or 0.
        seconds: on the wall.
        written: what `keep` of the series said of where it put them.

    Example:
        >>> from stylejax import jobs
        >>> jobs.Outcome({0: "a picture"}, 2, 1.5).exit_code
        130
    """

    results: dict[int, Kept]
    signal: int
    seconds: float
    written: Any = None

    @property
    def exit_code(self) -> int:
        """0, or as shells have it 128 plus the signal's number."""
        return Interruption(self.signal).exit_code

    def exit_code_for(self, statuses: Iterable[str]) -> int:
        """The exit code of a series whose runs have ended so: `INCOMPLETE` where one is dead and no signal came."""
        return self.exit_code or (INCOMPLETE if any(status in DEAD for status in statuses) else 0)


def paint_series(
    paint: Callable[[Watching], Iterable[tuple[int, Painted]]],
    *,
    evaluations: int,
    console: Console,
    each: Callable[[int, Painted], Kept | None],
    keep: Callable[[dict[int, Kept], float], Any] = lambda results, seconds: None,
) -> Outcome[Kept]:
    """Paint a series and keep what is painted, whatever ends it: its end, a signal or an error.

    `paint` is given the callback and yields (number, what was painted) as it comes; so many `evaluations` are its
    whole. `each` is called at once and says what to keep of a picture, None where it is nothing; `keep` is given all
    that was kept and the seconds so far, unless there is nothing.

    Args:
        paint: is given the callback, and yields numbers and what was painted.
        evaluations: of all of it.
        console: hears of the run.
        each: says what to keep of what was painted.
        keep: is given what was kept of all, and seconds.

    Returns:
        What came of it.

    Example:
        >>> import contextlib
        >>> from stylejax import jobs
        >>> console = jobs.Console(print, lambda evaluations: contextlib.nullcontext(lambda progress: None))
        >>> outcome = jobs.paint_series(
        ...     lambda callback: [(0, "a"), (1, "b")], evaluations=2, console=console, each=jobs.series.as_it_is
        ... )
        >>> outcome.results
        {0: 'a', 1: 'b'}
    """
    set_up_compiling(console.say)
    results, written, started = dict[int, Kept](), None, time.perf_counter()
    with progress_until_stopped(console, evaluations) as callback:
        try:
            for number, painted in paint(callback):
                kept = each(number, painted)
                if kept is not None:
                    results[number] = kept
                # Where another process dies, this one may be ended without a word.
                if results and jax.process_count() > 1:
                    keep(results, time.perf_counter() - started)
        except (MemoryError, ValueError, jax.errors.JaxRuntimeError) as error:
            if (told := in_words(error)) is None:
                raise
            raise told from error
        finally:
            if results:
                written = keep(results, time.perf_counter() - started)
    return Outcome(results, callback.interruption.signal, time.perf_counter() - started, written)


def as_it_is(number: int, painted: Painted) -> Painted:
    """All of it is kept.

    Args:
        number: of the picture.
        painted: what was painted.

    Returns:
        It.

    Example:
        >>> from stylejax import jobs
        >>> jobs.series.as_it_is(0, "a picture")
        'a picture'
    """
    return painted
