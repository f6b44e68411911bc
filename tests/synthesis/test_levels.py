"""Laws of painting from coarse to fine."""

import functools

import jax
import numpy as np
import pytest

from miniatures import random_picture
from stylejax.errors import InputError
from stylejax.losses.terms import loss_weights
from stylejax.media.colors import is_gray
from stylejax.synthesis.levels import at_level, divided, levels_of
from stylejax.synthesis.starts import noise_start
from stylejax.synthesis.transfers import transfer

PICTURES = ("content", "style")
LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}


@pytest.fixture
def inputs(shallow):
    pictures = {"content": random_picture(41, 50, seed=1), "style": random_picture(33, 36, seed=2)}
    return {**pictures, "network": shallow, "weights": loss_weights(**LAYERS), "init": noise_start}


@pytest.fixture
def paint(inputs):
    return functools.partial(transfer, **{**inputs, "levels": 2})


def test_each_level_has_twice_the_sides_of_the_one_before_and_the_last_is_the_picture():
    levels = levels_of((384, 512, 3), steps=360)
    assert [level.shape for level in levels] == [(48, 64), (96, 128), (192, 256), (384, 512)]
    assert [level.shrinkage for level in levels] == [8, 4, 2, 1]


@pytest.mark.parametrize(
    ("shape", "count"),
    [((512, 512), 4), ((500, 400), 4), ((384, 512), 4), ((300, 200), 3), ((90, 90), 1), ((64, 20), 1)],
)
def test_by_default_the_coarsest_level_is_about_64_pixels_and_small_pictures_have_one(shape, count):
    assert len(levels_of(shape, steps=100)) == count


@pytest.mark.parametrize("levels", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("steps", [5, 6, 17, 360])
def test_all_steps_are_divided_and_coarser_levels_get_more(steps, levels):
    counts = divided(steps, levels)
    assert sum(counts) == steps
    assert min(counts) >= 1
    assert counts == sorted(counts, reverse=True)


def test_the_steps_of_four_levels_are_as_three_to_two():
    assert divided(360, 4) == [151, 99, 66, 44]


def test_there_are_no_more_levels_than_steps():
    assert [level.shape for level in levels_of((512, 512), steps=2)] == [(256, 256), (512, 512)]


def test_no_level_has_a_side_below_16_pixels():
    assert levels_of((512, 40, 3), steps=100)[0].shape == (256, 20)
    assert levels_of((512, 512, 3), steps=100, levels=9)[0].shape == (16, 16)


def test_a_long_thin_style_keeps_16_pixels_at_every_level():
    style = random_picture(24, 400, seed=3)
    shapes = [at_level(style, level).shape for level in levels_of((512, 512, 3), steps=100)]
    assert [shape[:2] for shape in shapes] == [(16, 267), (16, 267), (16, 267), (24, 400)]


@pytest.mark.parametrize(("given", "named"), [({"steps": 0}, "steps: 0"), ({"steps": 9, "levels": 0}, "levels: 0")])
def test_numbers_below_one_are_refused(given, named):
    with pytest.raises(InputError, match=named):
        levels_of((64, 64, 3), **given)


def test_gray_pictures_stay_gray_to_the_bit_however_small():
    gray = np.repeat(np.asarray(random_picture(131, 97, seed=3))[..., :1], 3, -1)
    for level in levels_of(gray.shape, steps=9, levels=3):
        assert is_gray(at_level(jax.numpy.asarray(gray), level))


def test_for_smooth_pictures_a_fine_level_starts_far_below_noise(paint, inputs):
    smooth = {name: jax.image.resize(random_picture(5, 5, seed=3), inputs[name].shape, "linear") for name in PICTURES}
    noise = transfer(**{**inputs, **smooth}, steps=1, levels=1).objective[0]
    result = paint(**smooth, steps=50)
    assert result.objective[result.levels[0].evaluations] < 0.2 * noise


def test_what_is_paid_is_the_sum_of_all_levels_and_the_picture_has_full_size(paint):
    told = []
    result = paint(steps=9, callback=lambda progress: told.append((progress.evaluation, progress.steps)))
    assert result.evaluations == len(result.objective) == 9
    assert [level.evaluations for level in result.levels] == [6, 3]
    assert told == [(count, 9) for count in range(1, 10)]
    assert result.image.shape == (41, 50, 3)
    assert 0 <= result.image.min() <= result.image.max() <= 1


def test_progress_tells_the_level_and_a_share_of_the_work_that_grows_with_pixels(paint):
    told = []
    paint(steps=9, callback=told.append)
    assert [(progress.level.number, progress.level.shape) for progress in told] == [(1, (20, 25))] * 6 + [
        (2, (41, 50))
    ] * 3
    shares = [progress.done for progress in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert shares[5] == pytest.approx(6 * 500 / (6 * 500 + 3 * 2050))


def test_the_objective_of_the_picture_is_the_lowest_at_the_last_level(paint):
    result = paint(steps=9)
    assert result.lowest == min(result.objective[6:])


@pytest.mark.parametrize("at", [2, 7])
def test_stopped_at_any_level_the_picture_still_has_full_size(paint, at):
    result = paint(steps=9, callback=lambda progress: progress.evaluation == at)
    assert result.status == "stopped"
    assert result.evaluations <= at + 1
    assert result.image.shape == (41, 50, 3)
    assert len(result.levels) == (1 if at < 6 else 2)


def test_a_given_start_is_shrunk_for_the_first_level(paint, inputs):
    from_content = paint(steps=6, init=inputs["content"])
    assert from_content.terms.content["relu1_2"] < paint(steps=6).terms.content["relu1_2"]


def test_the_picture_is_the_best_point_of_the_last_level_and_nothing_is_done_to_it(paint):
    """No filter, no sharpening: only what lies beyond the picture's range is clipped."""
    best = {}

    class Every:
        def wants(self, evaluation, /):
            return True

        def see(self, moment, /):
            best[moment.about["level"].number] = np.asarray(moment.state.best_image)

    result = paint(steps=9, observers=(Every(),))
    np.testing.assert_array_equal(result.image, np.clip(best[2], 0, 1))
