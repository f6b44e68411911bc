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
from ...artists.measuring import Commission, Work, distance, mixtures, settled
from ...errors import InputError
from ...files import check_writable
from ...jobs.comparison import (
    Materials,
    carry_out,
    commissioned,
    evaluations_of,
    gather,
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
from .transfer import voice


@dataclass(frozen=True)
class Trial:
    """A, B, or A with one setting of B: what it is called, that setting or "", and what is to be painted.

    Where it cannot be painted there is a reason instead.
    """

    label: str
    setting: str
    commission: Commission | None
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
    say, watch = voice(quiet)
    check_output(output)
    if table:
        check_writable(table)
    first, second = recipes_of(settings)
    materials = gather(settings)
    trials = _trials(first, second, materials)
    commissions = [trial.commission for trial in trials if trial.commission]
    check_sheet(output, _sheet(settings, materials, trials, []))
    say(f"{len(commissions)} pictures, {evaluations_of(commissions)} evaluations in all")
    keep = functools.partial(_write, settings, materials, trials, output, table)
    works, code = carry_out(commissions, materials, seed=settings.seed, watch=watch, keep=keep)
    if not quiet:
        print(text_of(table_of(trials, works)))
    say(f"{output}: {len(works)} of {len(trials)} pictures")
    return code


def _write(
    settings: ComparisonSettings,
    materials: Materials,
    trials: Sequence[Trial],
    output: Path,
    table: Path | None,
    works: Sequence[Work],
) -> None:
    record = record_of("explain", settings, materials, _placed(trials, works))
    write_image(output, draw_sheet(_sheet(settings, materials, trials, works)), record=record)
    if table:
        write_table(table, table_of(trials, works))


def _trials(first: Artist, second: Artist, materials: Materials) -> list[Trial]:
    """A and B, then A with one setting of B at a time."""
    whole = [Trial(f"A: {first.name}", "", commissioned("A", first, materials)),
             Trial(f"B: {second.name}", "", commissioned("B", second, materials))]  # fmt: skip
    return [*whole, *(_trial(name, artist, materials) for name, artist in mixtures(first, second).items())]


def _trial(setting: str, artist: Artist, materials: Materials) -> Trial:
    label = f"A with B's {setting}"
    try:
        return Trial(label, setting, commissioned(label, artist, materials))
    except InputError as error:
        return Trial(label, setting, None, str(error))


def _placed(trials: Sequence[Trial], works: Sequence[Work]) -> list[Work | None]:
    """For each trial its work, None where there is none."""
    done = iter(works)
    return [next(done, None) if trial.commission else None for trial in trials]


def _sheet(settings: ComparisonSettings, materials: Materials, trials: Sequence[Trial], works: Sequence[Work]) -> Sheet:
    placed = _placed(trials, works)
    captions = [tuple(_caption(trial, work, placed)) for trial, work in zip(trials, placed, strict=True)]
    lines = [
        f"A is {settings.artists[0]}, B is {settings.artists[1]}; then A with one setting of B at a time",
        settings_line(settings),
        yardstick_line(materials),
        "distance: root mean square in sRGB, of 0 to 1",
    ]
    return sheet_of(placed, captions, materials, settings, lines=lines)


def _caption(trial: Trial, work: Work | None, placed: Sequence[Work | None]) -> Iterator[str]:
    yield trial.label
    if work:
        yield terms_line(work)
        yield _distances(work, placed)
    if trial.reason:
        yield trial.reason
    elif trial.setting and trial.commission:
        yield describe_setting(trial.commission.artist, trial.setting)


def _distances(work: Work, placed: Sequence[Work | None]) -> str:
    first, second, *_ = placed
    words = [f"{distance(work.image, other.image):.3f} from {name}"
             for name, other in (("A", first), ("B", second)) if other and other is not work]  # fmt: skip
    return " · ".join(words)


def table_of(trials: Sequence[Trial], works: Sequence[Work]) -> list[dict[str, Any]]:
    """One row for each trial: settings in words, terms by the yardstick, and distances from A's and B's picture."""
    placed = _placed(trials, works)
    return [_row(trial, work, placed) for trial, work in zip(trials, placed, strict=True)]


def _row(trial: Trial, work: Work | None, placed: Sequence[Work | None]) -> dict[str, Any]:
    first, second, *_ = placed
    words = [describe_setting(each.commission.artist, trial.setting) if trial.setting and each else ""
             for each in (first, second)]  # fmt: skip
    row: dict[str, Any] = {"picture": trial.label, "setting": trial.setting, "of_a": words[0], "of_b": words[1]}
    if not work:
        return {**row, "status": trial.reason or NOT_PAINTED}
    row |= {"status": work.painting.status, "evaluations": work.painting.evaluations}
    row |= {"content_term": work.content_term, "style_term": work.style_term}
    row |= {"distance_from_a": distance(work.image, first.image)} if first else {}
    return row | ({"distance_from_b": distance(work.image, second.image)} if second else {})


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
