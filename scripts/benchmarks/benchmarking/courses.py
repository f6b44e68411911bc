"""How a run goes: objective and seconds after each evaluation, and when an objective was reached."""

import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import stylejax
from stylejax.synthesis.levels import SHARE_OF_NEXT
from stylejax.synthesis.starts import noise_start

Run = Callable[..., stylejax.Result]


class Point(NamedTuple):
    """One evaluation of a run: its objective, and the seconds since the run began."""

    objective: float
    seconds: float


def plain(optimizer: Any) -> Run:
    """A run from color noise with that optimizer and literal weights, all at full size."""
    return coarse(optimizer, 1)


def coarse(optimizer: Any, levels: int) -> Run:
    """A run from color noise over so many sizes; the last is given about as many evaluations as are asked for."""

    def run(*pictures: Any, steps: int, **options: Any) -> stylejax.Result:
        total = round(steps * sum(SHARE_OF_NEXT**level for level in range(levels)))
        literal: dict[str, Any] = {"weights": stylejax.loss_weights(), "init": noise_start}
        return stylejax.transfer(*pictures, steps=total, levels=levels, optimizer=optimizer, **{**literal, **options})

    return run


def course(run: Run, steps: int) -> list[Point]:
    """The run's evaluations one by one; compiled by a short run before, which is not counted."""
    run(steps=4)
    began, seconds = time.perf_counter(), list[float]()
    result = run(steps=steps, callback=lambda progress: seconds.append(time.perf_counter() - began))
    return [Point(value, at) for value, at in zip(result.objective, seconds, strict=True)]


def reached(course: Sequence[Point], steps: int, objective: float) -> tuple[int, float] | None:
    """Evaluations at full size, which are the last `steps`, and seconds to the objective; None where it was missed."""
    for index, point in enumerate(course[-steps:], 1):
        if point.objective <= objective:
            return index, point.seconds
    return None
