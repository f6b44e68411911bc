"""`stylejax explain`: what differs between two recipes, and what each difference does by itself."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from ... import artists, cli, jobs, reports, weights
from ...command_settings import ComparisonSettings
from ...errors import InputError
from ...fields import Group
from ...signals import who_stopped
from .. import completion, options


@options.command()
def explain(
    first: Annotated[str, typer.Argument(metavar="A", autocompletion=completion.artists, help="An artist by name.")],
    second: Annotated[str, typer.Argument(metavar="B", autocompletion=completion.artists, help="Another one.")],
    content: Annotated[Path | None, typer.Argument(help="The photo.")] = None,
    style: Annotated[Path | None, typer.Argument(help="The painting.")] = None,
    output: options.Sheet = Path("explained.png"),
    table: Annotated[Path | None, options.told(Group.FILES, help="Also write the table to this CSV file.")] = None,
    only_list: Annotated[bool, typer.Option("--list", help="Print what differs, and stop there.")] = False,
    *,
    settings: ComparisonSettings,
    quiet: options.Quiet = False,
) -> None:
    """Show what differs between two artists, and what each difference does by itself.

    The command paints A, B, and A with one setting of B at a time. Where an artist's own network is not at hand, the
    shipped one paints.

    Example: stylejax explain satoshi johnson photo.jpg painting.jpg -o explained.png
    """
    named = dataclasses.replace(settings, content=str(content or ""), style=str(style or ""), artists=(first, second))
    if only_list:
        print(list_differences(named))
        return
    if content is None or style is None:
        raise InputError("CONTENT and STYLE: name a photo and a painting, or give --list to see what differs")
    raise typer.Exit(explain_difference(named, output=output, table=table, quiet=quiet))


@dataclass(frozen=True)
class Trial:
    """A, B, or A with one setting of B: what it is called, that setting or "", and what is to be painted.

    Where it cannot be painted there is a reason instead.
    """

    label: str
    setting: str
    job: artists.Job | None
    reason: str = ""


def recipes_of(settings: ComparisonSettings) -> tuple[artists.Artist, artists.Artist]:
    """The two recipes, alike in what the settings decide. Raises InputError where nothing tells them apart."""
    first, second = (
        artists.settled(artists.load_artist(name), size=settings.size, steps=settings.steps)
        for name in settings.artists
    )
    if settings.network:
        first, second = _on_one_network(settings.network, first, second)
    return _different(first, second)


def _different(first: artists.Artist, second: artists.Artist) -> tuple[artists.Artist, artists.Artist]:
    if not artists.differences(first, second):
        raise InputError(f"{first.name} and {second.name}: nothing differs between them here; choose two others")
    return first, second


def _as_painted(artist: artists.Artist, settings: ComparisonSettings) -> artists.Artist:
    """The recipe with the network that it will be painted on, so that none differs from itself."""
    return artist if settings.network else dataclasses.replace(artist, network=jobs.network_at_hand(artist))


def _on_one_network(network: str, *recipes: artists.Artist) -> tuple[artists.Artist, ...]:
    """Recipes on one network for all, and on one scale where the network cannot be had on two."""
    if weights.load_network(network).card.plain:
        return tuple(dataclasses.replace(artist, network=network) for artist in recipes)
    scale = recipes[0].scale
    return tuple(dataclasses.replace(artist, network=network, scale=scale) for artist in recipes)


def list_differences(settings: ComparisonSettings) -> str:
    """What differs between two recipes, in words."""
    first, second = recipes_of(settings)
    width = max(len(artist.name) for artist in (first, second))
    return "\n".join(
        "\n".join([name, *(f"  {a.name:<{width}}  {artists.describe_setting(a, name)}" for a in (first, second))])
        for name in artists.differences(first, second)
    )


def explain_difference(settings: ComparisonSettings, *, output: Path, table: Path | None, quiet: bool) -> int:
    """Paint A, B, and A with each setting of B by itself; write sheet and table, print the table, return the exit code.

    When a signal ends the run early, what is painted is written, the sheet shows holes, and the code is 128 plus the
    signal's number. Raises InputError.
    """
    console = cli.console_for(quiet)
    jobs.check_outputs(output, table, inputs=jobs.files_of(settings))
    first, second = _different(*(_as_painted(artist, settings) for artist in recipes_of(settings)))
    inputs = jobs.read_comparison(settings)
    trials = _trials(first, second, inputs)
    planned = [trial.job for trial in trials if trial.job]
    reports.check_sheet(output, _sheet(settings, inputs, trials, []))
    console.say(f"{len(planned)} pictures, {jobs.evaluations_of_jobs(planned)} evaluations in all")
    keep = functools.partial(_write, settings, inputs, trials, output, table)
    outcome = jobs.paint_jobs(planned, inputs, noun="picture", seed=settings.seed, console=console, keep=keep)
    if not quiet:
        print(text_of(table_of(trials, list(outcome.results.values()))))
    stopped = f"; stopped {who_stopped(outcome.signal)}" if outcome.signal else ""
    dead = reports.dead_words(jobs.statuses_of(outcome))
    console.say(f"{outcome.written or output}: {len(outcome.results)} of {len(trials)} pictures{stopped}{dead}")
    return outcome.exit_code_for(jobs.statuses_of(outcome))


def _write(
    settings: ComparisonSettings,
    inputs: jobs.ComparisonInputs,
    trials: Sequence[Trial],
    output: Path,
    table: Path | None,
    done: Sequence[artists.JobResult],
) -> Path:
    """Write sheet and table of what is painted, and say where the sheet is."""
    statuses, of = [painted.painting.status for painted in done], sum(trial.job is not None for trial in trials)
    place = functools.partial(jobs.place_of_sheet, statuses=statuses, of=of)
    output = place(output)
    record = jobs.comparison_record("explain", settings, inputs, _placed(trials, done))
    jobs.keep_picture(output, reports.draw_sheet(_sheet(settings, inputs, trials, done)), record=record)
    if table:
        reports.write_table(place(table), table_of(trials, done))
    return output


def _trials(first: artists.Artist, second: artists.Artist, inputs: jobs.ComparisonInputs) -> list[Trial]:
    """A and B, then A with one setting of B at a time."""
    whole = [Trial(f"A: {first.name}", "", jobs.checked_job("A", first, inputs)),
             Trial(f"B: {second.name}", "", jobs.checked_job("B", second, inputs))]  # fmt: skip
    return [*whole, *(_trial(name, artist, inputs) for name, artist in artists.mixtures(first, second).items())]


def _trial(setting: str, artist: artists.Artist, inputs: jobs.ComparisonInputs) -> Trial:
    label = f"A with B's {setting}"
    try:
        return Trial(label, setting, jobs.checked_job(label, artist, inputs))
    except InputError as error:
        return Trial(label, setting, None, str(error))


def _placed(trials: Sequence[Trial], done: Sequence[artists.JobResult]) -> list[artists.JobResult | None]:
    """For each trial its result, None where there is none."""
    rest = iter(done)
    return [next(rest, None) if trial.job else None for trial in trials]


def _sheet(
    settings: ComparisonSettings,
    inputs: jobs.ComparisonInputs,
    trials: Sequence[Trial],
    done: Sequence[artists.JobResult],
) -> reports.Sheet:
    placed = _placed(trials, done)
    captions = [tuple(_caption(trial, painted, placed)) for trial, painted in zip(trials, placed, strict=True)]
    lines = [
        f"A is {settings.artists[0]}, B is {settings.artists[1]}; then A with one setting of B at a time",
        jobs.settings_line(settings),
        jobs.yardstick_line(inputs),
        "distance: root mean square in sRGB, of 0 to 1",
    ]
    return jobs.sheet_of(placed, captions, inputs, settings, lines=lines)


def _caption(
    trial: Trial, painted: artists.JobResult | None, placed: Sequence[artists.JobResult | None]
) -> Iterator[str]:
    yield trial.label
    if painted:
        yield jobs.terms_line(painted)
        yield _distances(painted, placed)
    if trial.reason:
        yield trial.reason
    elif trial.setting and trial.job:
        yield artists.describe_setting(trial.job.artist, trial.setting)


def _distances(painted: artists.JobResult, placed: Sequence[artists.JobResult | None]) -> str:
    first, second, *_ = placed
    words = [f"{artists.distance(painted.image, other.image):.3f} from {name}"
             for name, other in (("A", first), ("B", second)) if other and other is not painted]  # fmt: skip
    return " · ".join(words)


def table_of(trials: Sequence[Trial], done: Sequence[artists.JobResult]) -> list[dict[str, Any]]:
    """One row for each trial: settings in words, terms by the yardstick, and distances from A's and B's picture."""
    placed = _placed(trials, done)
    return [_row(trial, painted, placed) for trial, painted in zip(trials, placed, strict=True)]


def _row(trial: Trial, painted: artists.JobResult | None, placed: Sequence[artists.JobResult | None]) -> dict[str, Any]:
    first, second, *_ = placed
    words = [artists.describe_setting(each.job.artist, trial.setting) if trial.setting and each else ""
             for each in (first, second)]  # fmt: skip
    row: dict[str, Any] = {"picture": trial.label, "setting": trial.setting, "of_a": words[0], "of_b": words[1]}
    if not painted:
        return {**row, "status": trial.reason or reports.NOT_PAINTED}
    row |= {"status": painted.painting.status, "evaluations": painted.painting.evaluations}
    row |= {"content_term": painted.content_term, "style_term": painted.style_term}
    row |= {"distance_from_a": artists.distance(painted.image, first.image)} if first else {}
    return row | ({"distance_from_b": artists.distance(painted.image, second.image)} if second else {})


def text_of(rows: Sequence[dict[str, Any]]) -> str:
    """The table for people: what was painted, its terms, and its distances."""
    width = max(len(row["picture"]) for row in rows)
    names = ("content_term", "style_term", "distance_from_a", "distance_from_b")
    head = f"{'':<{width}}  {'content':>9}  {'style':>9}  {'from A':>7}  {'from B':>7}"
    lines = (_line(row, width, [row.get(name, math.nan) for name in names]) for row in rows)
    return "\n".join([head, *lines, "smaller is closer: to the photo, the painting, and the pictures of A and B"])


def _line(row: dict[str, Any], width: int, numbers: Sequence[float]) -> str:
    if "content_term" not in row:
        return f"{row['picture']:<{width}}  {row['status']}"
    content, style, *distances = numbers
    between = "  ".join(f"{number:>7.3f}" if math.isfinite(number) else f"{'-':>7}" for number in distances)
    return f"{row['picture']:<{width}}  {content:>9.4g}  {style:>9.4g}  {between}"
