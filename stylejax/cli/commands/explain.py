"""The rim of an explanation: two recipes, what differs between them, and what each difference does by itself."""

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...artists import Artist, load_artist
from ...artists.describing import describe_setting, differences
from ...artists.measuring import Job, JobResult, distance, mixtures, settled
from ...errors import InputError
from ...files import check_writable
from ...jobs.comparison import (
    ComparisonInputs,
    checked_job,
    evaluations_of,
    paint_jobs,
    read_comparison,
    record_of,
    settings_line,
    sheet_of,
    terms_line,
    yardstick_line,
)
from ...media.images import check_output, write_image
from ...reports.layout import Sheet
from ...reports.sheets import check_sheet, draw_sheet
from ...reports.tables import NOT_PAINTED, write_table
from ...settings import ComparisonSettings
from ..progress import console_for


@dataclass(frozen=True)
class Trial:
    """A, B, or A with one setting of B: what it is called, that setting or "", and what is to be painted.

    Where it cannot be painted there is a reason instead.
    """

    label: str
    setting: str
    job: Job | None
    reason: str = ""


def recipes_of(settings: ComparisonSettings) -> tuple[Artist, Artist]:
    """The two recipes, alike in what the settings decide. Raises InputError where nothing tells them apart."""
    first, second = (settled(load_artist(name), size=settings.size, steps=settings.steps) for name in settings.artists)
    if settings.network:
        first, second = (dataclasses.replace(artist, network=settings.network) for artist in (first, second))
    if not differences(first, second):
        raise InputError(f"{first.name} and {second.name}: nothing differs between them here; choose two others")
    return first, second


def list_differences(settings: ComparisonSettings) -> str:
    """What differs between two recipes, in words."""
    first, second = recipes_of(settings)
    width = max(len(artist.name) for artist in (first, second))
    return "\n".join(
        "\n".join([name, *(f"  {a.name:<{width}}  {describe_setting(a, name)}" for a in (first, second))])
        for name in differences(first, second)
    )


def explain_difference(settings: ComparisonSettings, *, output: Path, table: Path | None, quiet: bool) -> int:
    """Paint A, B, and A with each setting of B by itself; write sheet and table, print the table, return the exit code.

    When a signal ends the run early, what is painted is written, the sheet shows holes, and the code is 128 plus the
    signal's number. Raises InputError.
    """
    say, watch = console_for(quiet)
    check_output(output)
    if table:
        check_writable(table)
    first, second = recipes_of(settings)
    inputs = read_comparison(settings)
    trials = _trials(first, second, inputs)
    jobs = [trial.job for trial in trials if trial.job]
    check_sheet(output, _sheet(settings, inputs, trials, []))
    say(f"{len(jobs)} pictures, {evaluations_of(jobs)} evaluations in all")
    keep = functools.partial(_write, settings, inputs, trials, output, table)
    done, code = paint_jobs(jobs, inputs, seed=settings.seed, watch=watch, keep=keep)
    if not quiet:
        print(text_of(table_of(trials, done)))
    say(f"{output}: {len(done)} of {len(trials)} pictures")
    return code


def _write(
    settings: ComparisonSettings,
    inputs: ComparisonInputs,
    trials: Sequence[Trial],
    output: Path,
    table: Path | None,
    done: Sequence[JobResult],
) -> None:
    record = record_of("explain", settings, inputs, _placed(trials, done))
    write_image(output, draw_sheet(_sheet(settings, inputs, trials, done)), record=record)
    if table:
        write_table(table, table_of(trials, done))


def _trials(first: Artist, second: Artist, inputs: ComparisonInputs) -> list[Trial]:
    """A and B, then A with one setting of B at a time."""
    whole = [Trial(f"A: {first.name}", "", checked_job("A", first, inputs)),
             Trial(f"B: {second.name}", "", checked_job("B", second, inputs))]  # fmt: skip
    return [*whole, *(_trial(name, artist, inputs) for name, artist in mixtures(first, second).items())]


def _trial(setting: str, artist: Artist, inputs: ComparisonInputs) -> Trial:
    label = f"A with B's {setting}"
    try:
        return Trial(label, setting, checked_job(label, artist, inputs))
    except InputError as error:
        return Trial(label, setting, None, str(error))


def _placed(trials: Sequence[Trial], done: Sequence[JobResult]) -> list[JobResult | None]:
    """For each trial its result, None where there is none."""
    rest = iter(done)
    return [next(rest, None) if trial.job else None for trial in trials]


def _sheet(
    settings: ComparisonSettings, inputs: ComparisonInputs, trials: Sequence[Trial], done: Sequence[JobResult]
) -> Sheet:
    placed = _placed(trials, done)
    captions = [tuple(_caption(trial, painted, placed)) for trial, painted in zip(trials, placed, strict=True)]
    lines = [
        f"A is {settings.artists[0]}, B is {settings.artists[1]}; then A with one setting of B at a time",
        settings_line(settings),
        yardstick_line(inputs),
        "distance: root mean square in sRGB, of 0 to 1",
    ]
    return sheet_of(placed, captions, inputs, settings, lines=lines)


def _caption(trial: Trial, painted: JobResult | None, placed: Sequence[JobResult | None]) -> Iterator[str]:
    yield trial.label
    if painted:
        yield terms_line(painted)
        yield _distances(painted, placed)
    if trial.reason:
        yield trial.reason
    elif trial.setting and trial.job:
        yield describe_setting(trial.job.artist, trial.setting)


def _distances(painted: JobResult, placed: Sequence[JobResult | None]) -> str:
    first, second, *_ = placed
    words = [f"{distance(painted.image, other.image):.3f} from {name}"
             for name, other in (("A", first), ("B", second)) if other and other is not painted]  # fmt: skip
    return " · ".join(words)


def table_of(trials: Sequence[Trial], done: Sequence[JobResult]) -> list[dict[str, Any]]:
    """One row for each trial: settings in words, terms by the yardstick, and distances from A's and B's picture."""
    placed = _placed(trials, done)
    return [_row(trial, painted, placed) for trial, painted in zip(trials, placed, strict=True)]


def _row(trial: Trial, painted: JobResult | None, placed: Sequence[JobResult | None]) -> dict[str, Any]:
    first, second, *_ = placed
    words = [describe_setting(each.job.artist, trial.setting) if trial.setting and each else ""
             for each in (first, second)]  # fmt: skip
    row: dict[str, Any] = {"picture": trial.label, "setting": trial.setting, "of_a": words[0], "of_b": words[1]}
    if not painted:
        return {**row, "status": trial.reason or NOT_PAINTED}
    row |= {"status": painted.painting.status, "evaluations": painted.painting.evaluations}
    row |= {"content_term": painted.content_term, "style_term": painted.style_term}
    row |= {"distance_from_a": distance(painted.image, first.image)} if first else {}
    return row | ({"distance_from_b": distance(painted.image, second.image)} if second else {})


def text_of(rows: Sequence[dict[str, Any]]) -> str:
    """The table for people: what was painted, its terms, and its distances."""
    width = max(len(row["picture"]) for row in rows)
    names = ("content_term", "style_term", "distance_from_a", "distance_from_b")
    head = f"{'':<{width}}  {'content':>9}  {'style':>9}  {'from A':>7}  {'from B':>7}"
    return "\n".join([head, *(_line(row, width, [row.get(name, np.nan) for name in names]) for row in rows)])


def _line(row: dict[str, Any], width: int, numbers: Sequence[float]) -> str:
    if "content_term" not in row:
        return f"{row['picture']:<{width}}  {row['status']}"
    content, style, *distances = numbers
    between = "  ".join(f"{number:>7.3f}" if np.isfinite(number) else f"{'-':>7}" for number in distances)
    return f"{row['picture']:<{width}}  {content:>9.4g}  {style:>9.4g}  {between}"
