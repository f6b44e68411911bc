"""Laws of screens: what a run shows and says is seen, and the console beside them hears the same."""

import contextlib

import numpy as np

from stylejax.jobs.session import Console
from stylejax.studio.screens import MOST_POINTS, Screen, thinned
from stylejax.synthesis.runs import Progress


def test_what_a_run_shows_is_seen_and_every_change_counts():
    screen = Screen()
    console, numbers = screen.console(), [screen.view.number]
    assert screen.view.words == "getting ready"
    with console.watch(10) as report:
        report(Progress(1, 10, 4.0))
        numbers.append(screen.view.number)
        report(Progress(5, 10, 2.0))
    console.say("a word")
    console.show(np.zeros((20, 30, 3), np.uint8))
    view = screen.view
    assert (view.done, view.objective, view.lines) == (0.5, (4.0, 2.0), ("a word",))
    assert view.picture.startswith(b"\xff\xd8")
    assert view.words.endswith(" left")
    assert "5 of 10 evaluations" in view.detail
    assert "smaller is closer" in view.detail
    assert numbers == sorted(set(numbers))
    assert view.number > numbers[-1]


def test_a_console_beside_hears_the_same():
    said, told, screen = [], [], Screen()
    console = screen.beside(Console(said.append, lambda steps: contextlib.nullcontext(told.append)))
    console.say("a word")
    with console.watch(3) as report:
        report(Progress(1, 3, 1.0))
    assert (said, len(told), screen.view.lines, screen.view.objective) == (["a word"], 1, ("a word",), (1.0,))


def test_a_run_is_ended_by_who_looks():
    assert Screen().console(ended=lambda: True).ended()
    assert not Screen().console().ended()


def test_a_long_curve_is_thinned_and_keeps_its_ends():
    curve = [float(value) for value in range(5000)]
    thin = thinned(curve)
    assert len(thin) <= MOST_POINTS + 1
    assert (thin[0], thin[-1]) == (0.0, 4999.0)
    assert thinned([]) == ()
    assert thinned([1.0]) == (1.0,)
