"""Laws of the front: nothing on it is beaten, and the figure shows all that it can."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_of_colors import POINTS
from stylejax.reports.pareto import Point, figure, log_ticks, pareto_front
from stylejax.reports.plots import Dot, Text


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
