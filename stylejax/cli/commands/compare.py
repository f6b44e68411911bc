"""The rim of a comparison: many artists, one photo, one painting; a sheet and a page out."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from ..._version import __version__
from ...artists import ARTISTS, Artist, load_artist
from ...artists.describing import SETTINGS, describe_setting
from ...artists.measuring import Job, JobResult, settled
from ...errors import InputError
from ...files import make_folder, whole_file
from ...jobs.comparison import (
    ComparisonInputs,
    checked_job,
    evaluations_of,
    headline,
    paint_jobs,
    read_comparison,
    record_of,
    settings_line,
    sheet_of,
    spent_line,
    status_of,
    terms_line,
    yardstick_line,
)
from ...media.images import check_output, write_image
from ...media.resizing import resized, target_shape
from ...reports.layout import Sheet
from ...reports.pages import Image, Page, PageEntry, page_html
from ...reports.sheets import check_sheet, draw_sheet
from ...reports.words import ratio
from ...settings import ComparisonSettings
from ..progress import console_for

REFERENCE = "paper"


def vgg_artists() -> tuple[str, ...]:
    """The artists who used a VGG network, by name."""
    return tuple(name for name, artist in ARTISTS.items() if artist.network.startswith("vgg"))


def compare_artists(settings: ComparisonSettings, *, output: Path, html: Path | None, quiet: bool) -> int:
    """Paint a photo as each artist would, write sheet and page, and return the exit code.

    Whatever can be wrong is found before the first evaluation. When a signal ends the run early, what is painted is
    written, the sheet shows holes, and the code is 128 plus the signal's number. Raises InputError.
    """
    say, watch = console_for(quiet)
    check_output(output)
    comparison = _gather(settings)
    check_sheet(output, _sheet(comparison, []))
    if html:
        make_folder(html)
    say(f"painting as {', '.join(settings.artists)}: {evaluations_of(comparison.jobs)} evaluations in all")
    keep = functools.partial(_write, comparison, output, html)
    done, code = paint_jobs(comparison.jobs, comparison.inputs, seed=settings.seed, watch=watch, keep=keep)
    page = f", page {html / 'index.html'}" if html else ""
    say(f"{output}: {len(done)} of {len(comparison.jobs)} artists{page}")
    return code


@dataclass(frozen=True)
class Comparison:
    """A comparison ready to run."""

    settings: ComparisonSettings
    inputs: ComparisonInputs
    jobs: Sequence[Job]

    def pairs(self, done: Sequence[JobResult]) -> list[tuple[Job, JobResult | None]]:
        """Each job with its result, None where it has not come to that."""
        return list(zip_longest(self.jobs, done))


def _gather(settings: ComparisonSettings) -> Comparison:
    recipes = [load_artist(name) for name in _once(settings.artists)]
    inputs = read_comparison(settings)
    jobs = [
        checked_job(recipe.name, settled(recipe, size=settings.size, steps=settings.steps), inputs)
        for recipe in recipes
    ]
    return Comparison(settings, inputs, jobs)


def _once(names: Sequence[str]) -> Sequence[str]:
    if not names:
        raise InputError(f"--artists: none is named; choose some of {', '.join(ARTISTS)}")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(f"--artists: {twice[0]} is named twice; name each once")
    return names


def _write(comparison: Comparison, output: Path, html: Path | None, done: Sequence[JobResult]) -> None:
    write_image(output, draw_sheet(_sheet(comparison, done)), record=_record(comparison, done))
    if html:
        _write_page(html, comparison, done)


def _record(comparison: Comparison, done: Sequence[JobResult]) -> dict[str, Any]:
    padded = [painted for _, painted in comparison.pairs(done)]
    return record_of("compare", comparison.settings, comparison.inputs, padded)


def _sheet(comparison: Comparison, done: Sequence[JobResult]) -> Sheet:
    pairs, settings, inputs = comparison.pairs(done), comparison.settings, comparison.inputs
    lines = [settings_line(settings), yardstick_line(inputs), "seconds: compiling left out"]
    captions = [_caption(*pair) for pair in pairs]
    return sheet_of([painted for _, painted in pairs], captions, inputs, settings, lines=lines)


def _caption(job: Job, painted: JobResult | None) -> tuple[str, ...]:
    name = ", ".join([job.label, *year_of(job.artist)])
    return (name, *((terms_line(painted),) if painted else ()), *_facts(job, painted))


def _facts(job: Job, painted: JobResult | None) -> list[str]:
    """What a caption tells of a recipe, in short lines."""
    facts = [
        network_words(job),
        describe_setting(job.artist, "optimizer"),
        f"own weights {ratio(job.artist)}",
    ]
    return [*facts, spent_line(painted)] if painted else facts


def network_words(job: Job) -> str:
    """Which network painted, and in whose place if not the artist's own."""
    own, used = job.artist.network, job.network.card.name
    return f"network {used}" if used == own else f"network {used} instead of {own}"


def year_of(artist: Artist) -> list[str]:
    """The year of the version imitated, where a date is known of it."""
    return [year] if (year := artist.date[:4]).isdecimal() else []


def _write_page(folder: Path, comparison: Comparison, done: Sequence[JobResult]) -> None:
    settings, inputs = comparison.settings, comparison.inputs
    for painted in done:
        record = record_of("compare", settings, inputs, [painted])
        write_image(folder / f"{painted.job.label}.png", painted.image, record=record)
    pictures = {"content": inputs.content.image, "style": inputs.style.image}
    page = Page(
        title=headline(settings),
        lines=[settings_line(settings), yardstick_line(inputs)],
        originals=[(name, _write_original(folder, name, picture, settings.size)) for name, picture in pictures.items()],
        entries=[_entry(*pair) for pair in comparison.pairs(done)],
        reference=REFERENCE,
        reference_settings=_settings_of(ARTISTS[REFERENCE]),
        footer=f"Painted with stylejax {__version__}. Seconds: compiling left out.",
    )
    with whole_file(folder / "index.html") as temporary:
        temporary.write_text(page_html(page), encoding="utf-8")


def _write_original(folder: Path, name: str, picture: np.ndarray, size: int) -> Image:
    height, width = target_shape(picture.shape[0], picture.shape[1], max(size, 512))
    shown = resized(picture, None, height, width)[0]
    write_image(folder / f"{name}.png", shown)
    return _image(f"{name}.png", f"The {name} picture", shown)


def _image(file: str, alt: str, pixels: np.ndarray) -> Image:
    return Image(file, alt, pixels.shape[1], pixels.shape[0])


def _entry(job: Job, painted: JobResult | None) -> PageEntry:
    artist, recipe = job.artist, ARTISTS[job.artist.name]
    alt = f"The photo painted as {artist.who} did ({job.label})"
    return PageEntry(
        name=job.label,
        who=artist.who,
        date=artist.date,
        about=artist.about,
        image=_image(f"{job.label}.png", alt, painted.image) if painted else None,
        terms={"content": f"{painted.content_term:.3g}", "style": f"{painted.style_term:.3g}"} if painted else {},
        facts=[
            *_facts(job, painted),
            *([status_of(painted)] if painted and status_of(painted) else []),
        ],
        objective=painted.painting.objective if painted else (),
        settings=_settings_of(recipe),
        sources={"version": recipe.source, **recipe.sources},
        notes=recipe.notes,
    )


def _settings_of(artist: Artist) -> dict[str, str]:
    return {name: describe_setting(artist, name) for name in SETTINGS}
