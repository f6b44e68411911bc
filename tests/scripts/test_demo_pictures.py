"""Laws of the demonstration pictures that `examples/draw_demo_pictures.py` draws."""

import numpy as np
import pytest

from demo_pictures.fog import draw_fog
from demo_pictures.hatching import draw_hatching
from demo_pictures.masks import draw_sky_mask, draw_slope, draw_town_mask
from demo_pictures.night import draw_night
from demo_pictures.scene import draw_scene
from demo_pictures.strokes import draw_strokes
from demo_pictures.tiles import draw_tiles
from draw_demo_pictures import main

EACH = pytest.mark.parametrize("draw", [draw_scene, draw_strokes, draw_night, draw_fog, draw_tiles, draw_hatching])


def test_masks_are_gray_of_the_scenes_size_and_sky_and_town_are_apart():
    sky, slope, town = (np.asarray(draw(96, 0)) for draw in (draw_sky_mask, draw_slope, draw_town_mask))
    assert sky.shape == slope.shape == town.shape == (72, 96, 3)
    assert np.all(np.minimum(sky, town) == 0)
    assert 0.2 < (sky == 255).mean() < 0.5 < (sky + town == 255).mean()
    assert list(slope[0, [0, -1], 0]) == [255, 0]


COLORFUL = pytest.mark.parametrize("draw", [draw_scene, draw_strokes])


@EACH
def test_seed_alone_decides_the_picture(draw):
    picture = np.asarray(draw(64, 3))
    assert np.array_equal(picture, draw(64, 3))
    assert not np.array_equal(picture, draw(64, 4))


@EACH
def test_picture_is_four_to_three_and_as_large_as_asked(draw):
    picture = draw(90, 0)
    assert picture.size == (90, 68)
    assert picture.mode == "RGB"


@COLORFUL
def test_picture_uses_its_range_and_its_colors(draw):
    picture = np.asarray(draw(96, 0), np.float32)
    assert np.percentile(picture, 1) < 40
    assert np.percentile(picture, 99) > 215
    assert picture.std(axis=-1).mean() > 15


def test_night_is_dark_and_flat_but_for_the_moon():
    picture = np.asarray(draw_night(96, 0), np.float32)
    assert picture.mean() < 50
    assert np.percentile(picture, 90) < 90
    assert picture.max() > 215


def test_fog_is_light_and_low_in_contrast():
    picture = np.asarray(draw_fog(96, 0), np.float32)
    assert picture.mean() > 170
    assert np.percentile(picture, 1) > 60
    assert picture.std() < 50


def test_tiles_are_stones_with_darker_joints_in_warm_and_cold_colors():
    red, green, blue = np.moveaxis(np.asarray(draw_tiles(256, 0), np.float32), -1, 0)
    assert 0.05 < (green < 70).mean() < 0.6
    assert (red > blue + 60).mean() > 0.1
    assert (blue > red + 30).mean() > 0.2


def test_hatching_is_gray_exactly_on_paper_nearly_white():
    picture = np.asarray(draw_hatching(96, 0))
    assert np.array_equal(picture, np.repeat(picture[..., :1], 3, -1))
    assert np.percentile(picture, 90) > 235
    assert np.percentile(picture, 2) < 150


def test_folder_holds_the_pair_unless_all_are_asked_for(tmp_path):
    others = {f"{name}.png" for name in ("night", "fog", "tiles", "hatching", "sky", "slope", "town")}
    for every, more in ((False, set()), (True, others)):
        main(tmp_path, size=16, every=every)
        assert {path.name for path in tmp_path.iterdir()} == {"scene.png", "strokes.png"} | more
