"""Laws of the front: nothing on it is beaten, and the figure shows all that it can."""

from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from sheets_of_colors import POINTS
from stylejax.reports.pareto import Point, figure, log_ticks, pareto_front


def dots_of(made):
    return [line for line in made.axes[0].get_lines() if (line.get_gid() or "").startswith("point-")]


def texts_of(made):
    return [text.get_text() for text in made.findobj(Text)]


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
    made = figure(POINTS, title="photo", titles=("layers", "weight"))
    dots = dots_of(made)
    assert [dot.get_markerfacecolor() != "white" for dot in dots] == [True, True, False, True]
    assert [(dot.get_xdata()[0], dot.get_ydata()[0]) for dot in dots] == [(p.style, p.content) for p in POINTS]
    assert any("weight" in text for text in texts_of(made))


def test_terms_of_zero_are_left_out_and_told():
    made = figure([*POINTS, Point(0, 1, "a", "3")], title="photo", titles=("", ""))
    assert any("1 with a term of zero" in text for text in texts_of(made))
    assert len(dots_of(made)) == 4


def test_words_with_signs_of_mathematics_are_words():
    made = figure(POINTS, title="$a_1$ and $\\frac$", titles=("$", "$x$"))
    made.draw_without_rendering()
    assert "$a_1$ and $\\frac$" in texts_of(made)


def test_labels_do_not_lie_on_one_another():
    points = [Point(1 + index / 1000, 1 - index / 1000, "a", "label") for index in range(10)]
    assert texts_of(figure(points, title="", titles=("", ""))).count("label") < 5
