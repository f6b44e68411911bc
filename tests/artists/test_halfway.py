"""Law of going on: from wherever an artist's painting was kept, it ends as the one that was never ended, to the bit."""

import dataclasses

import numpy as np
import pytest

import stylejax
from observers import Every
from stylejax.artists.gallery import load_artist
from stylejax.artists.halfway import PaintingFinished, painting_halfway_of
from stylejax.artists.painting import paint_as, painting_again
from stylejax.errors import InputError


@pytest.fixture(scope="module")
def painted():
    """What paints as an artist, with the shipped network, small and short."""
    pictures = np.random.default_rng(0).random((2, 72, 80, 3)).astype(np.float32)
    network = stylejax.load_network("compact")

    def paint(name, **more):
        return paint_as(load_artist(name), *pictures, network=network, size=72, steps=9, **more), pictures

    return paint


@pytest.mark.parametrize("name", ["paper", "johnson", "deepdream", "satoshi"])
def test_a_painting_goes_on_from_every_evaluation_to_the_same_end(painted, name):
    every = Every(painting_halfway_of)
    whole, _ = painted(name, observers=[every])
    assert len(every.kept) == whole.evaluations
    for halfway in every.kept[::3] + every.kept[-1:]:
        again, _ = painted(name, halfway=halfway)
        np.testing.assert_array_equal(again.image, whole.image)
        assert (again.objective, again.status) == (whole.objective, whole.status)


def test_what_is_of_another_artist_is_refused(painted):
    every = Every(painting_halfway_of)
    painted("paper", observers=[every])
    with pytest.raises(InputError, match="not those of this artist"):
        painted("satoshi", halfway=every.kept[0])


def test_a_finished_painting_is_had_again(painted):
    whole, pictures = painted("paper")
    kept = PaintingFinished(np.asarray(whole.image), whole.objective, whole.status, 1.0)
    fit = dataclasses.replace(load_artist("paper").fit, length=72)
    again = painting_again(dataclasses.replace(load_artist("paper"), fit=fit), *pictures, kept)
    for one, other in zip(dataclasses.astuple(again), dataclasses.astuple(whole), strict=True):
        np.testing.assert_array_equal(one, other)
