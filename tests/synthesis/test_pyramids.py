"""Laws of painting from coarse to fine."""

import functools

import jax
import numpy as np
import pytest

from miniatures import random_picture
from stylejax.errors import InputError
from stylejax.losses.terms import loss_weights
from stylejax.synthesis.pyramids import transfer_coarse_to_fine
from stylejax.synthesis.transfers import transfer

PICTURES = ("content", "style")
LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}


@pytest.fixture
def inputs(shallow):
    pictures = {"content": random_picture(41, 50, seed=1), "style": random_picture(33, 36, seed=2)}
    return {**pictures, "network": shallow, "weights": loss_weights(**LAYERS)}


@pytest.fixture
def paint(inputs):
    return functools.partial(transfer_coarse_to_fine, **inputs)


def test_one_level_is_the_plain_transfer(paint, inputs):
    one, plain = paint(steps=[8]), transfer(**inputs, steps=8)
    assert one.objective == plain.objective
    np.testing.assert_array_equal(one.image, plain.image)


def test_for_smooth_pictures_a_fine_level_starts_far_below_noise(paint, inputs):
    smooth = {name: jax.image.resize(random_picture(5, 5, seed=3), inputs[name].shape, "linear") for name in PICTURES}
    noise = transfer(**{**inputs, **smooth}, steps=1).objective[0]
    assert paint(**smooth, steps=[30, 1]).objective[-1] < 0.2 * noise


def test_what_is_paid_is_the_sum_of_all_levels_and_the_picture_has_full_size(paint):
    told = []
    result = paint(steps=[5, 4], callback=lambda progress: told.append((progress.evaluation, progress.steps)))
    assert result.evaluations == len(result.objective) == 9
    assert told == [(count, 9) for count in range(1, 10)]
    assert result.image.shape == (41, 50, 3)
    assert 0 <= result.image.min() <= result.image.max() <= 1


def test_stopped_early_the_picture_still_has_full_size(paint):
    result = paint(steps=[9, 9], callback=lambda progress: progress.evaluation == 3)
    assert result.status == "stopped"
    assert result.evaluations <= 5
    assert result.image.shape == (41, 50, 3)


def test_a_given_start_is_shrunk_for_the_first_level(paint, inputs):
    from_content = paint(steps=[3, 3], init=inputs["content"])
    assert from_content.terms.content["relu1_2"] < paint(steps=[3, 3]).terms.content["relu1_2"]


@pytest.mark.parametrize(("steps", "named"), [([], "steps: there are none"), ([1, 1, 1], "steps: 3 levels leave")])
def test_levels_that_cannot_be_are_refused(paint, steps, named):
    with pytest.raises(InputError, match=named):
        paint(steps=steps)
