"""What is told of pictures of artists side by side: captions, lines that hold for all, sheets, records."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...artists.adapting import name_on_scale_of
from ...artists.describing import optimizer_name
from ...artists.measuring import Job, JobResult, distance, same_height
from ...artists.records import Artist
from ...command_settings import ComparisonSettings
from ...reports.grid import Grid, Heading, pictures_across
from ...reports.layout import Cell, Sheet
from ...reports.tables import NOT_PAINTED
from ...reports.words import ratio, unusual_settings
from ...settings import CONTENT_LAYERS, STYLE_LAYERS
from ..records import identity, record
from .inputs import YARDSTICK, Comparison, ComparisonInputs

STILL = 0.02  # root mean square between photo and picture below which nothing has been painted: 5 levels of 255
UNCHANGED = 1e-6  # a term below which no difference can be seen: a hundredth of an 8-bit level everywhere


def stand_in_lines(planned: Sequence[Job]) -> list[str]:
    """Who is painted on another network than his own: a line for each network and scale."""
    names: dict[str, list[str]] = {}
    for job in planned:
        if job.artist.network != job.network.card.name:
            names.setdefault(_told(job), []).append(job.artist.name)
    return [f"on {used}, not their own network: {', '.join(who)}" for used, who in names.items()]


def _told(job: Job) -> str:
    used = name_on_scale_of(job.artist, job.network)
    return used if used == job.network.card.name else f"{used} (activations as large as those of the published VGG-19)"


def shared_lines(comparison: Comparison) -> list[str]:
    """What holds for all pictures of a comparison.

    Args:
        comparison: that was planned.

    Returns:
        Lines.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png", network="compact")
        >>> jobs.shared_lines(jobs.Comparison(settings, jobs.read_comparison(settings), []))[0]
        "100 evaluations, seed 0, network compact for all, 256 pixels in each artist's own size rule"
    """
    stand_ins = stand_in_lines(comparison.planned)
    return [settings_line(comparison.settings), *stand_ins, yardstick_line(comparison.inputs)]


NEAREST = 5  # artists that are named as nearest


def ranking_lines(done: Sequence[JobResult]) -> list[str]:
    """Whose pictures are nearest to the painting, and whose to the photo, by the yardstick.

    Args:
        done: what was painted.

    Returns:
        Two lines, or none where there is one picture.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import artists, jobs
        >>> job = artists.Job("gatys", stylejax.load_artist("gatys"), stylejax.load_network("compact"))
        >>> one = np.zeros((8, 8, 3), np.float32)
        >>> painting = stylejax.Painting(one, (1.0,), 1, "finished", one, one)
        >>> terms = [stylejax.loss_weights(content=content, style=1.0) for content in (0.5, 0.25)]
        >>> jobs.ranking_lines([artists.JobResult(job, painting, each, 2.0) for each in terms])
        ['nearest to the painting: gatys 0.2, gatys 0.2', 'nearest to the photo: gatys 0.25, gatys 0.5']
    """
    if len(done) < 2:
        return []
    return [f"nearest to the {picture}: {', '.join(_nearest(done, term))}"
            for picture, term in (("painting", "style_term"), ("photo", "content_term"))]  # fmt: skip


def _nearest(done: Sequence[JobResult], term: str) -> list[str]:
    ordered = sorted(done, key=lambda painted: getattr(painted, term))[:NEAREST]
    return [f"{painted.job.label} {term_words(getattr(painted, term))}" for painted in ordered]


def caption_of(job: Job, painted: JobResult | None) -> tuple[str, ...]:
    """What stands below a picture of a sheet: whose it is, what he did differently, the terms, how it was made.

    Args:
        job: that is or was to be painted.
        painted: what came of it, or None.

    Returns:
        Lines, the name first.

    Example:
        >>> import stylejax
        >>> from stylejax import artists, jobs
        >>> job = artists.Job("gatys", stylejax.load_artist("gatys"), stylejax.load_network("compact"))
        >>> jobs.caption_of(job, None)[0]
        'gatys, 2016'
    """
    name = ", ".join([job.label, *year_of(job.artist)])
    return (name, job.artist.about, *((terms_line(painted),) if painted else ()), *facts_of(job, painted))


def facts_of(job: Job, painted: JobResult | None) -> list[str]:
    """What a caption tells of a recipe, in short lines."""
    facts = [network_words(job), optimizer_name(job.artist), f"own weights {ratio(job.artist)}"]
    return [*facts, spent_line(painted)] if painted else facts


def network_words(job: Job) -> str:
    """Which network painted, and in whose place if not the artist's own."""
    own, used = job.artist.network, name_on_scale_of(job.artist, job.network)
    return f"network {used}" if used == own else f"{used}, not {own}"


def year_of(artist: Artist) -> list[str]:
    """The year of the version imitated, where a date is known of it."""
    return [year] if (year := artist.date[:4]).isdecimal() else []


def status_of(painted: JobResult) -> str:
    """How a run ended, or that its picture is still the photo; "" where it went to its end and moved."""
    if painted.painting.status != "finished":
        return painted.painting.status
    return "stands still" if distance(painted.image, painted.painting.content) < STILL else ""


def spent_line(painted: JobResult) -> str:
    """What a picture took."""
    spent, planned = painted.painting.evaluations, painted.job.artist.evaluations
    evaluations = f"{spent}" if spent == planned else f"{spent} of {planned}"
    return f"{evaluations} evaluations, {painted.seconds:.3g} s"


def terms_line(painted: JobResult) -> str:
    """The two terms as they stand below a picture.

    Args:
        painted: a job carried out.

    Returns:
        A line.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import artists, jobs
        >>> job = artists.Job("gatys", stylejax.load_artist("gatys"), stylejax.load_network("compact"))
        >>> one = np.zeros((8, 8, 3), np.float32)
        >>> painting = stylejax.Painting(one, (1.0,), 1, "finished", one, one)
        >>> terms = stylejax.loss_weights(content=0.25, style=0.5)
        >>> jobs.terms_line(artists.JobResult(job, painting, terms, 2.0))
        'content 0.25 · style 0.1'
    """
    return f"content {term_words(painted.content_term)} · style {term_words(painted.style_term)}"


def named_terms(painted: JobResult) -> dict[str, str]:
    """The two terms, each with a name that says what it is the distance from."""
    terms = {"content, from the photo": painted.content_term, "style, from the painting": painted.style_term}
    return {name: term_words(term) for name, term in terms.items()}


def term_words(term: float) -> str:
    """A term as people read it; one that is nothing but rounding is that of a picture that is as it was."""
    return f"{term:.3g}" if term >= UNCHANGED else "unchanged"


def yardstick_line(inputs: ComparisonInputs) -> str:
    """What the two terms are, and by which network.

    Args:
        inputs: of the comparison.

    Returns:
        A line.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> inputs = jobs.read_comparison(command_settings.ComparisonSettings("photo.png", "photo.png"))
        >>> jobs.yardstick_line(inputs).rpartition("; ")[2]
        'all by network compact'
    """
    return (
        f"content: mean squared difference from the photo at {' '.join(CONTENT_LAYERS)}; style: from the painting's "
        f"Gram matrices at {STYLE_LAYERS[0]} to {STYLE_LAYERS[-1]}; smaller is closer; all by network "
        f"{inputs.yardstick.card.name}"
    )


def sheet_of(
    done: Sequence[JobResult | None],
    captions: Sequence[tuple[str, ...]],
    inputs: ComparisonInputs,
    settings: ComparisonSettings,
    *,
    lines: Sequence[str],
) -> Sheet:
    """The sheet of done in one row, or in several of at most seven, all of one height; None is a hole.

    Args:
        done: what was painted, None where it was not.
        captions: lines below each.
        inputs: of the comparison.
        settings: of the comparison.
        lines: what holds for all pictures.

    Returns:
        The sheet, to be drawn by `draw_sheet`.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png")
        >>> jobs.sheet_of([None], [("gatys",)], jobs.read_comparison(settings), settings, lines=[]).title
        'photo in the style of photo'
    """
    content = inputs.content.image
    images = same_height([painted.image for painted in done if painted])
    tall = images[0].shape[0] if images else settings.size
    hole = (tall, round(tall * content.shape[1] / content.shape[0]))
    rest = iter(images)
    cells = [
        _cell(painted, next(rest), caption) if painted else Cell(hole, None, NOT_PAINTED, caption)
        for painted, caption in zip(done, captions, strict=True)
    ]
    margin = [("content", content), ("style", inputs.style.image)]
    return Sheet(_grid(len(cells)), cells, headline(settings), lines, margin, {})


def _cell(painted: JobResult, image: np.ndarray, caption: tuple[str, ...]) -> Cell:
    height, width = image.shape[:2]
    return Cell((height, width), image, status_of(painted), caption)


def _grid(number: int) -> Grid:
    across = pictures_across(number)
    return Grid((Heading((), {}),) * -(-number // across), (Heading((), {}),) * across, (), ())


def settings_line(settings: ComparisonSettings) -> str:
    """What all pictures share.

    Args:
        settings: of the comparison.

    Returns:
        A line.

    Example:
        >>> from stylejax import command_settings, jobs
        >>> settings = command_settings.ComparisonSettings("photo.jpg", "night.jpg", network="compact", steps=5)
        >>> jobs.settings_line(settings)
        "5 evaluations, seed 0, network compact for all, 256 pixels in each artist's own size rule"
    """
    steps = f"{settings.steps} evaluations" if settings.steps else "as many evaluations as each artist spent"
    own = f"each artist's own network or, where that is not at hand, {YARDSTICK} on its scale"
    networks = f"network {settings.network} for all" if settings.network else own
    line = f"{steps}, seed {settings.seed}, {networks}, {settings.size} pixels in each artist's own size rule"
    told = {"content", "style", "artists", "steps", "seed", "network", "size"}
    return ", ".join([line, *unusual_settings(settings, told=told)])


def headline(settings: ComparisonSettings) -> str:
    """Which photo in which style."""
    return f"{Path(settings.content).stem} in the style of {Path(settings.style).stem}"


def comparison_record(
    command: str, settings: ComparisonSettings, inputs: ComparisonInputs, done: Sequence[JobResult | None]
) -> dict[str, Any]:
    """What a sheet remembers of how it was made.

    Args:
        command: that made it.
        settings: of the comparison.
        inputs: of the comparison.
        done: what was painted, None where it was not.

    Returns:
        Plain values.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png")
        >>> jobs.comparison_record("compare", settings, jobs.read_comparison(settings), [None])["result"]
        [{'status': 'not painted'}]
    """
    return record(
        command,
        settings,
        networks={"yardstick": inputs.yardstick},
        pictures={"content": inputs.content.sha256, "style": inputs.style.sha256},
        result=[job_result(painted) if painted else {"status": NOT_PAINTED} for painted in done],
    )


def job_result(painted: JobResult) -> dict[str, Any]:
    """What there is to remember of one painted."""
    return {
        "label": painted.job.label,
        "artist": painted.job.artist.name,
        "network": {**identity(painted.job.network), "name": name_on_scale_of(painted.job.artist, painted.job.network)},
        "status": painted.painting.status,
        "evaluations": painted.painting.evaluations,
        "seconds": painted.seconds,
        "content_term": painted.content_term,
        "style_term": painted.style_term,
    }
