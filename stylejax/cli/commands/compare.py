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
from ...artists.measuring import Commission, Work, ratio, settled
from ...errors import InputError
from ...files import make_folder, whole_file
from ...jobs.comparison import (
    Materials,
    carry_out,
    commissioned,
    evaluations_of,
    gather,
    headline,
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
from ...reports.pages import Exhibit, Image, Page, page_html
from ...reports.sheets import check_sheet, draw_sheet
from ...settings import ComparisonSettings
from .transfer import voice

REFERENCE = "paper"


def vgg_artists() -> tuple[str, ...]:
    """The artists who used a VGG network, by name."""
    return tuple(name for name, artist in ARTISTS.items() if artist.network.startswith("vgg"))


def compare_artists(settings: ComparisonSettings, *, output: Path, html: Path | None, quiet: bool) -> int:
    """Paint a photo as each artist would, write sheet and page, and return the exit code.

    Whatever can be wrong is found before the first evaluation. When a signal ends the run early, what is painted is
    written, the sheet shows holes, and the code is 128 plus the signal's number. Raises InputError.
    """
    say, watch = voice(quiet)
    check_output(output)
    comparison = _gather(settings)
    check_sheet(output, _sheet(comparison, []))
    if html:
        make_folder(html)
    say(f"painting as {', '.join(settings.artists)}: {evaluations_of(comparison.commissions)} evaluations in all")
    keep = functools.partial(_write, comparison, output, html)
    works, code = carry_out(comparison.commissions, comparison.materials, seed=settings.seed, watch=watch, keep=keep)
    page = f", page {html / 'index.html'}" if html else ""
    say(f"{output}: {len(works)} of {len(comparison.commissions)} artists{page}")
    return code


@dataclass(frozen=True)
class Comparison:
    """A comparison ready to run."""

    settings: ComparisonSettings
    materials: Materials
    commissions: Sequence[Commission]

    def pairs(self, works: Sequence[Work]) -> list[tuple[Commission, Work | None]]:
        """Each commission with its work, None where it has not come to that."""
        return list(zip_longest(self.commissions, works))


def _gather(settings: ComparisonSettings) -> Comparison:
    recipes = [load_artist(name) for name in _once(settings.artists)]
    materials = gather(settings)
    commissions = [
        commissioned(recipe.name, settled(recipe, size=settings.size, steps=settings.steps), materials)
        for recipe in recipes
    ]
    return Comparison(settings, materials, commissions)


def _once(names: Sequence[str]) -> Sequence[str]:
    if not names:
        raise InputError(f"--artists: none is named; choose some of {', '.join(ARTISTS)}")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(f"--artists: {twice[0]} is named twice; name each once")
    return names


def _write(comparison: Comparison, output: Path, html: Path | None, works: Sequence[Work]) -> None:
    write_image(output, draw_sheet(_sheet(comparison, works)), record=_record(comparison, works))
    if html:
        _write_page(html, comparison, works)


def _record(comparison: Comparison, works: Sequence[Work]) -> dict[str, Any]:
    padded = [work for _, work in comparison.pairs(works)]
    return record_of("compare", comparison.settings, comparison.materials, padded)


def _sheet(comparison: Comparison, works: Sequence[Work]) -> Sheet:
    pairs, settings, materials = comparison.pairs(works), comparison.settings, comparison.materials
    lines = [settings_line(settings), yardstick_line(materials), "seconds: compiling left out"]
    captions = [_caption(*pair) for pair in pairs]
    return sheet_of([work for _, work in pairs], captions, materials, settings, lines=lines)


def _caption(commission: Commission, work: Work | None) -> tuple[str, ...]:
    name = ", ".join([commission.label, *year_of(commission.artist)])
    return (name, *((terms_line(work),) if work else ()), *_facts(commission, work))


def _facts(commission: Commission, work: Work | None) -> list[str]:
    """What a caption tells of a recipe, in short lines."""
    facts = [
        network_words(commission),
        describe_setting(commission.artist, "optimizer"),
        f"own weights {ratio(commission.artist)}",
    ]
    return [*facts, spent_line(work)] if work else facts


def network_words(commission: Commission) -> str:
    """Which network painted, and in whose place if not the artist's own."""
    own, used = commission.artist.network, commission.network.card.name
    return f"network {used}" if used == own else f"network {used} instead of {own}"


def year_of(artist: Artist) -> list[str]:
    """The year of the version imitated, where a date is known of it."""
    return [year] if (year := artist.date[:4]).isdecimal() else []


def _write_page(folder: Path, comparison: Comparison, works: Sequence[Work]) -> None:
    settings, materials = comparison.settings, comparison.materials
    for work in works:
        record = record_of("compare", settings, materials, [work])
        write_image(folder / f"{work.commission.label}.png", work.image, record=record)
    pictures = {"content": materials.content.image, "style": materials.style.image}
    page = Page(
        title=headline(settings),
        lines=[settings_line(settings), yardstick_line(materials)],
        originals=[(name, _write_original(folder, name, picture, settings.size)) for name, picture in pictures.items()],
        exhibits=[_exhibit(*pair) for pair in comparison.pairs(works)],
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


def _exhibit(commission: Commission, work: Work | None) -> Exhibit:
    artist, recipe = commission.artist, ARTISTS[commission.artist.name]
    alt = f"The photo painted as {artist.who} did ({commission.label})"
    return Exhibit(
        name=commission.label,
        who=artist.who,
        date=artist.date,
        about=artist.about,
        image=_image(f"{commission.label}.png", alt, work.image) if work else None,
        terms={"content": f"{work.content_term:.3g}", "style": f"{work.style_term:.3g}"} if work else {},
        facts=[*_facts(commission, work), *([status_of(work)] if work and status_of(work) else [])],
        objective=work.painting.objective if work else (),
        settings=_settings_of(recipe),
        sources={"version": recipe.source, **recipe.sources},
        notes=recipe.notes,
    )


def _settings_of(artist: Artist) -> dict[str, str]:
    return {name: describe_setting(artist, name) for name in SETTINGS}
