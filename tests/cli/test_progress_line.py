"""Laws of the line that moves: what matters survives on a narrow terminal, and it never stands still."""

import io
import itertools
import time

import pytest
import rich.console

from stylejax.cli.progress_line import ProgressLine
from stylejax.jobs.session import Clock
from stylejax.synthesis.runs import Level, Progress

LEVEL = Level(2, 4, (96, 128), 4, 80, 80)
RUNS = {
    "a transfer": Progress(120, 360, 0.01234, share=0.2, level=LEVEL),
    "artists": Progress(1234, 1800, 1.234e9, part="artist 13 of 18: johnson-before"),
    "a film": Progress(12, 18000, 1.234e9, part="frame 13 of 100", goal="higher is more"),
}


def line_of(progress, monkeypatch):
    """The line after two reports, ten seconds apart."""
    clock = itertools.chain([0, 0, 10], itertools.repeat(10))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    line = ProgressLine(Clock())
    line.report(Progress(0, 360, 1.0))
    line.report(progress)
    return line


@pytest.mark.parametrize("columns", [30, 40, 60, 80, 120])
@pytest.mark.parametrize("progress", RUNS.values(), ids=list(RUNS))
def test_evaluations_and_time_left_survive_at_any_width(monkeypatch, progress, columns):
    words, bar = line_of(progress, monkeypatch).parts(columns)
    assert len(words) + (bar.width if bar else 0) <= columns
    assert f"{progress.evaluation}/{progress.steps}" in words
    assert words.endswith(" left")


@pytest.mark.parametrize("progress", RUNS.values(), ids=list(RUNS))
def test_the_bar_goes_before_the_objective_and_that_before_what_is_painted(monkeypatch, progress):
    line = line_of(progress, monkeypatch)
    widths = range(24, 140)
    shown = {
        "bar": [width for width in widths if line.parts(width)[1]],
        "objective": [width for width in widths if "objective" in line.parts(width)[0]],
        "place": [width for width in widths if " of " in line.parts(width)[0]],
    }
    assert min(shown["place"]) < min(shown["objective"]) <= 80
    assert shown["objective"] == list(range(min(shown["objective"]), 140))
    assert 139 in shown["bar"]
    assert progress.goal in line.parts(139)[0]


def test_seconds_move_while_it_compiles(monkeypatch):
    clock = itertools.count(0, 7)
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    line = ProgressLine(Clock())
    assert [line.parts(40)[0] for _ in range(2)] == ["compiling, 7 s", "compiling, 14 s"]


def test_a_long_silence_is_told(monkeypatch):
    line = line_of(RUNS["a transfer"], monkeypatch)
    monkeypatch.setattr(time, "monotonic", lambda: 15.0)
    assert "left (waiting 5 s)" in line.parts(60)[0]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_line_is_drawn_with_what_the_terminal_has(monkeypatch, encoding):
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = rich.console.Console(file=file, width=60, force_terminal=True)
    console.print(line_of(RUNS["a transfer"], monkeypatch))
    file.flush()
    assert "120/360" in file.buffer.getvalue().decode(encoding)
