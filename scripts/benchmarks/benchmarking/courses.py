"""How a run goes: objective and seconds after each evaluation, and when an objective was reached."""

import functools
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import stylejax

Run = Callable[..., stylejax.Result]


class Point(NamedTuple):
    """One evaluation of a run: its objective, and the seconds since the run began."""

    objective: float
    seconds: float


def plain(optimizer: Any) -> Run:
    """A run at full size with that optimizer."""
    return functools.partial(stylejax.transfer, optimizer=optimizer)


def coarse(optimizer: Any, levels: int, share: float) -> Run:
    """A run over so many sizes; each coarser one gets that share of the evaluations of the next."""

    def run(*pictures: Any, steps: int, **options: Any) -> stylejax.Result:
        counts = [max(1, round(steps * share**level)) for level in reversed(range(levels))]
        return stylejax.transfer_coarse_to_fine(*pictures, steps=counts, optimizer=optimizer, **options)

    return run


def course(run: Run, steps: int) -> list[Point]:
    """The run's evaluations one by one; compiled by a short run before, which is not counted."""
    run(steps=2)
    began, seconds = time.perf_counter(), list[float]()
    result = run(steps=steps, callback=lambda progress: seconds.append(time.perf_counter() - began))
    return [Point(value, at) for value, at in zip(result.objective, seconds, strict=True)]


def reached(course: Sequence[Point], steps: int, objective: float) -> tuple[int, float] | None:
    """Evaluations at full size, which are the last `steps`, and seconds to the objective; None where it was missed."""
    for index, point in enumerate(course[-steps:], 1):
        if point.objective <= objective:
            return index, point.seconds
    return None
