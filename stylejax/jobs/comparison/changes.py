"""One change at a time: what the paper's authors ran, with one group of another author's settings, and with all."""

import dataclasses
import functools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ...artists.adapting import name_on_scale_of
from ...artists.changes import GROUPS, Pull, alike, changed, groups_between, pull_of, wanted_pull, weighed
from ...artists.describing import describe_setting, optimizer_name
from ...artists.gallery import load_artist
from ...artists.measuring import Job, JobResult, distance, settled
from ...artists.records import Artist, ArtistTerm
from ...command_settings import ComparisonSettings
from ...errors import InputError
from ...networks.networks import Network
from ...reports.grid import short_number
from ...reports.tables import NOT_PAINTED
from ...synthesis.runs import DEAD
from .inputs import ComparisonInputs, checked_job, network_at_hand

BEGINNING = "gatys"
AUTHORS = ("kai", "satoshi", "mattya-vgg", "johnson", "anders", "eben")  # one recipe of each author but Gatys
SIZE, STEPS = 128, 50
ALL = "all"


@dataclass(frozen=True)
class Change:
    """What Gatys ran with a group of an author's settings, or with `ALL`, and what it is in words.

    Where there is nothing to paint, as the two do not differ or do not fit, there is no job, and the words say so.
    """

    author: str
    group: str
    words: str
    job: Job | None

    @property
    def label(self) -> str:
        """What it is called, and its file."""
        return self.author if self.group == ALL else f"{self.author}-{self.group}"


@dataclass(frozen=True)
class ChangePlan:
    """What is begun with, whom it is led to, and the settings for it, smaller and shorter than the comparison's.

    Attributes:
        beginning: what is begun with, as it is painted.
        authors: recipes that it is led to.
        settings: with a size of at most 128 and at most 50 evaluations.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png", artists=("kai",), size=64, steps=5)
        >>> plan = jobs.plan_changes(settings, jobs.read_comparison(settings))
        >>> isinstance(plan, jobs.ChangePlan), plan.beginning.label
        (True, 'gatys')
    """

    beginning: Job
    authors: tuple[Artist, ...]
    settings: ComparisonSettings


@dataclass(frozen=True)
class ChangeResult:
    """A change and what came of it: its picture, how far that is from the beginning's, and from the author's."""

    change: Change
    painted: JobResult | None
    moved: float | None
    left: float | None

    @property
    def status(self) -> str:
        """How it ended, or why it was not painted."""
        if self.painted:
            return self.painted.painting.status
        return NOT_PAINTED if self.change.job else self.change.words


def plan_changes(settings: ComparisonSettings, inputs: ComparisonInputs) -> ChangePlan | None:
    """What will be changed into what: None where none of the authors is compared. Raises InputError.

    Args:
        settings: of the comparison.
        inputs: of the comparison.

    Returns:
        The plan, or None.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png", artists=("kai",), size=64, steps=5)
        >>> plan = jobs.plan_changes(settings, jobs.read_comparison(settings))
        >>> [author.name for author in plan.authors]
        ['kai']
    """
    names = [name for name in AUTHORS if name in settings.artists]
    if not names:
        return None
    size, steps = min(SIZE, settings.size), min(STEPS, settings.steps or STEPS)
    smaller = dataclasses.replace(settings, artists=(BEGINNING, *names), size=size, steps=steps)
    first, *others = (
        settled(_on_hand(load_artist(name), settings), size=size, steps=steps) for name in smaller.artists
    )
    return ChangePlan(checked_job(BEGINNING, first, inputs), tuple(alike(other, first) for other in others), smaller)


def _on_hand(artist: Artist, settings: ComparisonSettings) -> Artist:
    """The recipe with the network it will be painted on, so that none differs from itself."""
    return dataclasses.replace(artist, network=settings.network or network_at_hand(artist))


def weighed_changes(plan: ChangePlan, inputs: ComparisonInputs) -> list[Change]:
    """All changes, author by author in the order of the groups, each with its losses weighed.

    Raises InputError for a network without the layers of a recipe.

    Args:
        plan: of the changes.
        inputs: of the comparison.

    Returns:
        For each author a change for each group, and one of all.

    Example:
        >>> import dataclasses, numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png", artists=("kai",), size=64, steps=5)
        >>> inputs = jobs.read_comparison(settings)
        >>> plan, other = jobs.plan_changes(settings, inputs), stylejax.random_network("nin", seed=0, width=1 / 64)
        >>> jobs.weighed_changes(plan, dataclasses.replace(inputs, network_of=lambda artist: other))
        Traceback (most recent call last):
        stylejax.errors.InputError: ...
    """
    pull = functools.partial(_pull, inputs=inputs)
    own = pull(plan.beginning.artist)
    return [change for author in plan.authors for change in _changes_to(author, plan, own, inputs, pull)]


def _pull(artist: Artist, inputs: ComparisonInputs) -> Pull:
    return pull_of(artist, inputs.content.image, inputs.style.image, network=inputs.network_of(artist))


def _changes_to(
    author: Artist, plan: ChangePlan, own: Pull, inputs: ComparisonInputs, pull: Callable[[Artist], Pull]
) -> Iterator[Change]:
    first, his, differing = plan.beginning.artist, pull(author), groups_between(plan.beginning.artist, author)
    for group in GROUPS:
        if group not in differing:
            yield Change(author.name, group, f"as {BEGINNING}", None)
            continue
        mixed, wanted = changed(first, author, group), wanted_pull(own, his, group)
        try:
            artist = weighed(mixed, pull(mixed) if group in ("network", "losses") else own, wanted)
            job = checked_job(f"{author.name}-{group}", artist, inputs)
            words = f"{_ratio(wanted)}, not {_times(own)}" if group == "weights" else _words(artist, group, job.network)
            yield Change(author.name, group, words, job)
        except InputError as error:
            yield Change(author.name, group, str(error), None)
    yield Change(author.name, ALL, _ratio(his), checked_job(author.name, author, inputs))


def _ratio(pull: Pull) -> str:
    return f"style pulls {_times(pull)} times as hard as content"


def _times(pull: Pull) -> str:
    """How many times as hard style pulls as content does."""
    ratio = pull.style / pull.content if pull.content else math.inf
    return short_number(float(f"{ratio:.2g}"))


def _words(artist: Artist, group: str, network: Network) -> str:
    """What a group of settings is, in short."""
    if group == "network":
        pixels = f"{artist.pixels.channel_order} less {'a mean color' if any(artist.pixels.mean) else 'nothing'}"
        return f"{name_on_scale_of(artist, network)}, {artist.pooling} pooling, {pixels}"
    if group == "losses":
        return f"content at {_layers(artist.content)}, style at {_layers(artist.style)}"
    return optimizer_name(artist) if group == "optimizer" else describe_setting(artist, *GROUPS[group])


def words_of_beginning(plan: ChangePlan) -> str:
    """What is changed, in short: network, losses, optimizer and start; there is no smoothing."""
    job = plan.beginning
    return "; ".join(_words(job.artist, group, job.network) for group in ("network", "losses", "optimizer", "start"))


def _layers(terms: Sequence[ArtistTerm]) -> str:
    layers = list(dict.fromkeys(term.layer for term in terms))
    return f"{layers[0]} to {layers[-1]}" if len(layers) > 2 else " and ".join(layers)


def jobs_of_changes(plan: ChangePlan, changes: Sequence[Change]) -> list[Job]:
    """What is to be painted: the beginning, then each change.

    Args:
        plan: of the changes.
        changes: that were weighed.

    Returns:
        Jobs, the beginning first.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png", artists=("kai",), size=64, steps=5)
        >>> plan = jobs.plan_changes(settings, jobs.read_comparison(settings))
        >>> [job.label for job in jobs.jobs_of_changes(plan, [])]
        ['gatys']
    """
    return [plan.beginning, *(change.job for change in changes if change.job)]


def results_of_changes(changes: Sequence[Change], done: Sequence[JobResult]) -> list[ChangeResult]:
    """Each change with its picture, where it has come to that.

    Args:
        changes: that were weighed.
        done: what was painted.

    Returns:
        One for each change; what was not painted has no picture.

    Example:
        >>> from stylejax import jobs
        >>> from stylejax.jobs.comparison.changes import Change
        >>> [result.status for result in jobs.results_of_changes([Change("kai", "start", "as gatys", None)], [])]
        ['as gatys']
    """
    found = {painted.job.label: painted for painted in done}

    def apart(painted: JobResult | None, other: str) -> float | None:
        return distance(painted.image, found[other].image) if painted and other in found else None

    pairs = [(change, found.get(change.label)) for change in changes]
    return [ChangeResult(each, got, apart(got, BEGINNING), apart(got, each.author)) for each, got in pairs]


def means_of_changes(results: Sequence[ChangeResult]) -> dict[str, tuple[float, int]]:
    """By group, the largest first: how far it moves the picture in the mean of the authors who differ, and how many.

    Pictures that came to nothing are left out: how far they are says nothing.
    """
    moved: dict[str, list[float]] = {group: [] for group in GROUPS}
    for each in results:
        if each.change.group in moved and each.moved is not None and each.status not in DEAD:
            moved[each.change.group].append(each.moved)
    means = {group: (sum(each) / len(each), len(each)) for group, each in moved.items() if each}
    return dict(sorted(means.items(), key=lambda item: -item[1][0]))


def table_of_changes(results: Sequence[ChangeResult]) -> list[dict[str, Any]]:
    """One row for each change: whose, which group, in words, how it ended, its terms by the yardstick, distances."""
    return [_row(each) for each in results]


def _row(result: ChangeResult) -> dict[str, Any]:
    change, painted = result.change, result.painted
    row = {"author": change.author, "group": change.group, "words": change.words, "status": result.status}
    if not painted:
        return row
    terms = {"content_term": painted.content_term, "style_term": painted.style_term}
    return {**row, **terms, f"from_{BEGINNING}": result.moved, "from_author": result.left}
