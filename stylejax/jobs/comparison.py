"""What comparing and explaining share: files and networks in, paintings one after the other, a sheet out."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..artists.adapting import name_on_scale_of, network_for
from ..artists.measuring import Job, JobResult, can_measure, measure_painting, same_height, seconds_without_compiling
from ..artists.painting import paint_as
from ..artists.records import Artist
from ..command_settings import ComparisonSettings
from ..errors import checked_count
from ..media.images import Picture, read_visible
from ..networks.networks import Network
from ..reports.grid import Grid, Heading, pictures_across
from ..reports.layout import Cell, Sheet
from ..reports.tables import NOT_PAINTED
from ..reports.words import unusual_settings
from ..settings import CONTENT_LAYERS, STYLE_LAYERS
from ..synthesis.runs import Callback
from ..synthesis.starts import checked_seed
from ..weights.library import RANDOM_NETWORKS, load_network, network_files
from .records import identity, record
from .series import Outcome, Task, as_it_is, one_after_another, paint_series
from .session import Console, noting_times

YARDSTICK = "compact"
UNCHANGED = 1e-6  # a term below which no difference can be seen: a hundredth of an 8-bit level everywhere


@dataclass(frozen=True)
class ComparisonInputs:
    """What all jobs share: pictures, by what to measure, and how to find the network of a recipe."""

    content: Picture
    style: Picture
    yardstick: Network
    network_of: Callable[[Artist], Network]


def read_comparison(settings: ComparisonSettings) -> ComparisonInputs:
    """Read and check what the settings name. Raises InputError."""
    checked_count("size", settings.size, "a length in pixels")
    if settings.steps is not None:
        checked_count("steps", settings.steps, "the number of evaluations to spend")
    checked_seed(settings.seed)
    content, style = (read_visible(path) for path in (settings.content, settings.style))
    given = load_network(settings.network) if settings.network else None
    yardstick = given if given and can_measure(given) else load_network(YARDSTICK)
    load = functools.cache(load_network)

    def network_of(artist: Artist) -> Network:
        return given or load(network_at_hand(artist))

    return ComparisonInputs(content, style, yardstick, network_of)


def network_at_hand(artist: Artist) -> str:
    """The name of the artist's own network, or of the shipped one where that has yet to be fetched."""
    return artist.network if artist.network in {*network_files(), *RANDOM_NETWORKS} else YARDSTICK


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


def checked_job(label: str, artist: Artist, inputs: ComparisonInputs) -> Job:
    """A job that can be carried out. Raises InputError for a recipe that network or pictures do not fit."""
    network = inputs.network_of(artist)
    network_for(artist, network)
    artist.fit(inputs.content.image, inputs.style.image)
    return Job(label, artist, network)


def paint_jobs(
    jobs: Sequence[Job],
    inputs: ComparisonInputs,
    *,
    noun: str,
    seed: int,
    console: Console,
    keep: Callable[[list[JobResult]], Any],
) -> Outcome[JobResult]:
    """Paint one job after the other, and hand what is painted to `keep`, whatever ended the run.

    Who waits is told of "artist 3 of 18: johnson", where the noun is "artist".
    """
    tasks = [
        Task(
            job.artist.evaluations,
            functools.partial(_paint, job, inputs, seed),
            f"{noun} {number} of {len(jobs)}: {job.label}",
        )
        for number, job in enumerate(jobs, 1)
    ]
    return paint_series(
        functools.partial(one_after_another, tasks),
        evaluations=evaluations_of_jobs(jobs),
        console=console,
        each=as_it_is,
        keep=lambda results, seconds: keep(list(results.values())),
    )


def evaluations_of_jobs(jobs: Sequence[Job]) -> int:
    """How many evaluations they take together."""
    return sum(job.artist.evaluations for job in jobs)


def _paint(job: Job, inputs: ComparisonInputs, seed: int, callback: Callback) -> JobResult:
    clock: list[float] = []
    told, content, style = noting_times(callback, clock), inputs.content.image, inputs.style.image
    painting = paint_as(job.artist, content, style, network=job.network, seed=seed, callback=told)
    terms = measure_painting(inputs.yardstick, painting, job.artist, content)
    return JobResult(job, painting, terms, seconds_without_compiling(clock))


def status_of(painted: JobResult) -> str:
    """How a run ended, "" where it went to its end."""
    return "" if painted.painting.status == "finished" else painted.painting.status


def statuses_of(outcome: Outcome[JobResult]) -> list[str]:
    """How each run of a comparison ended."""
    return [painted.painting.status for painted in outcome.results.values()]


def spent_line(painted: JobResult) -> str:
    """What a picture took."""
    spent, planned = painted.painting.evaluations, painted.job.artist.evaluations
    evaluations = f"{spent}" if spent == planned else f"{spent} of {planned}"
    return f"{evaluations} evaluations, {painted.seconds:.3g} s"


def terms_line(painted: JobResult) -> str:
    """The two terms as they stand below a picture."""
    return f"content {term_words(painted.content_term)} · style {term_words(painted.style_term)}"


def named_terms(painted: JobResult) -> dict[str, str]:
    """The two terms, each with a name that says what it is the distance from."""
    terms = {"content, from the photo": painted.content_term, "style, from the painting": painted.style_term}
    return {name: term_words(term) for name, term in terms.items()}


def term_words(term: float) -> str:
    """A term as people read it; one that is nothing but rounding is that of a picture that is as it was."""
    return f"{term:.3g}" if term >= UNCHANGED else "unchanged"


def yardstick_line(inputs: ComparisonInputs) -> str:
    """What the two terms are, and by which network."""
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
    """The sheet of done in one row, or in several of at most seven, all of one height; None is a hole."""
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
    """What all pictures share."""
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
    """What a sheet remembers of how it was made."""
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
