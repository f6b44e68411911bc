"""Laws of what hides under full transparency: it is continued from what is visible, and cannot matter."""

import numpy as np
import pytest
from PIL import Image

from stylejax.media import read_visible
from stylejax.media.filling import filled

SHAPES = [(16, 16), (17, 23), (40, 16)]
GENERATOR = np.random.default_rng(0)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("hidden", [0.0, 0.5, 1.0])
def test_a_hidden_color_cannot_matter(shape, hidden):
    picture = GENERATOR.uniform(size=(*shape, 3)).astype(np.float32)
    alpha = (GENERATOR.uniform(size=shape) > 0.7).astype(np.float32)
    other = np.where(alpha[..., None] == 0, np.float32(hidden), picture)
    np.testing.assert_array_equal(filled(other, alpha), filled(picture, alpha))


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_visible_stays_and_the_rest_lies_within_its_colors(shape):
    picture = GENERATOR.uniform(0.3, 0.6, size=(*shape, 3)).astype(np.float32)
    alpha = np.zeros(shape, np.float32)
    alpha[: shape[0] // 2, 3:9] = 0.5
    whole, seen = filled(np.where(alpha[..., None] == 0, 0.9, picture), alpha), alpha > 0
    np.testing.assert_array_equal(whole[seen], picture[seen])
    assert picture[seen].min() - 1e-6 <= whole.min() <= whole.max() <= picture[seen].max() + 1e-6


def test_one_visible_pixel_gives_its_color_to_all():
    picture, alpha = np.zeros((20, 30, 3)), np.zeros((20, 30))
    picture[4, 7], alpha[4, 7] = (0.1, 0.5, 0.9), 0.3
    np.testing.assert_allclose(filled(picture, alpha), np.broadcast_to((0.1, 0.5, 0.9), picture.shape), atol=1e-6)


def test_of_nothing_visible_nothing_is_known():
    assert np.all(filled(np.ones((16, 16, 3)), np.zeros((16, 16))) == 0.5)


@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp"])
@pytest.mark.parametrize("size", [None, 24, 64])
def test_files_that_differ_in_hidden_colors_alone_are_read_alike(tmp_path, suffix, size):
    codes = GENERATOR.integers(0, 256, (32, 48, 4), np.uint8)
    codes[..., 3] = 255
    codes[4:20, 10:30, 3] = 0
    read = []
    for color in (0, 255, (0, 255, 0)):
        codes[codes[..., 3] == 0, :3] = color
        Image.fromarray(codes).save(
            tmp_path / f"a{suffix}", **({"lossless": True, "exact": True} if "w" in suffix else {})
        )
        read.append(read_visible(tmp_path / f"a{suffix}", size=size))
    for other in read[1:]:
        np.testing.assert_array_equal(other.image, read[0].image)
        np.testing.assert_array_equal(other.alpha, read[0].alpha)
