"""Artists side by side: what tells two recipes apart, and pictures of all of them measured with one yardstick."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from ..losses.objectives import measure_targets, measure_terms
from ..losses.terms import Terms, content_term, loss_weights, style_term
from ..media.resizing import resized
from ..networks.networks import Network
from ..settings import CONTENT_LAYERS, STYLE_LAYERS
from .describing import differences
from .painting import Painting
from .records import Artist


@dataclass(frozen=True)
class Job:
    """One picture to paint: what to call it, the recipe with size and evaluations settled, and the network for it.

    Attributes:
        label: what to call it.
        artist: the recipe.
        network: that paints.

    Example:
        >>> import stylejax
        >>> stylejax.artists.Job("gatys", stylejax.load_artist("gatys"), stylejax.load_network("compact")).label
        'gatys'
    """

    label: str
    artist: Artist
    network: Network


@dataclass(frozen=True)
class JobResult:
    """A job carried out.

    Attributes:
        job: what was asked for.
        painting: what came of it.
        terms: of the finished picture by the yardstick, unweighted.
        seconds: on the wall, compiling left out.

    Example:
        >>> import numpy as np, stylejax
        >>> job = stylejax.artists.Job("gatys", stylejax.load_artist("gatys"), stylejax.load_network("compact"))
        >>> one = np.zeros((8, 8, 3), np.float32)
        >>> painting = stylejax.Painting(one, (1.0,), 1, "finished", one, one)
        >>> stylejax.artists.JobResult(job, painting, stylejax.loss_weights(), 2.0).seconds
        2.0
    """

    job: Job
    painting: Painting
    terms: Terms
    seconds: float

    @property
    def image(self) -> np.ndarray:
        """The finished picture, `[h w 3]` in [0, 1]."""
        return np.asarray(self.painting.image)

    @property
    def content_term(self) -> float:
        """How far it is from the content picture: `mean((F - P)^2)`, the mean over the layers of the paper."""
        return content_term(self.terms)

    @property
    def style_term(self) -> float:
        """How far it is from the style picture: `mean_ij((G/M - A/M')^2)`, the mean over the layers of the paper."""
        return style_term(self.terms)


def settled(artist: Artist, *, size: int, steps: int | None) -> Artist:
    """The recipe with another length in its size rule and, unless None, with another number of evaluations.

    Args:
        artist: a recipe.
        size: in pixels.
        steps: evaluations, or None.

    Returns:
        A recipe.

    Example:
        >>> import stylejax
        >>> stylejax.artists.settled(stylejax.load_artist("gatys"), size=64, steps=5).evaluations
        5
    """
    fit = dataclasses.replace(artist.fit, length=size)
    return dataclasses.replace(artist, fit=fit, evaluations=artist.evaluations if steps is None else steps)


def mixtures(a: Artist, b: Artist) -> dict[str, Artist]:
    """By the name of a setting in which two recipes differ: the first one with that setting of the second.

    The scale is a network's own: where networks differ, it goes with them.

    Args:
        a: a recipe.
        b: a recipe.

    Returns:
        Recipes by the name of a setting.

    Example:
        >>> import stylejax
        >>> "smoothing" in stylejax.artists.mixtures(*map(stylejax.load_artist, ("kai", "kai-tv")))
        True
    """
    differing = differences(a, b)
    alone = [name for name in differing if name != "scale" or "network" not in differing]
    return {name: dataclasses.replace(a, **{each: getattr(b, each) for each in _together(name)}) for name in alone}


def _together(name: str) -> tuple[str, ...]:
    """The settings that are changed with a setting, itself first."""
    return ("network", "scale") if name == "network" else (name,)


def can_measure(network: Network) -> bool:
    """Whether a network has the layers at which pictures are measured, which are the paper's."""
    return {*CONTENT_LAYERS, *STYLE_LAYERS} <= set(network.architecture.layer_names())


def measure_painting(yardstick: Network, painting: Painting, artist: Artist, content: np.ndarray) -> Terms:
    """Terms of a finished picture, unweighted, by one network for all artists.

    The picture is measured against the content and the style as its artist cut and scaled them, since a part of a photo
    has no other content to keep. `content` is the photo before that, `artist` the settled recipe.

    Args:
        yardstick: the network for all.
        painting: finished.
        artist: the settled recipe.
        content: the photo.

    Returns:
        Terms.

    Example:
        >>> import numpy as np, stylejax
        >>> photo = np.random.default_rng(0).uniform(size=(32, 32, 3)).astype("float32")
        >>> painting = stylejax.Painting(photo, (1.0,), 1, "finished", photo, photo)
        >>> artist, network = stylejax.load_artist("gatys"), stylejax.load_network("compact")
        >>> artist = stylejax.artists.settled(artist, size=32, steps=None)
        >>> terms = stylejax.artists.measure_painting(network, painting, artist, photo)
        >>> float(terms["content/relu4_2"]) < 1e-6
        True
    """
    fitted = artist.fit.trim(np.asarray(painting.content), content, artist.fit.length)
    targets = _targets(yardstick, jnp.asarray(fitted), painting.style, like=loss_weights())
    return jax.tree.map(float, _terms(yardstick, painting.image, targets))


_targets, _terms = jax.jit(measure_targets), jax.jit(measure_terms)


def distance(image: ArrayLike, other: ArrayLike) -> float:
    """Root mean square of the difference of two pictures in sRGB, 0 to 1; the larger is given the shape of the other.

    So it is the same from the one to the other as back.

    Args:
        image: `[h w 3]`.
        other: `[h w 3]` of any size.

    Returns:
        From 0 to 1.

    Example:
        >>> import numpy as np, stylejax
        >>> stylejax.artists.distance(np.zeros((4, 4, 3)), np.ones((4, 4, 3)))
        1.0
    """
    pictures = [np.asarray(each, np.float32) for each in (image, other)]
    height, width = min((each.shape[:2] for each in pictures), key=lambda shape: (shape[0] * shape[1], shape))
    one, another = (resized(each, None, height, width)[0] for each in pictures)
    return float(np.sqrt(np.mean(np.square(one - another))))


def seconds_without_compiling(clock: Sequence[float]) -> float:
    """What a run took whose evaluations ended at these times: the first, which compiles, counts like the others."""
    evaluations = len(clock)
    return (clock[-1] - clock[0]) * evaluations / (evaluations - 1) if evaluations > 1 else 0.0


def same_height(images: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Pictures `[h w 3]` made as tall as the tallest, each in its own shape.

    Args:
        images: of any sizes.

    Returns:
        `[h w 3]` each.

    Example:
        >>> import numpy as np, stylejax
        >>> [each.shape for each in stylejax.artists.same_height([np.zeros((4, 4, 3)), np.zeros((8, 4, 3))])]
        [(8, 8, 3), (8, 4, 3)]
    """
    tallest = max((image.shape[0] for image in images), default=0)
    widths = (max(1, round(image.shape[1] * tallest / image.shape[0])) for image in images)
    return [resized(image, None, tallest, width)[0] for image, width in zip(images, widths, strict=True)]
