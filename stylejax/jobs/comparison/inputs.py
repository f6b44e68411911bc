"""What pictures of artists side by side are made from: files, the yardstick, and a network for each recipe."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from ...artists.adapting import network_for
from ...artists.measuring import Job, JobResult, can_measure
from ...artists.records import Artist
from ...command_settings import ComparisonSettings
from ...errors import checked_count
from ...media.images import Picture, read_visible
from ...networks.networks import Network
from ...synthesis.starts import checked_seed
from ...weights.library import RANDOM_NETWORKS, load_network, network_files

YARDSTICK = "compact"


@dataclass(frozen=True)
class ComparisonInputs:
    """What all jobs share: pictures, by what to measure, and how to find the network of a recipe.

    Attributes:
        content: the photo.
        style: the painting.
        yardstick: the network that measures all pictures.
        network_of: from a recipe to the network that paints it.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> inputs = jobs.read_comparison(command_settings.ComparisonSettings("photo.png", "photo.png"))
        >>> isinstance(inputs, jobs.ComparisonInputs), inputs.yardstick.card.name
        (True, 'compact')
    """

    content: Picture
    style: Picture
    yardstick: Network
    network_of: Callable[[Artist], Network]


def read_comparison(settings: ComparisonSettings) -> ComparisonInputs:
    """Read and check what the settings name. Raises InputError.

    Args:
        settings: of the comparison.

    Returns:
        What its jobs share.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 48, 3)))
        >>> jobs.read_comparison(command_settings.ComparisonSettings("photo.png", "photo.png")).content.image.shape
        (64, 48, 3)
    """
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
    """The name of the artist's own network, or of the shipped one where that has yet to be fetched.

    Args:
        artist: a recipe.

    Returns:
        A name that `load_network` takes.

    Example:
        >>> import dataclasses, stylejax
        >>> from stylejax import jobs
        >>> jobs.network_at_hand(dataclasses.replace(stylejax.load_artist("gatys"), network="not-fetched"))
        'compact'
    """
    return artist.network if artist.network in {*network_files(), *RANDOM_NETWORKS} else YARDSTICK


@dataclass(frozen=True)
class Comparison:
    """A comparison ready to run.

    Attributes:
        settings: of all pictures.
        inputs: that they share.
        planned: what is painted.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png")
        >>> jobs.Comparison(settings, jobs.read_comparison(settings), []).pairs([])
        []
    """

    settings: ComparisonSettings
    inputs: ComparisonInputs
    planned: Sequence[Job]

    def pairs(self, done: Sequence[JobResult]) -> list[tuple[Job, JobResult | None]]:
        """Each job with its result, None where it has not come to that."""
        return list(zip_longest(self.planned, done))


def checked_job(label: str, artist: Artist, inputs: ComparisonInputs) -> Job:
    """A job that can be carried out. Raises InputError for a recipe that network or pictures do not fit.

    Args:
        label: what to call it.
        artist: the recipe, with its size and evaluations settled.
        inputs: of the comparison.

    Returns:
        The job, with its network.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> settings = command_settings.ComparisonSettings("photo.png", "photo.png", network="compact")
        >>> inputs = jobs.read_comparison(settings)
        >>> jobs.checked_job("gatys", stylejax.load_artist("gatys"), inputs).network.card.name
        'compact'
    """
    network = inputs.network_of(artist)
    network_for(artist, network)
    artist.fit(inputs.content.image, inputs.style.image)
    return Job(label, artist, network)
