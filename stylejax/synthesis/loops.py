"""The only loop: evaluation after evaluation of one step, looked at while the next is under way."""

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

import jax
import numpy as np
from jax.typing import ArrayLike

from .runs import Callback, Finished, Halfway, LevelDone, Progress, Result

PATIENCE = 50  # evaluations without a lower objective after which a run is over

FEWEST_TRIED = 2  # evaluations: the start and one trial, which may overshoot, say nothing yet

# One evaluation: from a state, which it may use up, to the next and the objectives evaluated, one or one for each lane.
Step = Callable[[Any], tuple[Any, jax.Array]]


@dataclass
class Track:
    """The objectives of a run as they come, and how it stands.

    Once `patience` of them brought no lower one it has "converged", or, where none was ever lower than the first,
    "stalled", or, where the last is not finite either and that has gone on for `patience_when_not_finite`, "diverged".
    So has a run of any length whose last one is not finite. `unit` is what an objective of 1 is where it is told.

    Attributes:
        values: objectives so far.
        status: how it stands.
        patience: evaluations without a lower objective.
        patience_when_not_finite: likewise, where it is not finite.
        unit: what an objective of 1 is where it is told.
        closed: whether it is over.

    Example:
        >>> from stylejax import synthesis
        >>> synthesis.Track(patience=10).status
        'finished'
    """

    values: list[float] = field(default_factory=list)
    status: str = "finished"
    patience: float = PATIENCE
    patience_when_not_finite: float = PATIENCE
    unit: float = 1.0
    closed: bool = False
    _best: float = math.inf
    _best_at: int = 0

    @property
    def over(self) -> bool:
        """Whether the run ends before its steps are spent."""
        return self.status != "finished"

    @property
    def moved(self) -> bool:
        """Whether any objective was lower than the first."""
        return bool(self.values) and self._best < (self.values[0] if math.isfinite(self.values[0]) else math.inf)

    @property
    def ended(self) -> str:
        """The status of a run that is over: one that has had its tries and never moved has stalled."""
        tried = len(self.values) > FEWEST_TRIED
        return "stalled" if self.status == "finished" and tried and not self.moved else self.status

    @classmethod
    def of(cls, values: Iterable[float], *, unit: float = 1.0) -> "Track":
        """The track of a run that had these objectives, told in its unit."""
        track = cls(unit=unit)
        for value in values:
            track.add(value, stopped=False)
        return track

    def add(self, value: float, *, stopped: bool) -> None:
        """Take the objective of one more evaluation, told in the track's unit."""
        self.values.append(value)
        if value < self._best:
            self._best, self._best_at = value, len(self.values)
        waited, finite = len(self.values) - self._best_at, math.isfinite(value)
        over = waited >= (self.patience if finite else self.patience_when_not_finite)
        ended = "diverged" if not finite else "converged" if self.moved else "stalled"
        unstopped = ended if over else "finished"
        self.status = "stopped" if stopped else unstopped


class Moment(NamedTuple):
    """What an observer is shown of a run.

    Attributes:
        evaluation: how many evaluations the state has behind it.
        steps: how many there are to be.
        state: the state after them; the next step uses it up, so that what is to be kept of it is copied at once.
        objective: the last evaluation's, one or one for each lane, still on the device: to read it is to wait for it.
            It is as the step evaluates it, not yet in the track's unit.
        objectives: those before it, for each lane.
        about: what else is known of the run, as its level and its seed.

    Example:
        >>> import numpy as np, stylejax
        >>> class Last:
        ...     def wants(self, evaluation, /):
        ...         return evaluation == 2
        ...     def see(self, moment, /):
        ...         self.kept = moment.evaluation
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 24, 32, 3))
        >>> network, last = stylejax.random_network("vgg19", seed=0, width=1 / 64), Last()
        >>> result = stylejax.transfer(photo, painting, network=network, steps=3, levels=1, observers=[last])
        >>> last.kept
        2
    """

    evaluation: int
    steps: int
    state: Any
    objective: ArrayLike
    objectives: Sequence[Sequence[float]]
    about: Mapping[str, Any]


def halfway_of(moment: Moment) -> Halfway:
    """Where a transfer stands, copied from what an observer of it is shown; waits for the evaluation under way.

    Args:
        moment: what an observer is shown.

    Returns:
        Plain arrays and numbers.

    Example:
        >>> import numpy as np, stylejax
        >>> class Last:
        ...     def wants(self, evaluation, /):
        ...         return evaluation == 2
        ...     def see(self, moment, /):
        ...         self.kept = stylejax.synthesis.halfway_of(moment)
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 24, 32, 3))
        >>> network, last = stylejax.random_network("vgg19", seed=0, width=1 / 64), Last()
        >>> result = stylejax.transfer(photo, painting, network=network, steps=3, levels=1, observers=[last])
        >>> again = stylejax.transfer(photo, painting, network=network, steps=3, levels=1, halfway=last.kept)
        >>> bool((again.image == result.image).all())
        True
    """
    leaves = tuple(np.array(leaf) for leaf in jax.tree.leaves(moment.state))
    done = levels_done(moment.about["done"])
    return Halfway(done, tuple(moment.objectives[0]), np.array(moment.objective), leaves)


def levels_done(results: Iterable[Result]) -> tuple[LevelDone, ...]:
    """What is needed of levels to go on after them; of results of one level each, or of several."""
    return tuple(done for result in results for done in _levels_of(result))


def _levels_of(result: Result) -> Iterator[LevelDone]:
    objectives = iter(result.objective)
    for level in result.levels:
        weights = tuple(float(weight) for weight in level.weights.values())
        own = tuple(itertools.islice(objectives, level.evaluations))
        yield LevelDone(own, level.accepted_steps, weights)


def finished(result: Result) -> Finished:
    """A result as plain arrays and numbers, which can be written to a file.

    Args:
        result: of a transfer.

    Returns:
        Plain arrays and numbers.

    Example:
        >>> import numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 24, 32, 3))
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> result = stylejax.transfer(photo, painting, network=network, steps=2)
        >>> stylejax.synthesis.finished(result).image.shape
        (24, 32, 3)
    """
    terms = tuple(float(term) for term in result.terms.values())
    return Finished(levels_done([result]), np.asarray(result.image), terms, result.status)


class Observer(Protocol):
    """Who wants the state of a run at some evaluations, as to save it or to show it.

    Example:
        >>> import numpy as np, stylejax
        >>> class Last:
        ...     def wants(self, evaluation, /):
        ...         return evaluation == 2
        ...     def see(self, moment, /):
        ...         self.kept = len(moment.objectives)
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 24, 32, 3))
        >>> network, last = stylejax.random_network("vgg19", seed=0, width=1 / 64), Last()
        >>> result = stylejax.transfer(photo, painting, network=network, steps=3, levels=1, observers=[last])
        >>> last.kept
        1
    """

    def wants(self, evaluation: int, /) -> bool:
        """Whether to be shown the state after so many evaluations."""
        ...

    def see(self, moment: Moment, /) -> None:
        """Look at the state, before the next step uses it up."""
        ...


def run(
    step: Step,
    state: Any,
    steps: int,
    *,
    tracks: Sequence[Track],
    callback: Callback,
    observers: Sequence[Observer] = (),
    about: Mapping[str, Any] = MappingProxyType({}),
) -> Any:
    """Evaluate until the steps are spent, the callback says so, or every track is over; return the last state.

    There is a track for each lane. Objectives are looked at only after the next evaluation is under way, so that the
    device never waits for Python: a run leaves with the evaluation after the one that ended it. The callback is told of
    the lowest finite objective. What has ended is closed, and gets no more objectives.

    Args:
        step: from a state to the next one and its objective.
        state: the first one.
        steps: at most.
        tracks: one for each lane.
        callback: is told of each evaluation; True stops.
        observers: are shown the state.
        about: what observers are told besides.

    Returns:
        The last state.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax import synthesis
        >>> track = synthesis.Track()
        >>> step = lambda x: (x / 2, x**2)
        >>> float(synthesis.run(step, jnp.ones(()), 3, tracks=[track], callback=lambda progress: None))
        0.125
        >>> track.values
        [1.0, 0.25, 0.0625]
    """
    for track in tracks:
        track.closed = False
    heard = {"tracks": tracks, "callback": callback, "observers": observers, "about": about}
    return go_on(step, *step(state), steps, evaluation=1, **heard)


def go_on(
    step: Step,
    state: Any,
    objective: ArrayLike,
    steps: int,
    *,
    evaluation: int,
    tracks: Sequence[Track],
    callback: Callback,
    observers: Sequence[Observer] = (),
    about: Mapping[str, Any] = MappingProxyType({}),
) -> Any:
    """`run`, from the state after so many evaluations and the objective of the last; tracks hold those before it."""
    while True:
        last = evaluation >= steps or all(track.over or track.closed for track in tracks)
        moment = Moment(evaluation, steps, state, objective, [track.values for track in tracks], about)
        for observer in observers:
            if observer.wants(evaluation):
                observer.see(moment)
        ahead = None if last else step(state)
        tell = functools.partial(_tell, callback, evaluation, steps)
        _note(tracks, np.ravel(objective).tolist(), last, tell)
        if ahead is None:
            return state
        (state, objective), evaluation = ahead, evaluation + 1


def _tell(callback: Callback, evaluation: int, steps: int, objective: float) -> bool:
    return bool(callback(Progress(evaluation, steps, objective)))


def _note(tracks: Sequence[Track], values: list[float], last: bool, tell: Callable[[float], bool]) -> None:
    """Tell of the objectives of one evaluation, add them to the tracks that are open, and close those that ended."""
    open_ = [(track, value * track.unit) for track, value in zip(tracks, values, strict=False) if not track.closed]
    lowest = min((value for _, value in open_ if math.isfinite(value)), default=open_[0][1])
    stopped = tell(lowest) or any(track.status == "stopped" for track, _ in open_)
    for track, value in open_:
        track.closed = last or track.over
        track.add(value, stopped=stopped)
        if last and not track.over and not math.isfinite(value):
            track.status = "diverged"
