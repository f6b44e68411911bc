"""Laws of how a run is shown."""

import itertools

import pytest

from stylejax.cli import progress
from stylejax.synthesis.runs import Progress


@pytest.mark.parametrize("at_once", [1, 4])
def test_rate_and_time_left_count_evaluations_however_many_come_at_once(monkeypatch, capsys, at_once):
    clock = itertools.count(0, 5)  # seconds, five for each look at it: at the start, then after each report
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with progress.lines(40 * at_once) as report:
        for round_ in range(1, 22):
            report(Progress(round_ * at_once, 40 * at_once, 0.5))
    last = capsys.readouterr().err.splitlines()[-1]
    assert f"{at_once / 5:.2f} evaluations/s, " in last
    done = int(last.split()[1].split("/")[0]) // at_once
    assert last.endswith(f"{(40 - done) * 5} s left")
