"""A run as those see it who wait for it: how far it is, how it stands, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

import jax

from ..losses.terms import Terms


@dataclass(frozen=True)
class Progress:
    """What a callback is told after each evaluation."""

    evaluation: int
    steps: int
    objective: float


@dataclass(frozen=True)
class Result:
    """A finished picture and how it came about.

    Attributes:
        image: the best picture seen, `[h w 3]`, in [0, 1].
        objective: the objective at each evaluation.
        evaluations: evaluations of objective and gradient: what was paid.
        accepted_steps: how many of them moved the optimizer on.
        terms: unweighted terms of the best point seen, before its values were clipped to [0, 1].
        status: "finished", "stalled" (no lower objective was found for a while), "diverged" (likewise, and the last one
            was not finite) or "stopped" (by the callback).
    """

    image: jax.Array
    objective: tuple[float, ...]
    evaluations: int
    accepted_steps: int
    terms: Terms
    status: str


Callback = Callable[[Progress], bool | None]


def heard_by(callback: Callback | None) -> Callback:
    """The callback, or one that hears and says nothing."""
    return callback or (lambda progress: None)


def continued(callback: Callback, *, before: int, total: int) -> Callback:
    """The callback for one of several runs: it is told of evaluations as counted over all of them."""
    return lambda progress: callback(Progress(before + progress.evaluation, total, progress.objective))
