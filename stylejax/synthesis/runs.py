"""A run as those see it who wait for it: how far it is, how it stands, and what came of it."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import jax
import numpy as np

from ..losses.terms import Terms, Weights
from ..media.films import png_of


@dataclass(frozen=True)
class Level:
    """One of the sizes at which a picture is painted, each twice the one before.

    Attributes:
        number: from 1, the coarsest.
        count: how many there are.
        shape: height and width of the picture at this level.
        shrinkage: by what content and style are smaller than they were given.
        steps: evaluations that are spent here.
        before: evaluations that are spent before.

    Example:
        >>> import stylejax
        >>> stylejax.levels_of((128, 128, 3), steps=100, levels=2)[0].shrinkage
        2
    """

    number: int
    count: int
    shape: tuple[int, int]
    shrinkage: int
    steps: int
    before: int

    @property
    def work(self) -> int:
        """What is computed here, as evaluations times pixels."""
        return self.steps * self.shape[0] * self.shape[1]


CLOSER = "lower is closer"  # the goal of an objective that compares with pictures


@dataclass(frozen=True)
class Progress:
    """What a callback is told after each evaluation.

    Attributes:
        evaluation: how many there were.
        steps: how many there are to be.
        objective: the last one's.
        share: of the work that is done, where evaluations differ in what they cost; None where they do not.
        level: the size that is being painted, of several.
        part: which of several pictures is being painted, in words.
        goal: which way the objective is to go, in words.

    Example:
        >>> import stylejax
        >>> stylejax.Progress(3, 100, 0.25).evaluation
        3
    """

    evaluation: int
    steps: int
    objective: float
    share: float | None = None
    level: Level | None = None
    part: str = ""
    goal: str = CLOSER

    @property
    def done(self) -> float:
        """The share of the work that is done, from 0 to 1."""
        return self.evaluation / self.steps if self.share is None else self.share


@dataclass(frozen=True)
class LevelResult:
    """What was done at one size.

    Attributes:
        shape: height and width of the picture.
        evaluations: evaluations of objective and gradient.
        objective: the lowest that was found, with these weights.
        weights: of the terms, as they were: those of a strength are measured anew at each level.
        moved: whether any objective was lower than that of the level's start.
        accepted_steps: how many of the evaluations moved the optimizer on.

    Example:
        >>> import stylejax
        >>> stylejax.LevelResult((64, 64), 100, 0.5, stylejax.loss_weights(), True).objective
        0.5
    """

    shape: tuple[int, int]
    evaluations: int
    objective: float
    weights: Weights
    moved: bool
    accepted_steps: int = 0


@dataclass(frozen=True)
class Result:
    """A finished picture and how it came about.

    Attributes:
        image: the best picture seen at the last level, `[h w 3]`, in [0, 1], of full size.
        objective: the objective at each evaluation; those of one level compare.
        evaluations: evaluations of objective and gradient: what was paid.
        accepted_steps: how many of them moved the optimizer on.
        terms: unweighted terms of the best point seen, before its values were clipped to [0, 1].
        status: "finished", "converged" (no lower objective was found for a while), "stalled" (there was none at all
            below that of the start), "diverged" (the last one was not finite) or "stopped" (by the callback).
        levels: what was done at each size, the coarsest first.

    Example:
        >>> import numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 24, 32, 3))
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> len(stylejax.transfer(photo, painting, network=network, steps=2).objective)
        2
    """

    image: jax.Array
    objective: tuple[float, ...]
    evaluations: int
    accepted_steps: int
    terms: Terms
    status: str
    levels: tuple[LevelResult, ...]

    @property
    def lowest(self) -> float:
        """The objective of the picture: the lowest found at its last level."""
        return self.levels[-1].objective

    @property
    def moved(self) -> bool:
        """Whether the picture is any better than what it began with."""
        return any(level.moved for level in self.levels)

    @property
    def came_to_nothing(self) -> bool:
        """Whether the run was stopped before there was anything to keep."""
        return self.status == "stopped" and not self.moved

    def _repr_png_(self) -> bytes:
        """The picture, as notebooks show it."""
        return png_of(self.image)


class LevelDone(NamedTuple):
    """What of a level that is over is needed to go on after it.

    Attributes:
        objective: at each evaluation.
        accepted_steps: how many of them moved the optimizer on.
        weights: of the terms, in their order, as they were.
    """

    objective: tuple[float, ...]
    accepted_steps: int
    weights: tuple[float, ...]


class Halfway(NamedTuple):
    """Where a transfer stands between two evaluations: from here it goes on as if it had never been ended.

    Plain arrays and numbers, which the device does not know: they can be written to a file. See `halfway_of`.

    Attributes:
        done: the levels before.
        objective: at each evaluation of the level but the last.
        last: the objective of the last evaluation, as the step evaluates it.
        leaves: of the lane after it, in the order of `jax.tree.leaves`.
        left: of a lane that ended before those painted together with it, what is kept of it, in the same order.

    Example:
        >>> import numpy as np
        >>> from stylejax import synthesis
        >>> synthesis.Halfway((), (2.0, 1.0), np.zeros(()), ()).objective
        (2.0, 1.0)
    """

    done: tuple[LevelDone, ...]
    objective: tuple[float, ...]
    last: np.ndarray
    leaves: tuple[np.ndarray, ...]
    left: tuple[np.ndarray, ...] = ()

    @property
    def evaluation(self) -> int:
        """How many evaluations of the level the lane has behind it."""
        return len(self.objective) + 1


class DreamHalfway(NamedTuple):
    """Where a dream stands between two steps, as plain arrays and numbers; see `dream_halfway_of`.

    Attributes:
        octave: that is being dreamt.
        objective: before each step but the last, of all octaves.
        last: the objective of the last step.
        picture: after it.

    Example:
        >>> import numpy as np
        >>> from stylejax import synthesis
        >>> synthesis.DreamHalfway(1, (), np.zeros(()), np.zeros((16, 16, 3))).octave
        1
    """

    octave: int
    objective: tuple[float, ...]
    last: np.ndarray
    picture: np.ndarray


class Finished(NamedTuple):
    """A result as plain arrays and numbers; see `finished`.

    Attributes:
        levels: what was done at each.
        image: the picture, `[h w 3]` in [0, 1].
        terms: unweighted, in their order.
        status: how it ended.

    Example:
        >>> import numpy as np
        >>> from stylejax import synthesis
        >>> synthesis.Finished((), np.zeros((16, 16, 3)), (1.0,), "finished").status
        'finished'
    """

    levels: tuple[LevelDone, ...]
    image: np.ndarray
    terms: tuple[float, ...]
    status: str


DEAD = ("stalled", "diverged")  # how runs end that have painted nothing


def lowest(objectives: Iterable[float]) -> float:
    """The lowest of them that is finite, and infinity where none is."""
    return min((value for value in objectives if math.isfinite(value)), default=math.inf)


Callback = Callable[[Progress], bool | None]


def heard_by(callback: Callback | None) -> Callback:
    """The callback, or one that hears and says nothing."""
    return callback or (lambda progress: None)


def continued(callback: Callback, *, before: int, total: int, part: str = "", goal: str = CLOSER) -> Callback:
    """The callback for one of several runs: it is told of evaluations as counted over all of them.

    It is also told which `part` of the whole this run is, and its `goal`; see `Progress`.

    Args:
        callback: of the whole.
        before: evaluations of the runs before.
        total: of all of them.
        part: which run this is, in words.
        goal: which way the objective is to go, in words.

    Returns:
        A callback for one run.

    Example:
        >>> import stylejax
        >>> told = stylejax.synthesis.continued(lambda progress: print(progress.evaluation), before=10, total=20)
        >>> told(stylejax.Progress(3, 10, 0.5))
        13
    """

    def told(progress: Progress) -> bool | None:
        share = (before + progress.steps * progress.done) / total
        counted = replace(progress, evaluation=before + progress.evaluation, steps=total, share=share)
        return callback(replace(counted, part=part, goal=goal))

    return told
