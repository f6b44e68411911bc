"""Laws of the only loop: look-ahead, observers, and how runs end. The steps are plain Python."""

import dataclasses

import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.synthesis.loops import PATIENCE, Track, run


@dataclasses.dataclass
class Counting:
    """A step that counts, gives the objectives listed, and uses up the state that it is given."""

    objectives: list
    taken: list = dataclasses.field(default_factory=list)

    def __call__(self, state):
        self.taken.append(state)
        return state + 1, jnp.asarray(self.objectives[state])


@dataclasses.dataclass
class At:
    """An observer of some evaluations."""

    evaluations: tuple
    seen: list = dataclasses.field(default_factory=list)

    def wants(self, evaluation, /):
        return evaluation in self.evaluations

    def see(self, moment, /):
        known = [list(values) for values in moment.objectives]
        self.seen.append((moment.evaluation, moment.state, float(np.ravel(moment.objective)[0]), known, moment.about))


def go(objectives, *, steps=None, callback=lambda progress: None, **options):
    step, track = Counting(objectives), Track()
    state = run(step, 0, steps or len(objectives), tracks=[track], callback=callback, **options)
    return step, track, state


def test_a_run_spends_its_steps_and_returns_the_last_state():
    step, track, state = go([3.0, 2.0, 1.0])
    assert (track.values, track.status, state, step.taken) == ([3, 2, 1], "finished", 3, [0, 1, 2])


def test_objectives_are_looked_at_only_after_the_next_evaluation_is_under_way():
    step = Counting([3.0, 2.0, 1.0])
    under_way = []
    run(step, 0, 3, tracks=[Track()], callback=lambda progress: under_way.append(len(step.taken)))
    assert under_way == [2, 3, 3]


def test_a_stopped_run_leaves_with_the_evaluation_that_was_under_way():
    _, track, state = go([5.0, 4.0, 3.0, 2.0], callback=lambda progress: progress.evaluation == 2)
    assert (track.values, track.status, state) == ([5, 4, 3], "stopped", 3)


@pytest.mark.parametrize(("value", "status"), [(2.0, "stalled"), (float("nan"), "diverged")])
def test_a_run_without_a_lower_objective_ends_when_patience_does(value, status):
    _, track, _ = go([1.0] + [value] * 100)
    assert (track.status, len(track.values)) == (status, PATIENCE + 2)


def test_patience_may_be_endless_and_with_numbers_that_are_none_short():
    objectives = [1.0] + [2.0] * 60 + [float("nan")] * 9
    track = Track(patience=float("inf"), patience_when_not_finite=61)
    run(Counting(objectives), 0, 70, tracks=[track], callback=lambda progress: None)
    assert (track.status, len(track.values)) == ("diverged", 63)


def test_observers_see_the_state_of_the_evaluations_they_name_before_it_is_used_up():
    watching, about = At((1, 3)), {"level": 2, "seed": 7}
    go([3.0, 2.0, 1.0, 0.5], observers=[watching], about=about)
    assert watching.seen == [(1, 1, 3.0, [[]], about), (3, 3, 1.0, [[3.0, 2.0]], about)]


def test_each_lane_has_its_own_track_and_ends_by_itself():
    pairs = [[1.0, 1.0]] + [[2.0, 1.0 / (2 + step)] for step in range(PATIENCE + 20)]
    tracks = [Track(), Track()]
    run(Counting(pairs), 0, len(pairs), tracks=tracks, callback=lambda progress: None)
    assert [track.status for track in tracks] == ["stalled", "finished"]
    assert [len(track.values) for track in tracks] == [PATIENCE + 2, len(pairs)]


def test_the_callback_is_told_of_the_lowest_finite_objective():
    told = []
    run(Counting([[3.0, 2.0], [float("nan"), 4.0]]), 0, 2, tracks=[Track(), Track()], callback=told.append)
    assert [(progress.evaluation, progress.steps, progress.objective) for progress in told] == [
        (1, 2, 2.0),
        (2, 2, 4.0),
    ]


@pytest.mark.parametrize("last", [np.nan, np.inf])
@pytest.mark.parametrize("before", [[], [3.0], [3.0, 2.0]])
def test_a_run_whose_last_objective_is_not_finite_diverged_however_short(last, before):
    _, track, _ = go([*before, last])
    assert track.status == "diverged"


def test_a_trial_that_was_not_finite_is_forgiven_where_the_run_went_on():
    _, track, _ = go([3.0, np.inf, 2.0])
    assert track.status == "finished"
