"""Laws of what a sweep varies: every combination once, read as people write it, senseless ones refused."""

import pytest

from sheets_of_colors import LAYERS, SEEDS, WEIGHTS
from stylejax.errors import InputError
from stylejax.jobs.axes import arrange, layers_axis, numbers_axis, parse_counts, parse_numbers, pictures_axis
from stylejax.settings import STYLE_LAYERS, TransferSettings


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


def test_pictures_of_the_same_name_are_told_apart_by_their_paths():
    assert pictures_axis("contents", "content", ["a/x.png", "b/x.png", "y.png"]).labels == ("a/x.png", "b/x.png", "y")
