"""What comparing and explaining share at the rim: files and networks in, paintings one after the other, a sheet out."""

import functools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..artists import Artist, network_for, paint_as
from ..artists.measuring import Commission, Work, can_measure, measure_painting, same_height, seconds_without_compiling
from ..cli.commands.info import versions
from ..cli.commands.transfer import set_up_compiling, watched
from ..cli.progress import Reporter
from ..errors import InputError
from ..media.images import Picture, read_picture
from ..networks.networks import Network
from ..reports.layout import Cell, Sheet
from ..reports.tables import NOT_PAINTED
from ..settings import CONTENT_LAYERS, STYLE_LAYERS, ComparisonSettings
from ..synthesis.runs import Callback, Progress, continued
from ..weights.library import RANDOM_NETWORKS, load_network, network_files
from .axes import Grid, Heading

YARDSTICK = "compact"
MOST_ACROSS = 7  # pictures beside one another on a sheet


@dataclass(frozen=True)
class Materials:
    """What all commissions share: pictures, by what to measure, and how to find the network of a recipe."""

    content: Picture
    style: Picture
    yardstick: Network
    network_of: Callable[[Artist], Network]


def gather(settings: ComparisonSettings) -> Materials:
    """Read and check what the settings name. Raises InputError."""
    if settings.size < 1:
        raise InputError(f"--size: {settings.size} is below 1; give a length in pixels")
    if settings.steps is not None and settings.steps < 1:
        raise InputError(f"--steps: {settings.steps} is below 1; give the number of evaluations to spend")
    content, style = (read_picture(path) for path in (settings.content, settings.style))
    given = load_network(settings.network) if settings.network else None
    yardstick = given if given and can_measure(given) else load_network(YARDSTICK)
    load = functools.cache(load_network)

    def network_of(artist: Artist) -> Network:
        if given:
            return given
        if artist.network not in {*network_files(), *RANDOM_NETWORKS}:
            raise InputError(
                f"{artist.name}: its network {artist.network} is not at hand; "
                f"run `stylejax weights fetch {artist.network}`, or give --network compact"
            )
        return load(artist.network)

    return Materials(content, style, yardstick, network_of)


def commissioned(label: str, artist: Artist, materials: Materials) -> Commission:
    """A commission that can be carried out. Raises InputError for a recipe that network or pictures do not fit."""
    network = materials.network_of(artist)
    network_for(artist, network)
    artist.fit(materials.content.image, materials.style.image)
    return Commission(label, artist, network)


def carry_out(
    commissions: Sequence[Commission],
    materials: Materials,
    *,
    seed: int,
    watch: Callable[[int], AbstractContextManager[Reporter]],
    keep: Callable[[list[Work]], None],
) -> tuple[list[Work], int]:
    """Paint, hand what is painted to `keep`, whatever ended the run, and return it with the exit code.

    The code is 128 plus the number of the signal that ended the run early, if one did.
    """
    set_up_compiling()
    total, works = evaluations_of(commissions), []
    with watched(watch, total) as (interrupted, callback):
        try:
            for work in _paint_all(commissions, materials, seed=seed, callback=callback):
                works.append(work)
        finally:
            if works:
                keep(works)
    return works, interrupted.exit_code


def _paint_all(
    commissions: Sequence[Commission], materials: Materials, *, seed: int, callback: Callback
) -> Iterator[Work]:
    """Carry out one commission after the other.

    The callback hears of evaluations of all of them together; when it returns True, what is being painted is yielded as
    it stands and no more is begun.
    """
    total, before = evaluations_of(commissions), 0
    for commission in commissions:
        work, stopped = _paint(commission, materials, seed, continued(callback, before=before, total=total))
        yield work
        if stopped:
            return
        before += commission.artist.evaluations


def evaluations_of(commissions: Sequence[Commission]) -> int:
    """How many evaluations they take together."""
    return sum(commission.artist.evaluations for commission in commissions)


def _paint(commission: Commission, materials: Materials, seed: int, callback: Callback) -> tuple[Work, bool]:
    """The work, and whether the callback asked for an end, be it after the last evaluation."""
    clock: list[float] = []
    stopped = False

    def told(progress: Progress) -> bool:
        nonlocal stopped
        clock.append(time.perf_counter())
        stopped = bool(callback(progress))
        return stopped

    content, style = materials.content.image, materials.style.image
    painting = paint_as(commission.artist, content, style, network=commission.network, seed=seed, callback=told)
    terms = measure_painting(materials.yardstick, painting, commission.artist, content)
    return Work(commission, painting, terms, seconds_without_compiling(clock)), stopped


def status_of(work: Work) -> str:
    """How a run ended, "" where it went to its end."""
    return "" if work.painting.status == "finished" else work.painting.status


def spent_line(work: Work) -> str:
    """What a picture took."""
    spent, planned = work.painting.evaluations, work.commission.artist.evaluations
    evaluations = f"{spent}" if spent == planned else f"{spent} of {planned}"
    return f"{evaluations} evaluations, {work.seconds:.3g} s"


def terms_line(work: Work) -> str:
    """The two terms as they stand below a picture."""
    return f"content {work.content_term:.3g} · style {work.style_term:.3g}"


def yardstick_line(materials: Materials) -> str:
    """What the two terms are, and by which network."""
    return (
        f"content: mean squared difference from the photo at {' '.join(CONTENT_LAYERS)}; style: from the painting's "
        f"Gram matrices at {STYLE_LAYERS[0]} to {STYLE_LAYERS[-1]}; all by network {materials.yardstick.card.name}"
    )


def sheet_of(
    works: Sequence[Work | None],
    captions: Sequence[tuple[str, ...]],
    materials: Materials,
    settings: ComparisonSettings,
    *,
    lines: Sequence[str],
) -> Sheet:
    """The sheet of works in one row, or in several of at most seven, all of one height; None is a hole."""
    content = materials.content.image
    images = same_height([work.image for work in works if work])
    tall = images[0].shape[0] if images else settings.size
    hole = (tall, round(tall * content.shape[1] / content.shape[0]))
    rest = iter(images)
    cells = [
        _cell(work, next(rest), caption) if work else Cell(hole, None, NOT_PAINTED, caption)
        for work, caption in zip(works, captions, strict=True)
    ]
    margin = [("content", content), ("style", materials.style.image)]
    return Sheet(_grid(len(cells)), cells, headline(settings), lines, margin, {})


def _cell(work: Work, image: np.ndarray, caption: tuple[str, ...]) -> Cell:
    height, width = image.shape[:2]
    return Cell((height, width), image, status_of(work), caption)


def _grid(number: int) -> Grid:
    rows = -(-number // MOST_ACROSS)
    nameless = Heading((), {})
    return Grid((nameless,) * rows, (nameless,) * -(-number // rows), (), ())


def settings_line(settings: ComparisonSettings) -> str:
    """What all pictures share."""
    steps = f"{settings.steps} evaluations" if settings.steps else "as many evaluations as each artist spent"
    networks = f"network {settings.network} for all" if settings.network else "each artist's own network"
    return f"{steps}, seed {settings.seed}, {networks}, {settings.size} pixels in each artist's own size rule"


def headline(settings: ComparisonSettings) -> str:
    """Which photo in which style."""
    return f"{Path(settings.content).stem} in the style of {Path(settings.style).stem}"


def record_of(
    command: str, settings: ComparisonSettings, materials: Materials, works: Sequence[Work | None]
) -> dict[str, Any]:
    """What a sheet remembers of how it was made."""
    return {
        "command": command,
        "settings": asdict(settings),
        "pictures": {"content": materials.content.sha256, "style": materials.style.sha256},
        "yardstick": {"name": materials.yardstick.card.name, "sha256": materials.yardstick.card.sha256},
        "versions": versions(),
        "result": [work_record(work) if work else {"status": NOT_PAINTED} for work in works],
    }


def work_record(work: Work) -> dict[str, Any]:
    """What there is to remember of one work."""
    card = work.commission.network.card
    return {
        "label": work.commission.label,
        "artist": work.commission.artist.name,
        "network": {"name": card.name, "sha256": card.sha256},
        "status": work.painting.status,
        "evaluations": work.painting.evaluations,
        "seconds": work.seconds,
        "content_term": work.content_term,
        "style_term": work.style_term,
    }
