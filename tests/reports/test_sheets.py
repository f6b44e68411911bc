"""Laws of axes, contact sheets, tables and figures: no network is needed for any of them."""

import csv
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stylejax.errors import InputError
from stylejax.jobs.axes import arrange, layers_axis, numbers_axis, parse_counts, parse_numbers, pictures_axis
from stylejax.reports.grid import Grid, Heading, short_numbers
from stylejax.reports.layout import Cell, Sheet, caption_lines, lay_out
from stylejax.reports.pareto import Point, figure, log_ticks, pareto_front, write_figure
from stylejax.reports.plots import Dot, Text
from stylejax.reports.sheets import draw_sheet, sheet_shape
from stylejax.reports.tables import write_table
from stylejax.reports.typesetting import printable, shortened, text_width, wrapped
from stylejax.settings import STYLE_LAYERS, TransferSettings

WEIGHTS = numbers_axis("content-weights", "content weight", "content_weight", [1e-3, 1e-2, 0.1])
LAYERS = layers_axis([1, 2], STYLE_LAYERS)
SEEDS = numbers_axis("seeds", "seed", "seed", [0, 1])


def sheet_of(axes, *, shape=(24, 32), holes=(), margin=(), thumbnails=None, **names) -> Sheet:
    grid = arrange(axes, **names)
    colors = np.linspace(0.2, 0.8, len(grid))
    cells = [
        Cell(shape, None if lane in holes else np.full((*shape, 3), color, np.float32), "gone" if lane in holes else "")
        for lane, color in enumerate(colors)
    ]
    return Sheet(grid, cells, "photo in the style of painting", ["some settings"], margin, thumbnails or {})


def place(sheet: Sheet, lane: int) -> tuple[slice, slice]:
    layout = lay_out(sheet)
    row, column = divmod(lane, len(sheet.grid.columns))
    height, width = (side * layout.zoom for side in sheet.cells[lane].shape)
    top, left = layout.tops[row], layout.lefts[column]
    return slice(top, top + height), slice(left, left + width)


def test_content_weights_are_the_columns_unless_told_otherwise():
    assert arrange([LAYERS, SEEDS, WEIGHTS]).column_titles == ("content weight",)
    assert arrange([LAYERS, SEEDS, WEIGHTS]).row_titles == ("style layers", "seed")
    assert arrange([LAYERS, WEIGHTS], rows="content-weights").column_titles == ("style layers",)
    assert arrange([LAYERS, SEEDS, WEIGHTS], columns="seeds").row_titles == ("style layers", "content weight")


def test_a_grid_holds_every_combination_once():
    lanes = arrange([LAYERS, SEEDS, WEIGHTS]).lanes(TransferSettings())
    assert len(lanes) == len(set(lanes)) == 12
    assert {(lane.content_weight, lane.seed) for lane in lanes} == {(w, s) for w in (1e-3, 1e-2, 0.1) for s in (0, 1)}
    assert {lane.style_layers for lane in lanes} == {STYLE_LAYERS[:1], STYLE_LAYERS[:2]}


def test_a_number_among_other_labels_says_what_it_is():
    assert arrange([LAYERS, SEEDS, WEIGHTS]).rows[1].labels == ("relu1_1", "seed 1")
    assert arrange([SEEDS, WEIGHTS]).rows[1].labels == ("1",)


def test_one_axis_is_one_row_and_none_is_one_picture():
    assert (len(arrange([WEIGHTS]).rows), len(arrange([WEIGHTS]).columns)) == (1, 3)
    assert len(arrange([]).lanes(TransferSettings())) == 1


def test_lists_are_read_as_people_write_them():
    assert parse_counts("seeds", "0, 2..4,7") == [0, 2, 3, 4, 7]
    assert parse_numbers("tv-weights", "1e-5, 0.1") == [1e-5, 0.1]


@pytest.mark.parametrize("text", ["", ",", "a", "3..1", "1..", "-1", "1.5", "0..99999999999"])
def test_what_is_no_list_of_counts_is_refused_by_name(text):
    with pytest.raises(InputError, match=r"^seeds: "):
        parse_counts("seeds", text)


SENSELESS = {
    "a value twice": lambda: numbers_axis("seeds", "seed", "seed", [1, 1]),
    "no layers": lambda: layers_axis([0], STYLE_LAYERS),
    "more layers than there are": lambda: layers_axis([6], STYLE_LAYERS),
    "rows of an axis that does not vary": lambda: arrange([WEIGHTS], rows="seeds"),
    "rows and columns of one axis": lambda: arrange([WEIGHTS], rows="content-weights", columns="content-weights"),
}


@pytest.mark.parametrize("axes", SENSELESS.values(), ids=list(SENSELESS))
def test_axes_that_make_no_sense_are_refused(axes):
    with pytest.raises(InputError):
        axes()


def test_numbers_of_one_axis_are_written_alike():
    assert short_numbers([1e-5, 1e-4, 0.01, 0]) == ("1e-5", "1e-4", "1e-2", "0")
    assert short_numbers([0.01, 1, 10]) == ("0.01", "1", "10")


def test_pictures_of_the_same_name_are_told_apart_by_their_paths():
    assert pictures_axis("contents", "content", ["a/x.png", "b/x.png", "y.png"]).labels == ("a/x.png", "b/x.png", "y")


@pytest.mark.parametrize("axes", [[], [WEIGHTS], [LAYERS, WEIGHTS], [LAYERS, SEEDS, WEIGHTS]], ids=len)
@pytest.mark.parametrize("shape", [(24, 32), (32, 17), (300, 200)])
def test_every_picture_stands_whole_in_its_place(axes, shape):
    sheet = sheet_of(axes, shape=shape)
    page = draw_sheet(sheet)
    for lane, cell in enumerate(sheet.cells):
        np.testing.assert_allclose(page[place(sheet, lane)], cell.image[0, 0, 0], atol=1 / 255)


def test_the_shape_is_known_before_the_pictures_are():
    whole, holes = sheet_of([LAYERS, WEIGHTS]), sheet_of([LAYERS, WEIGHTS], holes=range(6))
    assert sheet_shape(whole) == sheet_shape(holes) == draw_sheet(whole).shape[:2]


def test_gutters_are_even():
    layout = lay_out(sheet_of([LAYERS, WEIGHTS]))
    across = np.diff(layout.lefts) - layout.widths[:-1]
    down = np.diff(layout.tops) - layout.heights[:-1]
    assert {*across, *down} == {layout.gutter}


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


def test_type_grows_with_the_sheet_and_never_gets_small():
    sizes = [lay_out(sheet_of([LAYERS, WEIGHTS], shape=(side, side))).type for side in (16, 256, 1024, 2048)]
    assert sizes == sorted(sizes)
    assert sizes[0] >= 13
    assert sizes[-1] >= 40


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


@settings(deadline=None)
@given(st.text(max_size=60), st.floats(20, 400))
def test_lines_of_type_fit_their_width(text, width):
    for line in wrapped(printable(text), 13.0, width):
        assert text_width(line, 13.0) <= max(width, text_width(shortened(line, 13.0, 0), 13.0))


def test_accents_are_dropped_and_unknown_letters_shown_as_such():
    assert printable("Tübingen 城") == "Tubingen ?"


POINTS = [Point(1, 9, "a", "1"), Point(2, 4, "a", "2"), Point(3, 5, "b", "1"), Point(4, 1, "b", "2")]


def test_the_front_is_what_no_other_beats():
    assert pareto_front(POINTS) == {0, 1, 3}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=30))
def test_every_point_off_the_front_is_beaten_by_one_on_it(pairs):
    points = [Point(content, style, "", "") for content, style in pairs]
    front = pareto_front(points)
    assert front
    for index, point in enumerate(points):
        beaten = any(
            points[other].content <= point.content and points[other].style <= point.style and points[other] != point
            for other in front
        )
        assert beaten == (index not in front)


@settings(deadline=None)
@given(st.floats(-12, 6), st.floats(0.04, 14))
def test_ticks_are_few_rising_and_within_the_axis(start, decades):
    low, high = 10**start, 10 ** (start + decades)
    ticks = log_ticks(low, high)
    assert 3 <= len(ticks) <= 14
    assert low <= ticks[0]
    assert ticks[-1] <= high
    assert ticks == sorted(set(ticks))


def test_a_figure_has_a_dot_for_each_picture_the_front_filled():
    marks = figure(POINTS, title="photo", titles=("layers", "weight"))
    dots = [mark for mark in marks if isinstance(mark, Dot) and mark.tip]
    assert [dot.fill != "white" for dot in dots] == [True, True, False, True]
    assert any("weight" in mark.text for mark in marks if isinstance(mark, Text))


def test_terms_of_zero_are_left_out_and_told():
    marks = figure([*POINTS, Point(0, 1, "a", "3")], title="photo", titles=("", ""))
    assert any("1 with a term of zero" in mark.text for mark in marks if isinstance(mark, Text))
    assert len([mark for mark in marks if isinstance(mark, Dot) and mark.tip]) == 4


@pytest.mark.parametrize("points", [POINTS, POINTS[:1], []], ids=len)
def test_figures_are_written_as_png_and_as_svg_that_parses(tmp_path, points):
    for suffix in (".png", ".svg"):
        write_figure(tmp_path / f"figure{suffix}", points, title="a < b & c", titles=("", ""))
    root = ElementTree.parse(tmp_path / "figure.svg").getroot()
    assert "a < b & c" in [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert (tmp_path / "figure.png").read_bytes()[:4] == b"\x89PNG"


def test_a_table_has_the_columns_of_all_its_rows(tmp_path):
    write_table(tmp_path / "t.csv", [{"lane": 1, "status": "not painted"}, {"lane": 2, "note": 'a,"b"'}])
    with open(tmp_path / "t.csv", newline="") as file:
        assert list(csv.DictReader(file)) == [
            {"lane": "1", "status": "not painted", "note": ""},
            {"lane": "2", "status": "", "note": 'a,"b"'},
        ]


def captioned(*, lines: int, cells: int = 5) -> Sheet:
    """Pictures in rows of three, of which the last may be shorter, each with that many lines of caption."""
    nameless = Heading((), {})
    grid = Grid((nameless,) * -(-cells // 3), (nameless,) * 3, (), ())
    image = np.full((24, 32, 3), 0.5, np.float32)
    words = tuple(f"line {number}" for number in range(lines))
    return Sheet(grid, [Cell((24, 32), image, "", words)] * cells, "title", [], [], {})


def test_captions_make_room_for_themselves_and_no_more():
    none, some, more = (lay_out(captioned(lines=lines)) for lines in (0, 1, 4))
    assert none.height < some.height < more.height
    assert none.lefts == some.lefts == more.lefts
    assert np.diff(none.tops) == none.heights[0] + none.gutter


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


def test_long_captions_are_broken_to_the_width_of_their_picture():
    cell = Cell((24, 32), None, "", ("a name", "many words " * 20))
    lines = caption_lines(cell, 13.0, 200)
    assert len(lines) > 5
    assert all(text_width(text, 13.0 * scale) <= 200 for text, scale in lines)
