"""Laws of the demonstration pictures that `examples/draw_demo_pictures.py` draws."""

import numpy as np
import pytest

from demo_pictures.scene import draw_scene
from demo_pictures.strokes import draw_strokes

pytestmark = pytest.mark.parametrize("draw", [draw_scene, draw_strokes])


def test_seed_alone_decides_the_picture(draw):
    picture = np.asarray(draw(64, 3))
    assert np.array_equal(picture, draw(64, 3))
    assert not np.array_equal(picture, draw(64, 4))


def test_picture_is_four_to_three_and_as_large_as_asked(draw):
    assert draw(90, 0).size == (90, 68)


def test_picture_uses_its_range_and_its_colors(draw):
    picture = np.asarray(draw(96, 0), np.float32)
    assert np.percentile(picture, 1) < 40
    assert np.percentile(picture, 99) > 215
    assert picture.std(axis=-1).mean() > 15
