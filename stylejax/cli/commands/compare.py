"""`stylejax compare`: many artists, one photo, one painting."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ... import artists, cli, jobs, reports
from ...command_settings import ComparisonSettings
from ...errors import InputError
from ...fields import Group
from ...files import make_folder
from ...signals import who_stopped
from .. import completion, options

CHANGES = "changes"  # the folder of pictures with one change


@options.command()
def compare(
    content: Annotated[Path, typer.Argument(help="The photo.")],
    style: Annotated[Path, typer.Argument(help="The painting.")],
    artists: Annotated[
        str | None,
        options.told(
            Group.LOOK,
            metavar="NAMES",
            autocompletion=completion.artists,
            help="Artists by name, like paper,satoshi,johnson.",
            show_default="all",
        ),
    ] = None,
    output: options.Sheet = Path("artists.png"),
    html: Annotated[
        Path | None, options.told(Group.FILES, help="Also write a web page and all pictures to this folder.")
    ] = None,
    changes: Annotated[
        bool,
        options.told(
            Group.FILES,
            "--changes/--no-changes",
            help="Paint gatys with one group of another's settings at a time, small, into a folder changes.",
        ),
    ] = True,
    checkpoint: options.Checkpoint = "auto",
    *,
    settings: ComparisonSettings,
    live: options.Live = None,
    quiet: options.Quiet = False,
) -> None:
    """Paint a photo as each artist of 2015 would, and measure all pictures with one yardstick.

    Ctrl-C keeps what is painted. Where an artist's own network is not at hand, the shipped one paints, with activations
    as large and with layers of about the same stride.

    Example: stylejax compare photo.jpg painting.jpg -o artists.png --html artists
    """
    named = dataclasses.replace(
        settings,
        content=str(content),
        style=str(style),
        artists=every_artist() if artists is None else options.layers(artists),
    )
    folder = (html / CHANGES if html else output.with_name(CHANGES)) if changes else None
    places = {"output": output, "html": html, "changes": folder}
    kept = jobs.place_named(checkpoint, output)
    raise typer.Exit(compare_artists(named, **places, checkpoint=kept, quiet=quiet, live=live))


def every_artist() -> tuple[str, ...]:
    """All artists by name."""
    return tuple(artists.ARTISTS)


def compare_artists(
    settings: ComparisonSettings,
    *,
    output: Path,
    html: Path | None,
    changes: Path | None,
    checkpoint: jobs.checkpoints.CheckpointFile | None,
    quiet: bool,
    live: int | None = None,
) -> int:
    """Paint a photo as each artist would, write sheet, page and changes, and return the exit code.

    Whatever can be wrong is found before the first evaluation. When a signal ends the run early, what is painted is
    written, the sheet shows holes, and the code is 128 plus the signal's number. Where a `checkpoint` of the comparison
    is there, it goes on from that. Raises InputError.
    """
    console = cli.console_for(quiet, live)
    names = (jobs.PAGE, *(f"{name}.png" for name in ("content", "style", *settings.artists)))
    jobs.check_outputs(output, inputs=jobs.files_of(settings), beside=[html / name for name in names if html])
    comparison = _gather(settings)
    plan = jobs.plan_changes(settings, comparison.inputs) if changes else None
    if changes and plan:
        files = jobs.files_of_changes(changes, plan)
        jobs.check_outputs(output, inputs=jobs.files_of(settings), beside=files)
    reports.check_sheet(output, _sheet(comparison, []))
    about, words = _about(comparison), jobs.checkpoints.words_told(cli.typed())
    with jobs.checkpoints.kept_at(checkpoint, about, words, say=console.say) as keeper:
        if html:
            make_folder(html)
        places = {"output": output, "html": html, "changes": changes}
        code = _paint(comparison, plan, standing=jobs.PaintingsStanding(keeper), console=console, **places)
        if code <= jobs.INCOMPLETE:
            keeper.remove()
    return code


def _about(comparison: jobs.Comparison) -> dict[str, Any]:
    """What decides all of a comparison: settings, pictures, and each artist's network."""
    networks = [[job.label, job.network.card.sha256] for job in comparison.planned]
    return {**jobs.comparison_record("compare", comparison.settings, comparison.inputs, []), "rows": networks}


def _paint(
    comparison: jobs.Comparison,
    plan: jobs.ChangePlan | None,
    *,
    output: Path,
    html: Path | None,
    changes: Path | None,
    standing: jobs.PaintingsStanding,
    console: jobs.Console,
) -> int:
    """Paint as each artist, then one change at a time; the exit code."""
    settings, evaluations = comparison.settings, jobs.evaluations_of_jobs(comparison.planned)
    console.say(f"painting as {', '.join(settings.artists)}: {evaluations} evaluations in all")
    if plan:
        console.say(_plan_line(plan))
    told = {"noun": "artist", "seed": settings.seed, "console": console, "standing": standing}
    keep = functools.partial(_write, comparison, output, html)
    outcome = jobs.paint_jobs(comparison.planned, comparison.inputs, keep=keep, **told)
    sheet, folder = outcome.written or (output, html)
    page = f", page {folder / jobs.PAGE}" if folder else ""
    stopped = f"; stopped {who_stopped(outcome.signal)}" if outcome.signal else ""
    statuses = jobs.statuses_of(outcome)
    dead = reports.dead_words(statuses)
    console.say(f"{sheet}: {len(outcome.results)} of {len(comparison.planned)} artists{page}{stopped}{dead}")
    code = outcome.exit_code_for(statuses)
    if outcome.signal or not (plan and changes):
        return code
    done = list(outcome.results.values())
    return _change(comparison, plan, changes, html, done, {**told, "noun": "change"}) or code


def _plan_line(plan: jobs.ChangePlan) -> str:
    names, settings = ", ".join(author.name for author in plan.authors), plan.settings
    small = f"{settings.size} pixels, {settings.steps} evaluations each"
    return f"then {jobs.BEGINNING} with one change at a time, of {names}: {small}"


def _change(
    comparison: jobs.Comparison,
    plan: jobs.ChangePlan,
    folder: Path,
    html: Path | None,
    done: Sequence[artists.JobResult],
    told: dict[str, Any],
) -> int:
    """Paint one change at a time, write them, and the page anew; the exit code."""
    console = told["console"]
    console.say("measuring how hard the losses of each pull at the picture")
    changes = jobs.weighed_changes(plan, comparison.inputs)
    planned = jobs.jobs_of_changes(plan, changes)

    def keep(changed: Sequence[artists.JobResult]) -> Path:
        written = jobs.write_changes(folder, plan, changes, comparison.inputs, changed)
        if html:
            results = jobs.results_of_changes(changes, changed)
            jobs.write_page(html, comparison, done, changes=jobs.changes_of_page(written.name, plan, results))
        return written

    outcome = jobs.paint_jobs(planned, comparison.inputs, keep=keep, **told)
    stopped = f"; stopped {who_stopped(outcome.signal)}" if outcome.signal else ""
    count = f"{len(outcome.results)} of {len(planned)} pictures"
    console.say(f"{outcome.written or folder}: {count} with one change at a time{stopped}")
    return outcome.exit_code


def _gather(settings: ComparisonSettings) -> jobs.Comparison:
    recipes = [artists.load_artist(name) for name in _once(settings.artists)]
    inputs = jobs.read_comparison(settings)
    planned = [
        jobs.checked_job(recipe.name, artists.settled(recipe, size=settings.size, steps=settings.steps), inputs)
        for recipe in recipes
    ]
    return jobs.Comparison(settings, inputs, planned)


def _once(names: Sequence[str]) -> Sequence[str]:
    if not names:
        raise InputError(f"artists: none is named; choose some of {', '.join(artists.ARTISTS)}")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(f"artists: {twice[0]} is named twice; name each once")
    return names


def _places(
    comparison: jobs.Comparison, output: Path, html: Path | None, done: Sequence[artists.JobResult]
) -> tuple[Path, Path | None]:
    """Where sheet and page go: those of a comparison that was ended early do not replace what is there."""
    place = functools.partial(
        jobs.place_of_sheet, statuses=[painted.painting.status for painted in done], of=len(comparison.planned)
    )
    if html and place(html / jobs.PAGE) != html / jobs.PAGE:
        html = html.with_name(f"{html.name}.stopped")
    return place(output), html


def _write(
    comparison: jobs.Comparison, output: Path, html: Path | None, done: Sequence[artists.JobResult]
) -> tuple[Path, Path | None]:
    """Write sheet and page of what is painted, and say where."""
    sheet, folder = _places(comparison, output, html, done)
    padded = [painted for _, painted in comparison.pairs(done)]
    record = jobs.comparison_record("compare", comparison.settings, comparison.inputs, padded)
    jobs.keep_picture(sheet, reports.draw_sheet(_sheet(comparison, done)), record=record)
    if folder:
        jobs.write_page(folder, comparison, done)
    return sheet, folder


def _sheet(comparison: jobs.Comparison, done: Sequence[artists.JobResult]) -> reports.Sheet:
    pairs, settings, inputs = comparison.pairs(done), comparison.settings, comparison.inputs
    lines = [*jobs.ranking_lines(done), *jobs.shared_lines(comparison), "seconds: compiling left out"]
    captions = [jobs.caption_of(*pair) for pair in pairs]
    return jobs.sheet_of([painted for _, painted in pairs], captions, inputs, settings, lines=lines)
