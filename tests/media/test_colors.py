"""Laws of moving a picture's colors onto another's."""

import numpy as np
import pytest

from miniatures import random_picture
from stylejax.media.colors import is_gray, recolored


def moments(picture):
    colors = np.asarray(picture, np.float64).reshape(-1, 3)
    return colors.mean(0), np.cov(colors.T)


@pytest.fixture
def photo():
    return np.asarray(random_picture(20, 30, seed=1)) ** 2


@pytest.fixture
def painting():
    mixed = np.asarray(random_picture(25, 17, seed=2)) @ np.array([[0.5, 0.3, 0.1], [0.1, 0.4, 0.2], [0.0, 0.1, 0.3]])
    return mixed.astype(np.float32)


def test_mean_and_covariance_become_those_of_the_palette(photo, painting):
    mean, spread = moments(recolored(photo, painting))
    wanted, wanted_spread = moments(painting)
    np.testing.assert_allclose(mean, wanted, atol=1e-6)
    np.testing.assert_allclose(spread, wanted_spread, atol=2e-5)


def test_a_picture_in_its_own_colors_stays_as_it_is(photo):
    np.testing.assert_allclose(recolored(photo, photo[::-1]), photo, atol=1e-6)


def test_the_order_of_the_channels_does_not_matter(photo, painting):
    turned = recolored(photo[..., ::-1], painting[..., ::-1])[..., ::-1]
    np.testing.assert_allclose(turned, recolored(photo, painting), atol=1e-5)


def test_colors_move_less_than_by_any_other_such_map(photo, painting):
    """The root by Cholesky's factors has the same mean and covariance."""
    (mean, spread), (wanted, wanted_spread) = moments(photo), moments(painting)
    other = np.linalg.cholesky(wanted_spread) @ np.linalg.inv(np.linalg.cholesky(spread))
    moved = (photo - mean) @ other.T + wanted
    assert np.mean((recolored(photo, painting) - photo) ** 2) < np.mean((moved - photo) ** 2)


def test_pictures_of_one_color_take_the_palette_of_one_color(photo):
    flat = np.full((16, 16, 3), 0.25, np.float32)
    np.testing.assert_allclose(recolored(photo, flat).mean((0, 1)), 0.25, atol=1e-5)
    np.testing.assert_allclose(recolored(flat, photo), np.broadcast_to(photo.mean((0, 1)), flat.shape), atol=1e-5)


def test_gray_is_red_green_and_blue_alike(photo):
    assert is_gray(np.repeat(photo[..., :1], 3, -1))
    assert not is_gray(photo)
