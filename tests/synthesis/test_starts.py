"""Laws of where pictures start."""

import numpy as np
import pytest

from miniatures import random_picture
from stylejax.errors import InputError
from stylejax.losses.blends import as_parts
from stylejax.media.colors import recolored
from stylejax.synthesis.starts import begun, in_color, joint, noise_image, noise_start, painted_start, start_of


def gray(height, width, seed):
    return np.repeat(np.asarray(random_picture(height, width, seed=seed))[..., :1], 3, -1)


def test_noise_is_reproducible_gray_and_within_the_picture_range():
    noise = noise_image((64, 64, 3), seed=5)
    np.testing.assert_array_equal(noise, noise_image((64, 64, 3), seed=5))
    assert not np.array_equal(noise, noise_image((64, 64, 3), seed=6))
    assert 0 <= noise.min() <= noise.max() <= 1
    np.testing.assert_allclose([noise.mean(), noise.std()], [0.5, 0.1], atol=0.005)


def test_a_painted_start_has_the_colors_of_the_painting_and_a_share_of_the_photo(content, style):
    start = painted_start(content, 0.3 + 0.4 * style)
    assert start.shape == content.shape
    assert 0 <= start.min() <= start.max() <= 1
    mean = np.asarray(0.3 + 0.4 * style).mean((0, 1))
    photo = mean + 0.3 * (recolored(content, 0.3 + 0.4 * style) - mean)
    noise = np.asarray(start) - photo
    np.testing.assert_allclose(noise.std(), 0.05, rtol=0.1)


def test_the_noise_of_a_painted_start_is_one_number_for_each_position(content, style):
    one, other = (np.asarray(painted_start(content, 0.3 + 0.4 * style, seed=seed)) for seed in (1, 2))
    difference = one - other
    assert difference.std() > 0.01
    np.testing.assert_allclose(difference, difference[..., :1].repeat(3, -1), atol=1e-6)


def test_a_painted_start_of_gray_pictures_has_one_channel():
    assert painted_start(gray(20, 24, 1), gray(17, 19, 2)).shape == (20, 24, 1)
    assert painted_start(random_picture(20, 24, seed=1), gray(17, 19, 2)).shape == (20, 24, 3)


def test_one_channel_makes_a_gray_picture_and_three_are_the_picture(content):
    assert in_color(content) is content
    made = in_color(content[..., :1])
    assert made.shape == content.shape
    np.testing.assert_array_equal(made, np.repeat(content[..., :1], 3, -1))


def test_a_picture_that_is_given_is_shrunk_to_where_the_content_is(content, style):
    start = start_of(content, content.shape)
    assert start(content, style) is not None
    assert start(content[:10, :12], style).shape == (10, 12, 3)


@pytest.mark.parametrize("shape", [(20, 24, 2), (20, 24), (18, 24, 3)])
def test_what_a_start_makes_is_checked(content, style, shape):
    with pytest.raises(InputError, match=r"^init: shape"):
        begun(joint(lambda content, style: np.ones(shape)), content, as_parts(style))


def test_gray_pictures_with_a_gray_start_are_painted_in_one_channel(style):
    photo, painting = gray(20, 24, 1), gray(17, 19, 2)
    assert begun(joint(start_of(photo, photo.shape)), photo, as_parts(painting)).shape == (20, 24, 1)
    assert begun(joint(start_of(photo, photo.shape)), photo, as_parts(style)).shape == (20, 24, 3)


def test_noise_for_two_gray_pictures_is_gray():
    assert noise_start(gray(20, 24, 1), gray(17, 19, 2)).shape == (20, 24, 1)
    assert noise_start(gray(20, 24, 1), random_picture(17, 19, seed=2)).shape == (20, 24, 3)
