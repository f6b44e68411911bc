"""Laws of the numbers and pictures of docs/essay.md."""

import numpy as np
import pytest

from small_sheets import ACROSS, MOST, write_small
from stylejax.artists import ARTISTS
from stylejax.media.images import read_image
from stylejax.reports import Cell, Grid, Heading, Sheet
from tell_differences import ESSAY, correlation, moved, ranks


def test_equal_values_share_the_mean_of_their_ranks():
    assert ranks({"a": 5.0, "b": 1.0, "c": 5.0}) == {"b": 1, "a": 2.5, "c": 2.5}


def test_an_order_agrees_with_itself_and_not_with_its_reverse():
    backwards = {name: -value for name, value in ESSAY.items()}
    assert correlation(ESSAY, ESSAY) == pytest.approx(1)
    assert correlation(ESSAY, backwards) == pytest.approx(-1)


def test_the_essay_speaks_of_recipes_only():
    assert set(ESSAY) <= set(ARTISTS)


def test_pictures_that_diverged_have_not_moved():
    rows = [{"group": "start", "status": status, "from_gatys": "0.5"} for status in ("finished", "diverged")]
    assert moved(rows, "start") == [0.5]


def test_a_small_sheet_is_small(tmp_path):
    cells = [Cell((400, 600), np.random.default_rng(0).random((400, 600, 3)), "")] * 4
    sheet = Sheet(Grid((Heading((), {}),), (Heading((), {}),) * 4, (), ()), cells, "noise", [], [], {})
    write_small(tmp_path / "sheet.jpg", sheet)
    assert (tmp_path / "sheet.jpg").stat().st_size < 2 * MOST  # noise, of which JPEG makes little
    assert read_image(tmp_path / "sheet.jpg").shape[1] == ACROSS
