"""Law of going on: wherever the lanes of a sweep were kept, they end as if they had never been ended, to the bit."""

import dataclasses

import jax
import numpy as np
import pytest

import stylejax
from stylejax.jobs.series import stacked_weights
from stylejax.synthesis.loops import finished
from stylejax.synthesis.sweeps.continuing import halfways_of
from stylejax.synthesis.sweeps.sweeps import transfer_many

OPTIONS = {"steps": 8, "levels": 2}


class Every:
    """Keeps where all lanes stand after each evaluation: those that are finished, and those under way."""

    def __init__(self):
        self.finished, self.kept = {}, []

    def wants(self, evaluation, /):
        return True

    def see(self, moment, /):
        self.kept.append({**self.finished, **halfways_of(moment)})


@pytest.fixture(scope="module")
def pictures():
    return np.random.default_rng(0).random((2, 40, 48, 3)).astype(np.float32)


def told(results):
    """All of results, as plain values."""
    plain = [dataclasses.replace(result, image=np.asarray(result.image).tobytes()) for _, result in sorted(results)]
    return [str(leaf) for one in plain for leaf in jax.tree.leaves(dataclasses.astuple(one))]


def painted(pictures, network, strengths, every=None, **options):
    """The results of lanes of these strengths."""
    layers = {"content_layers": ("relu2_1",), "style_layers": ("relu1_1", "relu2_1")}
    weights = stacked_weights([stylejax.strength_weights(strength, **layers) for strength in strengths])
    found = []
    told = {"network": network, "weights": weights, "observers": [every] if every else [], **OPTIONS, **options}
    for lane, result in transfer_many(*pictures, **told):
        if every and result.status != "stopped":
            every.finished[lane] = finished(result)
        found.append((lane, result))
    return found


@pytest.mark.parametrize("lanes", [1, 2])
def test_lanes_go_on_from_every_evaluation_to_the_same_end(shallow, pictures, lanes):
    every, strengths = Every(), [0.2, 0.5, 0.8]
    whole = told(painted(pictures, shallow, strengths, every, lanes=lanes))
    for halfway in every.kept[::5] + every.kept[-1:]:
        assert told(painted(pictures, shallow, strengths, lanes=lanes, halfway=halfway)) == whole
    assert told(painted(pictures, shallow, strengths, lanes=lanes, halfway=every.finished)) == whole


@pytest.mark.parametrize("lanes", [1, 2])
def test_lanes_that_were_stopped_go_on_to_the_same_end(shallow, pictures, lanes):
    strengths = [0.2, 0.5, 0.8]
    whole = told(painted(pictures, shallow, strengths, lanes=lanes))
    for stop in (3, 7, 10):
        every = Every()
        painted(pictures, shallow, strengths, every, lanes=lanes, callback=lambda now, at=stop: now.evaluation >= at)
        assert told(painted(pictures, shallow, strengths, lanes=lanes, halfway=every.kept[-1])) == whole


def test_a_chunk_of_which_a_lane_is_missing_begins_anew(shallow, pictures):
    every, strengths = Every(), [0.2, 0.5]
    whole = told(painted(pictures, shallow, strengths, every, lanes=2))
    assert told(painted(pictures, shallow, strengths, lanes=2, halfway={1: every.kept[3][1]})) == whole


def test_a_lane_that_ended_before_the_others_stays_as_it_was(shallow, pictures):
    """A lane that starts at its target stalls at once, while the other paints on."""
    weights = stylejax.loss_weights(content=1.0, style=0.0, content_layers=("relu2_1",), style_layers=())
    photo = pictures[0]
    options = {
        "network": shallow,
        "weights": weights,
        "steps": 70,
        "levels": 1,
        "lanes": 2,
        "inits": [photo, photo / 2],
    }
    every = Every()
    whole = list(transfer_many(photo, pictures[1], observers=[every], **options))
    assert whole[0][1].evaluations < whole[1][1].evaluations
    after = [kept for kept in every.kept if kept[0].left]
    for halfway in (after[0], after[-1]):
        assert told(list(transfer_many(photo, pictures[1], halfway=halfway, **options))) == told(whole)
