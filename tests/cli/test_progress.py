"""Laws of how a run is shown."""

import itertools
import time

import pytest

from stylejax.cli import progress
from stylejax.synthesis.runs import Level, Progress


@pytest.mark.parametrize("at_once", [1, 4])
def test_time_left_counts_the_work_however_much_comes_at_once(monkeypatch, capsys, at_once):
    clock = itertools.count(0, 5)  # seconds, five for each look at it: at the start, then after each report
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    with progress.lines(40 * at_once) as report:
        for round_ in range(1, 22):
            report(Progress(round_ * at_once, 40 * at_once, 0.5))
    last = capsys.readouterr().err.splitlines()[-1]
    done = int(last.split()[1].split("/")[0]) // at_once
    assert last.endswith(f"{(40 - done) * 5} s left")


def test_a_line_tells_the_level_and_its_size(monkeypatch, capsys):
    clock = itertools.count(0, 5)
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    level = Level(2, 3, (24, 32), 2, 4, 6)
    with progress.lines(12) as report:
        for evaluation in range(7, 11):
            report(Progress(evaluation, 12, 0.5, share=evaluation / 40, level=level))
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == "step 9/12, level 2 of 3 (32 x 24), objective 0.5, 155 s left"


def test_lines_say_once_which_way_is_good_and_what_is_painted(monkeypatch, capsys):
    clock = itertools.count(0, 10)
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    with progress.lines(9) as report:
        for evaluation in (1, 2):
            report(Progress(evaluation, 9, 0.5, part="artist 3 of 18: johnson", goal="higher is more"))
    first, second = capsys.readouterr().err.splitlines()
    assert first == "step 1/9, artist 3 of 18: johnson, objective 0.5 (higher is more)"
    assert second == "step 2/9, artist 3 of 18: johnson, objective 0.5, 70 s left"
