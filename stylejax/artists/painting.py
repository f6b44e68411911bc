"""A picture painted as an artist would: the loop around the engine."""

import dataclasses
import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from ..errors import checked_count
from ..media.films import png_of
from ..networks.networks import Network, normalize
from ..networks.preparation import prepared
from ..synthesis.loops import Observer, Track, go_on, run
from ..synthesis.programs import nameless
from ..synthesis.runs import Callback, continued, heard_by
from ..synthesis.starts import checked_colors, checked_seed
from .adapting import denormalize, network_for
from .engine import artist_targets, start_artist, step_artist
from .halfway import PaintingFinished, PaintingHalfway, state_again
from .pieces.fits import Fit
from .recipes.gatys import PAPER
from .records import Artist

_targets = jax.jit(artist_targets, static_argnames="artist")
_step = jax.jit(step_artist, static_argnames="artist", donate_argnames="state")


@dataclass(frozen=True)
class Painting:
    """A finished picture and how it came about.

    Attributes:
        image: the artist's last picture, finished as the artist did: `[h w 3]`, in [0, 1].
        objective: the loss at each evaluation, as the artist reports it.
        evaluations: how many there were.
        status: "finished", "stalled" (no loss was below the first), "diverged" (the picture was no longer finite) or
            "stopped" (by the callback).
        content: the content picture as the artist fitted it, `[h w 3]` in [0, 1].
        style: the style picture, likewise.

    Example:
        >>> import numpy as np, stylejax
        >>> one = np.zeros((8, 8, 3), np.float32)
        >>> stylejax.Painting(one, (2.0, 1.0), 2, "finished", one, one).objective[-1]
        1.0
    """

    image: jax.Array
    objective: tuple[float, ...]
    evaluations: int
    status: str
    content: jax.Array
    style: jax.Array

    def _repr_png_(self) -> bytes:
        """The picture, as notebooks show it."""
        return png_of(self.image)


def paint_as(
    artist: Artist,
    content: ArrayLike,
    style: ArrayLike,
    *,
    network: Network,
    size: int | None = None,
    steps: int | None = None,
    seed: int = 0,
    callback: Callback | None = None,
    observers: Sequence[Observer] = (),
    halfway: PaintingHalfway | None = None,
) -> Painting:
    """Paint the content picture in the style of the other, each `[h w 3]` in [0, 1], as that artist did.

    `network` may be any that has the artist's layers or layers to stand in for them. `size` takes the place of the
    length in the artist's size rule, `steps` that of the number of evaluations. The callback is told of each evaluation
    and may return True to stop. A painting that was ended goes on from where it was kept `halfway`
    (`painting_halfway_of` in an observer). Raises InputError for pictures of unfit shape or range, steps below 1, and a
    network that the artist cannot use.

    Args:
        artist: a recipe, as `load_artist` has them.
        content: the photo, `[h w 3]`, sRGB in [0, 1].
        style: the painting, `[h w 3]` of its own size, a `Blend` or `Parts`.
        network: on which pictures are compared.
        size: the length in the artist's size rule, in pixels.
        steps: evaluations of objective and gradient.
        seed: of what is random.
        callback: is told of each evaluation; True stops.
        observers: are shown the state at the evaluations they name.
        halfway: where an ended run goes on.

    Returns:
        The painting, its losses and how it ended.

    Example:
        >>> import numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 32, 32, 3))
        >>> artist = stylejax.load_artist("gatys")
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> stylejax.paint_as(artist, photo, painting, network=network, size=32, steps=2).evaluations
        2
    """
    steps = checked_count("steps", artist.evaluations if steps is None else steps, "the number of evaluations to spend")
    checked_seed(seed)
    fit = artist.fit if size is None else dataclasses.replace(artist.fit, length=size)
    pictures, fitted = _fitted(fit, content, style)
    ready = nameless(prepared(network_for(artist, network)))
    content_x, style_x = (normalize(artist.pixels, picture) for picture in fitted)
    track = Track(patience=math.inf, patience_when_not_finite=1)
    for value in halfway.objective if halfway else ():
        track.add(value, stopped=False)
    run_of = _Run(artist, ready, style_x, steps, seed, heard_by(callback), observers, track)
    x = run_of.paint(content_x, halfway)
    image = fit.trim(np.asarray(artist.finish(denormalize(artist.pixels, x))), pictures[0], fit.length)
    return Painting(jnp.asarray(image), tuple(track.values), len(track.values), track.ended, *fitted)


def painting_again(artist: Artist, content: ArrayLike, style: ArrayLike, kept: PaintingFinished) -> Painting:
    """The painting that was kept, of these pictures."""
    _, fitted = _fitted(artist.fit, content, style)
    return Painting(jnp.asarray(kept.image), kept.objective, len(kept.objective), kept.status, *fitted)


def _fitted(fit: Fit, content: ArrayLike, style: ArrayLike) -> tuple[list[np.ndarray], list[jax.Array]]:
    """The pictures, checked, and as the artist's size rule has them."""
    pictures = [np.asarray(checked_colors(*named)) for named in (("content", content), ("style", style))]
    return pictures, [jnp.asarray(picture, jnp.float32) for picture in fit(*pictures)]


@dataclass(frozen=True)
class _Run:
    """What all octaves of one picture share; the track counts their evaluations together."""

    artist: Artist
    network: Network
    style_x: jax.Array
    steps: int
    seed: int
    callback: Callback
    observers: Sequence[Observer]
    track: Track

    def paint(self, content_x: jax.Array, halfway: PaintingHalfway | None) -> jax.Array:
        """The last picture in the artist's units, after all octaves."""
        begun = halfway.octave if halfway else 1
        first, *rest = list(_octaves(self.artist, content_x))[begun - 1 :]
        x = self._paint_octave(self.artist.init(self.seed, first, self.artist.pixels), first, begun, halfway)
        for octave, larger in enumerate(rest, begun + 1):
            detail = jax.image.resize(x - first, larger.shape, "linear")
            x, first = self._paint_octave(larger + detail, larger, octave, None), larger
        return x

    def _paint_octave(
        self, x: jax.Array, content_x: jax.Array, octave: int, halfway: PaintingHalfway | None
    ) -> jax.Array:
        """The picture to show after the octave's share of all steps; of a run that diverged, the last finite one."""
        artist = _asked(self.artist)
        spent, until = (self.steps * number // artist.octaves.count for number in (octave - 1, octave))
        targets = _targets(artist, self.network, content_x, self.style_x)
        state = start_artist(artist, x, jax.random.fold_in(jax.random.key(self.seed), octave))
        step = functools.partial(_step, artist=artist, network=self.network, targets=targets)
        told = continued(self.callback, before=spent, total=self.steps)
        watch = {"callback": told, "observers": self.observers, "about": {"level": octave - 1, "seed": self.seed}}
        if halfway:
            state, evaluation = state_again(halfway, state), len(halfway.objective) + 1 - spent
            behind = {"evaluation": evaluation, "tracks": [self.track]}
            state = go_on(step, state, halfway.last, until - spent, **behind, **watch)
        elif until > spent and not self.track.over:
            state = run(step, state, until - spent, tracks=[self.track], **watch)
        if not bool(jnp.isfinite(state.x).all()):
            return state.evaluated
        return artist.optimizer.shown(state.evaluated, state.x, state.optimizer_state)


def _asked(artist: Artist) -> Artist:
    """The recipe as far as targets and steps ask for it: those that differ in nothing else share their programs."""
    return dataclasses.replace(
        artist, name="", who="", date="", source="", about="", fit=PAPER.fit, init=PAPER.init, finish=PAPER.finish
    )


def _octaves(artist: Artist, content_x: jax.Array) -> Iterator[jax.Array]:
    """The content picture at the artist's scales, coarse to fine."""
    height, width, channels = content_x.shape
    for smaller in reversed(range(artist.octaves.count)):
        share = artist.octaves.scale**-smaller
        shape = (round(height * share), round(width * share), channels)
        yield jax.image.resize(content_x, shape, "linear") if smaller else content_x
