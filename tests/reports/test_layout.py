"""Laws of where things stand on a sheet: every picture whole in its place, captions touching nothing."""

import numpy as np
import pytest

from sheets_of_colors import LAYERS, SEEDS, WEIGHTS, captioned, place, sheet_of
from stylejax.reports.layout import Cell, caption_lines, lay_out
from stylejax.reports.sheets import draw_sheet
from stylejax.reports.typesetting import text_width


@pytest.mark.parametrize("axes", [[], [WEIGHTS], [LAYERS, WEIGHTS], [LAYERS, SEEDS, WEIGHTS]], ids=len)
@pytest.mark.parametrize("shape", [(24, 32), (32, 17), (300, 200)])
def test_every_picture_stands_whole_in_its_place(axes, shape):
    sheet = sheet_of(axes, shape=shape)
    page = draw_sheet(sheet)
    for lane, cell in enumerate(sheet.cells):
        np.testing.assert_allclose(page[place(sheet, lane)], cell.image[0, 0, 0], atol=1 / 255)


def test_gutters_are_even():
    layout = lay_out(sheet_of([LAYERS, WEIGHTS]))
    across = np.diff(layout.lefts) - layout.widths[:-1]
    down = np.diff(layout.tops) - layout.heights[:-1]
    assert {*across, *down} == {layout.gutter}


def test_type_grows_with_the_sheet_and_never_gets_small():
    sizes = [lay_out(sheet_of([LAYERS, WEIGHTS], shape=(side, side))).type for side in (16, 256, 1024, 2048)]
    assert sizes == sorted(sizes)
    assert sizes[0] >= 13
    assert sizes[-1] >= 40


def test_captions_make_room_for_themselves_and_no_more():
    none, some, more = (lay_out(captioned(lines=lines)) for lines in (0, 1, 4))
    assert none.height < some.height < more.height
    assert none.lefts == some.lefts == more.lefts
    assert np.diff(none.tops) == none.heights[0] + none.gutter


def test_long_captions_are_broken_to_the_width_of_their_picture():
    cell = Cell((24, 32), None, "", ("a name", "many words " * 20))
    lines = caption_lines(cell, 13.0, 200)
    assert len(lines) > 5
    assert all(text_width(text, 13.0 * scale) <= 200 for text, scale in lines)
