"""One engine for all artists: their terms, the loss each reported with the gradient each used, and one step."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import optax

from ..losses import terms as losses
from ..losses.gradients import Whole, WholeLoss
from ..losses.objectives import Targets, terms_of
from ..losses.protocol import kept
from ..losses.terms import IMAGE, Terms
from ..networks.networks import Network, features
from .adapting import layers_of_artist, stand_ins
from .pieces.smoothing import Smoothing
from .records import Artist, ArtistTerm


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ArtistTargets:
    """What an artist's picture is to match, term by term, and the values it may have.

    Attributes:
        terms: for each term what its loss keeps of the content or the style picture.
        low: the lowest value of `x`, `[1 1 3]`.
        high: the highest.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> low = jnp.zeros((1, 1, 3))
        >>> stylejax.artists.ArtistTargets(stylejax.loss_weights(), low, low + 1).high.shape
        (1, 1, 3)
    """

    terms: Targets
    low: jax.Array
    high: jax.Array


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ArtistState:
    """A picture on its way.

    Attributes:
        x: the picture to evaluate next, `[h w 3]` in the artist's units.
        evaluated: the last one that was evaluated and is finite.
        optimizer_state: what the optimizer remembers.
        key: for what is left to chance.

    Example:
        >>> import jax, stylejax
        >>> x = stylejax.noise_image((16, 16, 3))
        >>> stylejax.artists.ArtistState(x, x, (), jax.random.key(0)).evaluated.shape
        (16, 16, 3)
    """

    x: jax.Array
    evaluated: jax.Array
    optimizer_state: optax.OptState
    key: jax.Array


@dataclass(frozen=True)
class Prior:
    """An artist's smoothing as a loss of the picture itself, which is compared with nothing."""

    smoothing: Smoothing

    def target(self, features: jax.Array, /) -> tuple[()]:
        return ()

    def __call__(self, features: jax.Array, target: Any, /) -> tuple[jax.Array, jax.Array]:
        return self.smoothing(features)


@dataclass(frozen=True)
class Weighted:
    """A loss and its gradient, both times a weight: as the artist adds it up."""

    loss: WholeLoss
    weight: float

    def target(self, features: jax.Array, /) -> Any:
        return self.loss.target(features)

    def __call__(self, features: jax.Array, target: Any, /) -> tuple[jax.Array, jax.Array]:
        value, gradient = self.loss(features, target)
        return self.weight * value, self.weight * gradient


@functools.lru_cache(maxsize=64)
def terms_of_artist(artist: Artist) -> tuple[losses.Term, ...]:
    """The artist's terms, weighted: content and style in the recipe's order, then what it smooths by.

    Args:
        artist: a recipe.

    Returns:
        Terms.

    Example:
        >>> import stylejax
        >>> len(stylejax.artists.terms_of_artist(stylejax.load_artist("gatys"))) > 1
        True
    """
    prior = losses.Term("smoothing", IMAGE, Whole(Prior(artist.smoothing)))
    return (*_named("content", artist.content), *_named("style", artist.style), prior)


def _named(kind: str, terms: tuple[ArtistTerm, ...]) -> Iterator[losses.Term]:
    for number, term in enumerate(terms):
        yield losses.Term(
            f"{kind}/{number} {term.layer}", _entering(term), Whole(Weighted(term.loss, term.weight)), kind
        )


def _entering(term: ArtistTerm) -> str:
    """What the engine calls the activations that a term reads, whose gradient may enter at another layer."""
    return f"{term.layer} by {term.enters}" if term.enters else term.layer


def _read(artist: Artist, network: Network, x: jax.Array) -> dict[str, jax.Array]:
    """The activations that the artist's terms read, and the picture `x` itself."""
    names = stand_ins(artist, network)
    values = features(network, x, tuple(dict.fromkeys(names.get(layer, layer) for layer in layers_of_artist(artist))))
    terms = (*artist.content, *artist.style)
    return {**{_entering(term): _fed(term, values, names) for term in terms}, IMAGE: x}


def _fed(term: ArtistTerm, values: Mapping[str, jax.Array], names: Mapping[str, str]) -> jax.Array:
    """The activations at a term's layer, with the gradient handed on to the layer where it enters."""
    read, entrance = (values[names.get(layer, layer)] for layer in (term.layer, term.entrance))
    stop = jax.lax.stop_gradient
    return stop(read) + (entrance - stop(entrance)) if term.enters else read


def artist_targets(artist: Artist, network: Network, content_x: jax.Array, style_x: jax.Array) -> ArtistTargets:
    """Targets of a content and a style picture, each `[h w 3]` of its own size in the artist's units.

    `network` is `network_for(artist, ...)`.

    Args:
        artist: a recipe.
        network: as `network_for` makes it.
        content_x: the photo, in the artist's units.
        style_x: the painting, likewise.

    Returns:
        A target for each term.

    Example:
        >>> import jax, stylejax
        >>> artist, network = stylejax.load_artist("gatys"), stylejax.load_network("compact")
        >>> network, x = stylejax.artists.network_for(artist, network), stylejax.noise_image((32, 32, 3))
        >>> targets = stylejax.artists.artist_targets(artist, network, x, x)
        >>> len(targets.terms) > 2
        True
    """
    terms = terms_of_artist(artist)
    wanted = {of: any(term.of == of for term in terms) for of in ("content", "style")}
    pictures = {"content": content_x, "style": style_x}
    seen = {of: _read(artist, network, pictures[of]) for of in pictures if wanted[of]}
    targets = [kept(term.loss, seen[term.of][term.layer]) if term.of else () for term in terms]
    low, high = artist.box(artist.pixels, style_x)
    return ArtistTargets(Targets(terms, targets), low, high)


def artist_objective(x: jax.Array, artist: Artist, network: Network, targets: ArtistTargets) -> tuple[jax.Array, Terms]:
    """The loss of a picture `[h w 3]` in the artist's units as the artist reports it, and its terms, weighted.

    Its derivative is the gradient that the artist used, which need not be that of the loss. `network` is
    `network_for(artist, ...)`.

    Args:
        x: the picture, in the artist's units.
        artist: a recipe.
        network: as `network_for` makes it.
        targets: as `artist_targets` makes them.

    Returns:
        The loss and its terms.

    Example:
        >>> import jax, stylejax
        >>> artist, network = stylejax.load_artist("gatys"), stylejax.load_network("compact")
        >>> network, x = stylejax.artists.network_for(artist, network), stylejax.noise_image((32, 32, 3))
        >>> targets = stylejax.artists.artist_targets(artist, network, x, x)
        >>> loss, terms = stylejax.artists.artist_objective(x, artist, network, targets)
        >>> loss.shape
        ()
    """
    terms = terms_of(_read(artist, network, x), targets.terms)
    return functools.reduce(jnp.add, terms.values()), terms


def start_artist(artist: Artist, x: jax.Array, key: jax.Array) -> ArtistState:
    """The state of a run that begins at the picture `[h w 3]`, in the artist's units.

    Args:
        artist: a recipe.
        x: the start, in the artist's units.
        key: of `jax.random`.

    Returns:
        A state.

    Example:
        >>> import jax, stylejax
        >>> artist, x = stylejax.load_artist("gatys"), stylejax.noise_image((32, 32, 3))
        >>> state = stylejax.artists.start_artist(artist, x, jax.random.key(0))
        >>> state.x.shape
        (32, 32, 3)
    """
    return ArtistState(x.copy(), x.copy(), artist.optimizer().init(x), key)


def step_artist(
    state: ArtistState, artist: Artist, network: Network, targets: ArtistTargets
) -> tuple[ArtistState, jax.Array]:
    """One evaluation, one update, and back into the box: the next state, and the loss that was evaluated.

    The loss is not a number where the picture is not finite, and only there. A pure function, to be jitted once for
    each artist (`artist` is static). `network` is `network_for(artist, ...)`.

    Args:
        state: where the run stands.
        artist: a recipe.
        network: as `network_for` makes it.
        targets: as `artist_targets` makes them.

    Returns:
        The next state, and the loss.

    Example:
        >>> import jax, stylejax
        >>> artist, network = stylejax.load_artist("mattya-vgg"), stylejax.load_network("compact")
        >>> network, x = stylejax.artists.network_for(artist, network), stylejax.noise_image((32, 32, 3))
        >>> targets = stylejax.artists.artist_targets(artist, network, x, x)
        >>> state = stylejax.artists.start_artist(artist, x, jax.random.key(0))
        >>> state, loss = stylejax.artists.step_artist(state, artist, network, targets)
        >>> state.x.shape
        (32, 32, 3)
    """
    key, shift = _shift(state.key, artist.jitter)
    evaluate = jax.value_and_grad(artist_objective, has_aux=True)
    (value, _), gradient = evaluate(jnp.roll(state.x, shift, (0, 1)), artist, network, targets)
    gradient = jnp.roll(gradient, -shift, (0, 1))
    updates, optimizer_state = artist.optimizer().update(gradient, state.optimizer_state, state.x, value=value)
    x = jnp.clip(jnp.asarray(optax.apply_updates(state.x, updates)), targets.low, targets.high)
    finite = jnp.isfinite(state.x).all()
    evaluated = jnp.where(finite, state.x, state.evaluated)
    told = jnp.where(finite, jnp.where(jnp.isnan(value), jnp.inf, value), jnp.nan)
    return ArtistState(x, evaluated, optimizer_state, key), told


def _shift(key: jax.Array, jitter: int) -> tuple[jax.Array, jax.Array]:
    """The next key, and by how many pixels down and across to shift, each in [-jitter, jitter]."""
    key, drawn = jax.random.split(key)
    return key, jax.random.randint(drawn, (2,), -jitter, jitter + 1)
