"""Laws of curves: one scale for all, labeled, and a loss that has not moved is a flat line that says so."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stylejax.reports.web.curves import (
    FARTHEST,
    HEIGHT,
    HIGHEST,
    UNMOVED,
    WIDTH,
    Axes,
    axes_of,
    curve_of,
    curve_path,
    curve_words,
    tick_words,
)
from stylejax.reports.web.rendering import render

FALL, FLAT, LONG = [100.0, 10.0, 1.0], [1.56, 1.56, 1.56], [5.0, 4.0, 3.0, 2.0, 1.0]
AXES = axes_of([FALL, FLAT, LONG])


def loss_curve(values, axes):
    return render("curve.html", curve=curve_of(values, axes))


def points_of(text):
    return [tuple(map(float, pair)) for pair in re.findall(r"[ML](\S+) ([\d.]+)", text)]


@given(st.lists(st.floats(-1e6, 1e6) | st.sampled_from([math.nan, math.inf]), min_size=2, max_size=40))
def test_a_curve_stays_in_its_box_and_has_a_point_for_each_finite_value(values):
    axes = axes_of([values])
    points = points_of(curve_path(values, axes))
    assert len(points) == sum(map(math.isfinite, values))
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)


def test_curves_of_a_page_share_their_axes():
    assert Axes(5, -2, 0) == AXES
    fall, long = (points_of(loss_curve(values, AXES)) for values in (FALL, LONG))
    assert fall[0] == long[0] == (0, 0)
    assert fall[-1] == (WIDTH / 2, HEIGHT)  # three evaluations of five, two decades of two
    assert long[-1] == (WIDTH, pytest.approx(HEIGHT * math.log10(5) / 2, abs=0.01))


def test_what_has_not_moved_says_so_and_is_flat():
    text = loss_curve(FLAT, AXES)
    assert "has not moved" in text
    assert {y for _, y in points_of(text)} == {0}
    assert "has not moved" not in loss_curve([1.0, 1 - 2 * UNMOVED], AXES)


def test_the_axis_is_labeled_from_top_to_bottom():
    ticks = re.findall(r"<span style=\"top: ([\d.]+)%\">([^<]+)", loss_curve(FALL, AXES))
    assert ticks == [("0.0", "start"), ("50.0", "1/10"), ("100.0", "1/100")]
    assert "5 evaluations" in loss_curve(FALL, AXES)
    assert [tick_words(decade) for decade in (1, 0, -4, -6)] == ["10 x", "start", "1/10000", "1e-6"]


def test_extremes_do_not_flatten_all_other_curves():
    axes = axes_of([FALL, [1.0, 1e30, 1e-30]])
    assert axes.high <= HIGHEST
    assert axes.low >= -FARTHEST - HIGHEST


def test_a_loss_that_is_not_positive_is_told_in_words():
    assert "<svg" not in loss_curve([0.0, -1.0], AXES)
    assert "loss 0 to -1" in loss_curve([0.0, -1.0], AXES)
    assert curve_of([1.0], AXES) is curve_of([], AXES) is None
    assert curve_words([2.0, 1.0]) == "loss 2 to 1 in 2 evaluations"
