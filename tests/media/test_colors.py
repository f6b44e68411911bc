"""Laws of moving a picture's colors onto another's."""

import numpy as np
import pytest

from miniatures import random_picture
from stylejax import InputError
from stylejax.media.colors import (
    COLOR_STEPS,
    MAPS,
    from_oklab,
    gray_of,
    is_gray,
    light_like,
    oklab,
    recolored,
    with_colors_of,
)


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


@pytest.mark.parametrize("how", MAPS)
def test_every_map_of_colors_gives_mean_and_covariance(photo, painting, how):
    mean, spread = moments(recolored(photo, painting, how=how))
    np.testing.assert_allclose(mean, moments(painting)[0], atol=1e-6)
    np.testing.assert_allclose(spread, moments(painting)[1], atol=2e-5)


def test_the_symmetric_map_moves_colors_least(photo, painting):
    moved = {how: np.mean((recolored(photo, painting, how=how) - photo) ** 2) for how in MAPS}
    assert moved["symmetric"] <= moved["pca"]
    assert moved["symmetric"] <= moved["cholesky"]


def test_the_paper_s_map_is_its_formula(photo, painting):
    """`C'^1/2 C^-1/2`, computed from eigenvectors one by one."""

    def power(matrix, exponent):
        values, vectors = np.linalg.eigh(matrix)
        return sum(value**exponent * np.outer(vector, vector) for value, vector in zip(values, vectors.T, strict=True))

    (mean, own), (wanted_mean, wanted) = (moments(picture) for picture in (photo, painting))
    own, wanted = own + 1e-5 * np.eye(3), wanted + 1e-5 * np.eye(3)
    matrix = power(wanted, 0.5) @ power(own, -0.5)
    expected = np.stack([matrix @ (color - mean) + wanted_mean for color in photo.reshape(-1, 3)]).reshape(photo.shape)
    np.testing.assert_allclose(recolored(photo, painting, how="pca"), expected, atol=1e-5)


def test_an_unknown_map_is_refused(photo):
    with pytest.raises(InputError, match="how: 'magic' is unknown; choose one of symmetric, pca, cholesky"):
        recolored(photo, photo, how="magic")


KNOWN = {  # Björn Ottosson's page, table of XYZ pairs apart: sRGB primaries, to three digits
    (1.0, 1.0, 1.0): (1.0, 0.0, 0.0),
    (1.0, 0.0, 0.0): (0.628, 0.225, 0.126),
    (0.0, 1.0, 0.0): (0.866, -0.234, 0.179),
    (0.0, 0.0, 1.0): (0.452, -0.032, -0.312),
    (0.0, 0.0, 0.0): (0.0, 0.0, 0.0),
}


@pytest.mark.parametrize(("color", "lab"), KNOWN.items())
def test_oklab_of_known_colors(color, lab):
    np.testing.assert_allclose(oklab(np.array(color)), lab, atol=6e-4)


def test_oklab_and_back_is_nothing(photo):
    np.testing.assert_allclose(from_oklab(oklab(photo)), photo, atol=1e-12)


def test_a_photo_s_own_lightness_gives_the_photo_back(photo):
    np.testing.assert_allclose(with_colors_of(photo, photo), photo, atol=1e-6)
    gray = gray_of(oklab(photo)[..., 0])
    np.testing.assert_allclose(with_colors_of(gray, photo), photo, atol=1e-5)


def test_lightness_is_the_painting_s_and_hue_the_photo_s(photo):
    painting = np.asarray(random_picture(20, 30, seed=5))
    made, own = oklab(with_colors_of(painting, photo)), oklab(photo)
    np.testing.assert_allclose(made[..., 0], oklab(painting)[..., 0], atol=1e-5)
    chroma = np.hypot(made[..., 1], made[..., 2])
    assert np.all(chroma <= np.hypot(own[..., 1], own[..., 2]) + 1e-5)
    seen = chroma > 1e-3
    turned = np.angle((made[..., 1] + 1j * made[..., 2]) * np.conj(own[..., 1] + 1j * own[..., 2]))[seen]
    assert np.abs(turned).max() < 1e-2


def test_gray_stays_gray():
    gray = np.repeat(np.asarray(random_picture(16, 16, seed=3))[..., :1], 3, -1)
    np.testing.assert_allclose(with_colors_of(gray, gray), gray, atol=1e-5)
    assert is_gray(gray_of(oklab(gray)[..., 0]))


def test_a_lightness_gets_the_mean_and_the_deviation_of_another(photo, painting):
    light, other = oklab(painting)[..., 0], oklab(photo)[..., 0] * 0.3 + 0.4
    made = light_like(light, other)
    np.testing.assert_allclose((made.mean(), made.std()), (other.mean(), other.std()), atol=1e-3)
    assert np.all(light_like(np.full((4, 4), 0.2), other) == pytest.approx(other.mean()))


def test_steps_on_colors(photo, painting):
    plain, palette, own = (COLOR_STEPS[name](photo, painting) for name in ("style", "palette", "photo"))
    assert plain.content is photo
    assert plain.style is painting
    assert palette.content is photo
    np.testing.assert_allclose(palette.style, np.clip(recolored(painting, photo), 0, 1))
    assert is_gray(own.content)
    assert is_gray(own.style)
    np.testing.assert_allclose(own.finish(own.content), photo, atol=1e-5)


def test_pictures_of_other_shapes_are_refused(photo, painting):
    with pytest.raises(InputError, match=r"^photo: shape .* resize it"):
        with_colors_of(painting, photo)
