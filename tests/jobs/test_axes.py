"""Laws of what a sweep varies: every combination once, read as people write it, senseless ones refused."""

import pytest

from sheets_of_colors import LAYERS, SEEDS, WEIGHTS
from stylejax.errors import InputError
from stylejax.jobs.axes import (
    arrange,
    blend_axis,
    layers_axis,
    numbers_axis,
    parse_counts,
    parse_numbers,
    parse_shares,
    pictures_axis,
    setting_axis,
)
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


def test_a_blend_goes_from_one_painting_to_the_other():
    axis = blend_axis(["a/sky.jpg", "b/sea.jpg"], [0, 0.25, 1])
    assert axis.title == "from sky to sea"
    assert list(axis.values) == [{"style_weights": shares} for shares in ((1, 0), (0.75, 0.25), (0, 1))]


SHARES = {
    "0..1": [0, 0.25, 0.5, 0.75, 1],
    "0,0.3,1": [0, 0.3, 1],
    "0.5": [0.5],
    "-0.5..0.5": [-0.5, -0.25, 0, 0.25, 0.5],
}


@pytest.mark.parametrize("text", SHARES)
def test_shares_are_a_list_or_five_of_a_range(text):
    assert parse_shares(text) == pytest.approx(SHARES[text])


@pytest.mark.parametrize(
    ("text", "field", "values", "labels"),
    [
        ("strokes=-1,0,1.5", "strokes", [-1, 0, 1.5], ("-1", "0", "1.5")),
        ("colors=style,photo", "colors", ["style", "photo"], ("style colors", "photo colors")),
        ("style-size=0.5x,256", "style_size", ["0.5x", 256], ("style size 0.5x", "style size 256")),
        ("levels=1,auto", "levels", [1, None], ("levels 1", "levels auto")),
        ("style-loss=gram,moments", "style_loss", ["gram", "moments"], ("gram style loss", "moments style loss")),
        ("contours=0, 0.5", "contours", [0, 0.5], ("0", "0.5")),
    ],
)
def test_any_setting_of_the_look_is_an_axis(text, field, values, labels):
    axis = setting_axis(text)
    assert [each[field] for each in axis.values] == values
    assert axis.labels == labels


def test_axes_that_set_the_same_field_are_refused():
    with pytest.raises(InputError, match="strokes: sets strokes, and so does strokes"):
        arrange([setting_axis("strokes=0,1"), setting_axis("strokes=1,2")])


SENSELESS = {
    "a setting that is none": lambda: setting_axis("colour=style,photo"),
    "a setting with an option of its own": lambda: setting_axis("strength=0,1"),
    "a setting without values": lambda: setting_axis("strokes="),
    "a setting with a value twice": lambda: setting_axis("strokes=1,1"),
    "a word for a number": lambda: setting_axis("strokes=much"),
    "an unknown word": lambda: setting_axis("colors=photo,phot"),
    "a blend of three": lambda: blend_axis(["a", "b", "c"], [0, 1]),
    "half a range": lambda: parse_shares("0.."),
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
