"""The page of a comparison: pictures by artist, what each did differently, and one change at a time."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..._version import __version__
from ...artists.describing import SETTINGS, describe_setting
from ...artists.gallery import ARTISTS
from ...artists.measuring import Job, JobResult
from ...artists.records import Artist
from ...files import make_folder, write_text
from ...media.resizing import resized, target_shape
from ...media.writing import write_image
from ...reports.web.changes import PageChanges
from ...reports.web.pages import Page, PageEntry, page_html
from ...reports.web.pictures import Image
from .inputs import Comparison
from .telling import comparison_record, facts_of, headline, named_terms, ranking_lines, shared_lines, status_of

REFERENCE = "paper"
INTRODUCTION = (
    "The same photo and the same painting, as each of these implementations would have painted them. What each did "
    "differently stands below its picture, every setting with its source further below."
)
CURVES = "curves: each artist's own loss, as a share of what it was at the start, all on the same axes"
PAGE = "index.html"


def write_page(
    folder: Path, comparison: Comparison, done: Sequence[JobResult], *, changes: PageChanges | None = None
) -> None:
    """Write the page with its pictures into a folder, which is made where missing. Raises InputError.

    Args:
        folder: that it goes to.
        comparison: that was planned.
        done: what was painted.
        changes: the section on one change at a time, or None.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png")
        >>> jobs.write_page(Path("page"), jobs.Comparison(settings, jobs.read_comparison(settings), []), [])
        >>> sorted(path.suffix for path in Path("page").iterdir())
        ['.html', '.png', '.png']
    """
    make_folder(folder)
    settings, inputs = comparison.settings, comparison.inputs
    for painted in done:
        record = comparison_record("compare", settings, inputs, [painted])
        write_image(folder / f"{painted.job.label}.png", painted.image, record=record)
    pictures = {"content": inputs.content.image, "style": inputs.style.image}
    page = Page(
        title=headline(settings),
        lines=[INTRODUCTION, *_stand_ins(comparison), *ranking_lines(done)],
        originals=[(name, _write_original(folder, name, picture, settings.size)) for name, picture in pictures.items()],
        entries=[_entry(*pair) for pair in comparison.pairs(done)],
        reference=REFERENCE,
        reference_settings=_settings_of(ARTISTS[REFERENCE]),
        footer=f"Painted with stylejax {__version__}. Seconds: compiling left out.",
        changes=changes,
        method=[*shared_lines(comparison), CURVES],
    )
    write_text(folder / PAGE, page_html(page))


def _stand_ins(comparison: Comparison) -> list[str]:
    """How many are painted on another network than their own."""
    number = sum(job.artist.network != job.network.card.name for job in comparison.planned)
    used = " and ".join(sorted({job.network.card.name for job in comparison.planned}))
    return [f"{number} of {len(comparison.planned)} on network {used}, not their own."] if number else []


def _write_original(folder: Path, name: str, picture: np.ndarray, size: int) -> Image:
    height, width = target_shape(picture.shape[0], picture.shape[1], max(size, 512))
    shown = resized(picture, None, height, width)[0]
    write_image(folder / f"{name}.png", shown)
    return image_of(f"{name}.png", f"The {name} picture", shown)


def image_of(file: str, alt: str, pixels: np.ndarray) -> Image:
    """A picture as the page names it."""
    return Image(file, alt, pixels.shape[1], pixels.shape[0])


def _entry(job: Job, painted: JobResult | None) -> PageEntry:
    artist, recipe = job.artist, ARTISTS[job.artist.name]
    alt = f"The photo painted as {artist.who} did ({job.label})"
    return PageEntry(
        name=job.label,
        who=artist.who,
        date=artist.date,
        about=artist.about,
        image=image_of(f"{job.label}.png", alt, painted.image) if painted else None,
        terms=named_terms(painted) if painted else {},
        facts=[*facts_of(job, painted), *([status] if painted and (status := status_of(painted)) else [])],
        objective=painted.painting.objective if painted else (),
        settings=_settings_of(recipe),
        sources={"version": recipe.source, **recipe.sources},
        notes=recipe.notes,
    )


def _settings_of(artist: Artist) -> dict[str, str]:
    return {name: describe_setting(artist, name) for name in SETTINGS}
