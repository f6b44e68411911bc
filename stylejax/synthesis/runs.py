"""A run as those see it who wait for it: how far it is, how it stands, and what came of it."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import jax

from ..losses.objectives import Terms

PATIENCE = 50  # evaluations without a lower objective after which a run has stalled


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


def continued(callback: Callback, *, before: int, total: int) -> Callback:
    """The callback for one of several runs: it is told of evaluations as counted over all of them."""
    return lambda progress: callback(Progress(before + progress.evaluation, total, progress.objective))


@dataclass
class Track:
    """The objectives of a run as they come, and how it stands.

    Once `PATIENCE` of them brought no lower one it is "stalled", or "diverged" where the last is not finite either.
    """

    values: list[float] = field(default_factory=list)
    status: str = "finished"
    _best: float = math.inf
    _best_at: int = 0

    def add(self, value: float, *, stopped: bool) -> None:
        """Take the objective of one more evaluation."""
        self.values.append(value)
        if value < self._best:
            self._best, self._best_at = value, len(self.values)
        over = len(self.values) - self._best_at >= PATIENCE
        unstopped = "finished" if not over else "stalled" if math.isfinite(value) else "diverged"
        self.status = "stopped" if stopped else unstopped
