"""Laws of records read again: what is missing is what it meant then, what does not fit is refused."""

from pathlib import Path

import pytest

import stylejax
from stylejax.errors import InputError
from stylejax.jobs.replays.readings import read_lane, recorded
from stylejax.settings import TransferSettings

PAINTED_BEFORE = Path(__file__).parents[2] / "golden" / "painted-before.png"
WHOLE = {"command": "transfer", "settings": {}, "pictures": {}}


def test_a_record_of_before_there_were_levels_means_one():
    told = recorded(stylejax.read_record(PAINTED_BEFORE))
    assert (told.settings.levels, told.settings.seed, told.settings.init) == (1, 3, "noise")
    assert told.network["name"] == "vgg19-random"
    assert recorded({**WHOLE, "settings": {"levels": None}}).settings.levels is None


def test_what_is_stored_is_read_as_the_settings_it_was():
    stored = {"style_layers": ["relu1_1"], "strength": 1, "size": "own", "style_weights": [2.0, 1], "levels": None}
    read = {"style_layers": ("relu1_1",), "strength": 1.0, "size": "own", "style_weights": (2.0, 1.0), "levels": None}
    assert recorded({**WHOLE, "settings": stored}).settings == TransferSettings(**read)


@pytest.mark.parametrize("wrong", [{"steps": 1.5}, {"seed": True}, {"style_layers": [3]}, {"pool": "middle"}])
def test_values_of_another_kind_are_refused(wrong):
    [name] = wrong
    with pytest.raises(InputError, match=name):
        recorded({**WHOLE, "settings": wrong})


def test_a_lane_is_a_row_and_a_column():
    assert [read_lane(text) for text in (None, "3", "3,2")] == [None, (3,), (3, 2)]
    for text in ("0,1", "1,2,3", "", "a"):
        with pytest.raises(InputError, match="lane"):
            read_lane(text)


def test_of_a_sheet_the_crossing_counts():
    sheet = {
        **{**WHOLE, "command": "sweep", "settings": {"content": "a.png", "style": "b.png"}},
        "pictures": {"a.png": "1", "b.png": "2", "c.png": "3"},
        "rows": [{"seed": 0}, {"seed": 1}],
        "columns": [{"style": "b.png"}, {"style": "c.png"}],
    }
    told = recorded(sheet, lane=(2, 2))
    assert (told.settings.seed, told.settings.style, told.command) == (1, "c.png", "transfer")
    assert told.pictures == {"content": "1", "style": "3"}
    with pytest.raises(InputError, match="rows"):
        recorded(sheet, lane=(1, 3))
    with pytest.raises(InputError, match="row"):
        recorded({**sheet, "rows": ["damaged"]}, lane=(1, 1))
