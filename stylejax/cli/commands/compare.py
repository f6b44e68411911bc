"""`stylejax compare`: many artists, one photo, one painting."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ... import artists, cli, jobs, media, reports
from ..._version import __version__
from ...command_settings import ComparisonSettings
from ...errors import InputError
from ...fields import Group
from ...files import make_folder, write_text
from ...signals import who_stopped
from .. import completion, options

if TYPE_CHECKING:
    import numpy as np


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
    *,
    settings: ComparisonSettings,
    quiet: options.Quiet = False,
) -> None:
    """Paint a photo as each artist of 2015 would, and measure all pictures with one yardstick.

    Ctrl-C keeps what is painted. An artist whose own network is not at hand paints on the shipped one, with activations
    as large as those of his own and layers of about the same stride.

    Example: stylejax compare photo.jpg painting.jpg -o artists.png --html artists
    """
    named = dataclasses.replace(
        settings,
        content=str(content),
        style=str(style),
        artists=every_artist() if artists is None else options.layers(artists),
    )
    raise typer.Exit(compare_artists(named, output=output, html=html, quiet=quiet))


REFERENCE = "paper"
CURVES = "curves: each artist's own loss, as a share of what it was at the start, all on the same axes"


def every_artist() -> tuple[str, ...]:
    """All artists by name."""
    return tuple(artists.ARTISTS)


def compare_artists(settings: ComparisonSettings, *, output: Path, html: Path | None, quiet: bool) -> int:
    """Paint a photo as each artist would, write sheet and page, and return the exit code.

    Whatever can be wrong is found before the first evaluation. When a signal ends the run early, what is painted is
    written, the sheet shows holes, and the code is 128 plus the signal's number. Raises InputError.
    """
    console = cli.console_for(quiet)
    names = ("index.html", *(f"{name}.png" for name in ("content", "style", *settings.artists)))
    jobs.check_outputs(output, inputs=jobs.files_of(settings), beside=[html / name for name in names if html])
    comparison = _gather(settings)
    reports.check_sheet(output, _sheet(comparison, []))
    if html:
        make_folder(html)
    evaluations = jobs.evaluations_of_jobs(comparison.planned)
    console.say(f"painting as {', '.join(settings.artists)}: {evaluations} evaluations in all")
    keep = functools.partial(_write, comparison, output, html)
    outcome = jobs.paint_jobs(
        comparison.planned, comparison.inputs, noun="artist", seed=settings.seed, console=console, keep=keep
    )
    sheet, folder = outcome.written or (output, html)
    page = f", page {folder / 'index.html'}" if folder else ""
    stopped = f"; stopped {who_stopped(outcome.signal)}" if outcome.signal else ""
    dead = reports.dead_words(jobs.statuses_of(outcome))
    console.say(f"{sheet}: {len(outcome.results)} of {len(comparison.planned)} artists{page}{stopped}{dead}")
    return outcome.exit_code_for(jobs.statuses_of(outcome))


@dataclass(frozen=True)
class Comparison:
    """A comparison ready to run."""

    settings: ComparisonSettings
    inputs: jobs.ComparisonInputs
    planned: Sequence[artists.Job]

    def pairs(self, done: Sequence[artists.JobResult]) -> list[tuple[artists.Job, artists.JobResult | None]]:
        """Each job with its result, None where it has not come to that."""
        return list(zip_longest(self.planned, done))


def _gather(settings: ComparisonSettings) -> Comparison:
    recipes = [artists.load_artist(name) for name in _once(settings.artists)]
    inputs = jobs.read_comparison(settings)
    planned = [
        jobs.checked_job(recipe.name, artists.settled(recipe, size=settings.size, steps=settings.steps), inputs)
        for recipe in recipes
    ]
    return Comparison(settings, inputs, planned)


def _once(names: Sequence[str]) -> Sequence[str]:
    if not names:
        raise InputError(f"artists: none is named; choose some of {', '.join(artists.ARTISTS)}")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(f"artists: {twice[0]} is named twice; name each once")
    return names


def _places(
    comparison: Comparison, output: Path, html: Path | None, done: Sequence[artists.JobResult]
) -> tuple[Path, Path | None]:
    """Where sheet and page go: those of a comparison that was ended early do not replace what is there."""
    place = functools.partial(
        jobs.place_of_sheet, statuses=[painted.painting.status for painted in done], of=len(comparison.planned)
    )
    if html and place(html / "index.html") != html / "index.html":
        html = html.with_name(f"{html.name}.stopped")
    return place(output), html


def _write(
    comparison: Comparison, output: Path, html: Path | None, done: Sequence[artists.JobResult]
) -> tuple[Path, Path | None]:
    """Write sheet and page of what is painted, and say where."""
    sheet, folder = _places(comparison, output, html, done)
    jobs.keep_picture(sheet, reports.draw_sheet(_sheet(comparison, done)), record=_record(comparison, done))
    if folder:
        make_folder(folder)
        _write_page(folder, comparison, done)
    return sheet, folder


def _record(comparison: Comparison, done: Sequence[artists.JobResult]) -> dict[str, Any]:
    padded = [painted for _, painted in comparison.pairs(done)]
    return jobs.comparison_record("compare", comparison.settings, comparison.inputs, padded)


def _sheet(comparison: Comparison, done: Sequence[artists.JobResult]) -> reports.Sheet:
    pairs, settings, inputs = comparison.pairs(done), comparison.settings, comparison.inputs
    lines = [*_shared_lines(comparison), "seconds: compiling left out"]
    captions = [_caption(*pair) for pair in pairs]
    return jobs.sheet_of([painted for _, painted in pairs], captions, inputs, settings, lines=lines)


def _shared_lines(comparison: Comparison) -> list[str]:
    stand_ins = jobs.stand_in_lines(comparison.planned)
    return [jobs.settings_line(comparison.settings), *stand_ins, jobs.yardstick_line(comparison.inputs)]


def _caption(job: artists.Job, painted: artists.JobResult | None) -> tuple[str, ...]:
    name = ", ".join([job.label, *year_of(job.artist)])
    return (name, *((jobs.terms_line(painted),) if painted else ()), *_facts(job, painted))


def _facts(job: artists.Job, painted: artists.JobResult | None) -> list[str]:
    """What a caption tells of a recipe, in short lines."""
    facts = [
        network_words(job),
        artists.optimizer_name(job.artist),
        f"own weights {reports.ratio(job.artist)}",
    ]
    return [*facts, jobs.spent_line(painted)] if painted else facts


def network_words(job: artists.Job) -> str:
    """Which network painted, and in whose place if not the artist's own."""
    own, used = job.artist.network, artists.name_on_scale_of(job.artist, job.network)
    return f"network {used}" if used == own else f"{used}, not {own}"


def year_of(artist: artists.Artist) -> list[str]:
    """The year of the version imitated, where a date is known of it."""
    return [year] if (year := artist.date[:4]).isdecimal() else []


def _write_page(folder: Path, comparison: Comparison, done: Sequence[artists.JobResult]) -> None:
    settings, inputs = comparison.settings, comparison.inputs
    for painted in done:
        record = jobs.comparison_record("compare", settings, inputs, [painted])
        media.write_image(folder / f"{painted.job.label}.png", painted.image, record=record)
    pictures = {"content": inputs.content.image, "style": inputs.style.image}
    page = reports.Page(
        title=jobs.headline(settings),
        lines=[*_shared_lines(comparison), CURVES],
        originals=[(name, _write_original(folder, name, picture, settings.size)) for name, picture in pictures.items()],
        entries=[_entry(*pair) for pair in comparison.pairs(done)],
        reference=REFERENCE,
        reference_settings=_settings_of(artists.ARTISTS[REFERENCE]),
        footer=f"Painted with stylejax {__version__}. Seconds: compiling left out.",
    )
    write_text(folder / "index.html", reports.page_html(page))


def _write_original(folder: Path, name: str, picture: np.ndarray, size: int) -> reports.Image:
    height, width = media.target_shape(picture.shape[0], picture.shape[1], max(size, 512))
    shown = media.resized(picture, None, height, width)[0]
    media.write_image(folder / f"{name}.png", shown)
    return _image(f"{name}.png", f"The {name} picture", shown)


def _image(file: str, alt: str, pixels: np.ndarray) -> reports.Image:
    return reports.Image(file, alt, pixels.shape[1], pixels.shape[0])


def _entry(job: artists.Job, painted: artists.JobResult | None) -> reports.PageEntry:
    artist, recipe = job.artist, artists.ARTISTS[job.artist.name]
    alt = f"The photo painted as {artist.who} did ({job.label})"
    return reports.PageEntry(
        name=job.label,
        who=artist.who,
        date=artist.date,
        about=artist.about,
        image=_image(f"{job.label}.png", alt, painted.image) if painted else None,
        terms=jobs.named_terms(painted) if painted else {},
        facts=[*_facts(job, painted), *([status] if painted and (status := jobs.status_of(painted)) else [])],
        objective=painted.painting.objective if painted else (),
        settings=_settings_of(recipe),
        sources={"version": recipe.source, **recipe.sources},
        notes=recipe.notes,
    )


def _settings_of(artist: artists.Artist) -> dict[str, str]:
    return {name: artists.describe_setting(artist, name) for name in artists.SETTINGS}
