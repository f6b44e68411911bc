"""Laws of the drawn sheet: what it shows, and where it shows nothing."""

import numpy as np
import pytest

from sheets_of_colors import LAYERS, WEIGHTS, captioned, place, sheet_of
from stylejax.jobs.axes import pictures_axis
from stylejax.reports.layout import lay_out
from stylejax.reports.sheets import draw_sheet, sheet_shape


def test_the_shape_is_known_before_the_pictures_are():
    whole, holes = sheet_of([LAYERS, WEIGHTS]), sheet_of([LAYERS, WEIGHTS], holes=range(6))
    assert sheet_shape(whole) == sheet_shape(holes) == draw_sheet(whole).shape[:2]


def test_around_everything_is_white_space():
    page, edge = draw_sheet(sheet_of([LAYERS, WEIGHTS], margin=[("content", np.zeros((9, 9, 3)))])), 10
    for border in (page[:edge], page[-edge:], page[:, :edge], page[:, -edge:]):
        assert border.min() == 1


def test_a_hole_is_pale_marked_and_says_why():
    sheet = sheet_of([LAYERS, WEIGHTS], holes=[4])
    hole = draw_sheet(sheet)[place(sheet, 4)]
    assert np.median(hole) > 0.9
    assert hole.min() < 0.6
    assert np.unique(hole).size > 2


def test_content_and_style_stand_in_the_margin():
    red = np.zeros((20, 30, 3), np.float32) + np.array([1, 0, 0], np.float32)
    page = draw_sheet(sheet_of([LAYERS, WEIGHTS], margin=[("content", red)]))
    assert np.all(page == [1, 0, 0], axis=-1).sum() > 1000


def test_a_row_that_names_a_picture_shows_it():
    red = np.zeros((20, 30, 3), np.float32) + np.array([1, 0, 0], np.float32)
    contents = pictures_axis("contents", "content", ["a.png", "b.png"])
    page = draw_sheet(sheet_of([contents, WEIGHTS], thumbnails={"a.png": red}))
    rows = np.flatnonzero(np.all(page == [1, 0, 0], axis=-1).any(axis=1))
    layout = lay_out(sheet_of([contents, WEIGHTS], thumbnails={"a.png": red}))
    assert layout.tops[0] <= rows.min() <= rows.max() < layout.tops[1]


@pytest.mark.parametrize("cells", [3, 4, 5])
def test_a_caption_stands_below_its_picture_and_touches_nothing(cells):
    sheet = captioned(lines=3, cells=cells)
    layout, page = lay_out(sheet), draw_sheet(sheet)
    for lane in range(cells):
        rows, columns = place(sheet, lane)
        np.testing.assert_allclose(page[rows, columns], 0.5, atol=1 / 255)
        below = page[rows.stop : rows.stop + round(layout.type * 5), columns]
        assert below.min() < 0.6
        assert page[rows.stop : rows.stop + 2, columns].min() == 1
    assert page[-layout.edge :].min() == 1
