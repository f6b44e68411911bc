"""The rim of a comparison: many artists, one photo, one painting; a sheet and a page out."""

import functools
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .artists import ARTISTS, Artist, load_artist
from .artists.describing import SETTINGS, describe_setting
from .commissions import (
    Materials,
    commissioned,
    evaluations_of,
    gather,
    headline,
    paint_all,
    record_of,
    settings_line,
    sheet_of,
    status_of,
    terms_line,
    yardstick_line,
)
from .comparisons import Commission, Work, ratio, settled
from .errors import InputError
from .files import make_folder, whole_file
from .images import check_output, write_image
from .interruption import interruption
from .layout import Sheet
from .pages import Exhibit, Image, Page, page_html
from .painting import use_compilation_cache, voice
from .resizing import resized, target_shape
from .settings import ComparisonSettings
from .sheets import draw_sheet
from .sweeping import check_sheet
from .transfers import Progress

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
    recipes = [load_artist(name) for name in _once(settings.artists)]
    materials = gather(settings)
    settle = functools.partial(settled, size=settings.size, steps=settings.steps)
    commissions = [commissioned(recipe.name, settle(recipe), materials) for recipe in recipes]
    check_sheet(output, _sheet(settings, materials, commissions, []))
    if html:
        make_folder(html)
    use_compilation_cache()
    say(f"painting as {', '.join(settings.artists)}: {evaluations_of(commissions)} evaluations in all")
    works: list[Work] = []
    with interruption() as interrupted, watch(evaluations_of(commissions)) as show:

        def callback(progress: Progress) -> bool:
            show(progress)
            return interrupted.signal > 0

        try:
            for work in paint_all(commissions, materials, seed=settings.seed, callback=callback):
                works.append(work)
        finally:  # whatever ends the run, what is painted is kept
            _write(settings, materials, commissions, works, output, html)
    say(_conclusion(output, html, works, len(commissions)))
    return 128 + interrupted.signal if interrupted.signal else 0


def _once(names: Sequence[str]) -> Sequence[str]:
    if not names:
        raise InputError(f"--artists: none is named; choose some of {', '.join(ARTISTS)}")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(f"--artists: {twice[0]} is named twice; name each once")
    return names


def _write(
    settings: ComparisonSettings, materials: Materials, commissions: Sequence[Commission], works: Sequence[Work],
    output: Path, html: Path | None,
) -> None:  # fmt: skip
    if not works:
        return
    record = record_of("compare", settings, materials, _padded(works, len(commissions)))
    write_image(output, draw_sheet(_sheet(settings, materials, commissions, works)), record=record)
    if html:
        _write_page(html, settings, materials, commissions, works)


def _padded(works: Sequence[Work], number: int) -> list[Work | None]:
    return [*works, *[None] * (number - len(works))]


def _sheet(
    settings: ComparisonSettings, materials: Materials, commissions: Sequence[Commission], works: Sequence[Work]
) -> Sheet:
    padded = _padded(works, len(commissions))
    captions = [_caption(commission, work) for commission, work in zip(commissions, padded, strict=True)]
    lines = [settings_line(settings), yardstick_line(materials), "seconds: compiling left out"]
    return sheet_of(padded, captions, materials, lines=lines, title=headline(settings))


def _caption(commission: Commission, work: Work | None) -> tuple[str, ...]:
    name = f"{commission.label}, {year_of(commission.artist)}"
    return (name, *((terms_line(work),) if work else ()), *_facts(commission, work))


def _facts(commission: Commission, work: Work | None) -> list[str]:
    """What a caption tells of a recipe, in short lines."""
    facts = [
        network_words(commission),
        re.split(r"[,:;(]", describe_setting(commission.artist, "optimizer"))[0].strip(),
        f"own weights {ratio(commission.artist)}",
    ]
    return [*facts, f"{work.painting.evaluations} evaluations, {work.seconds:.3g} s"] if work else facts


def network_words(commission: Commission) -> str:
    """Which network painted, and in whose place if not the artist's own."""
    own, used = commission.artist.network, commission.network.card.name
    return f"network {used}" if used == own else f"network {used} instead of {own}"


def year_of(artist: Artist) -> str:
    """The year of the version imitated."""
    return artist.date[:4]


def _write_page(
    folder: Path, settings: ComparisonSettings, materials: Materials, commissions: Sequence[Commission],
    works: Sequence[Work],
) -> None:  # fmt: skip
    for work in works:
        record = record_of("compare", settings, materials, [work])
        write_image(folder / f"{work.commission.label}.png", work.image, record=record)
    originals = []
    for name, picture in (("content", materials.content), ("style", materials.style)):
        height, width = target_shape(picture.image.shape[0], picture.image.shape[1], max(settings.size, 512))
        shown = resized(picture.image, None, height, width)[0]
        write_image(folder / f"{name}.png", shown)
        originals.append((name, _image(f"{name}.png", f"The {name} picture", shown)))
    page = Page(
        title=headline(settings),
        lines=[settings_line(settings), yardstick_line(materials)],
        originals=originals,
        exhibits=[
            _exhibit(commission, work, materials)
            for commission, work in zip(commissions, _padded(works, len(commissions)), strict=True)
        ],
        reference=REFERENCE,
        reference_settings=_settings_of(ARTISTS[REFERENCE]),
        footer=f"Painted with stylejax {record_of('', settings, materials, [])['versions']['stylejax']}.",
    )
    with whole_file(folder / "index.html") as temporary:
        temporary.write_text(page_html(page), encoding="utf-8")


def _image(file: str, alt: str, pixels: np.ndarray) -> Image:
    return Image(file, alt, pixels.shape[1], pixels.shape[0])


def _exhibit(commission: Commission, work: Work | None, materials: Materials) -> Exhibit:
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


def _conclusion(output: Path, html: Path | None, works: Sequence[Work], number: int) -> str:
    page = f", page {html / 'index.html'}" if html else ""
    return f"{output}: {len(works)} of {number} artists{page}"
