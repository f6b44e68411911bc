"""One engine for all artists: targets, the loss each reported with the gradient each used, and one step."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import optax

from ..losses.gradients import with_gradient
from ..networks.networks import Network, features
from .adapting import layers_of_artist, stand_ins
from .records import Artist, Term


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ArtistTargets:
    """What an artist's picture is to match, in the order of its terms, and the values it may have.

    Attributes:
        content: for each content term what its loss keeps of the content picture.
        style: for each style term what its loss keeps of the style picture.
        low: the lowest value of `x`, `[1 1 3]`.
        high: the highest.
    """

    content: tuple[jax.Array, ...]
    style: tuple[jax.Array, ...]
    low: jax.Array
    high: jax.Array


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ArtistTerms:
    """The parts of the loss as the artist reports it, weighted: in the order of its terms, and what it smooths by."""

    content: tuple[jax.Array, ...]
    style: tuple[jax.Array, ...]
    smoothing: jax.Array


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ArtistState:
    """A picture on its way.

    Attributes:
        x: the picture to evaluate next, `[h w 3]` in the artist's units.
        evaluated: the last one that was evaluated.
        optimizer_state: what the optimizer remembers.
        key: for what is left to chance.
    """

    x: jax.Array
    evaluated: jax.Array
    optimizer_state: optax.OptState
    key: jax.Array


def artist_targets(artist: Artist, network: Network, content_x: jax.Array, style_x: jax.Array) -> ArtistTargets:
    """Targets of a content and a style picture, each `[h w 3]` of its own size in the artist's units.

    `network` is `network_for(artist, ...)`.
    """
    names = stand_ins(artist, network)

    def of(terms: Sequence[Term], x: jax.Array) -> tuple[jax.Array, ...]:
        layers = [names.get(term.layer, term.layer) for term in terms]
        values = features(network, x, tuple(layers)) if layers else {}
        return tuple(term.loss.target(values[layer]) for term, layer in zip(terms, layers, strict=True))

    low, high = artist.box(artist.pixels, style_x)
    return ArtistTargets(of(artist.content, content_x), of(artist.style, style_x), low, high)


def artist_objective(
    x: jax.Array, artist: Artist, network: Network, targets: ArtistTargets
) -> tuple[jax.Array, ArtistTerms]:
    """The loss of a picture `[h w 3]` in the artist's units as the artist reports it, and the parts of it.

    Its derivative is the gradient that the artist used, which need not be that of the loss. `network` is
    `network_for(artist, ...)`.
    """
    names = stand_ins(artist, network)
    values = features(network, x, tuple(dict.fromkeys(names.get(layer, layer) for layer in layers_of_artist(artist))))

    def measured(terms: Sequence[Term], kept: Sequence[jax.Array]) -> tuple[jax.Array, ...]:
        return tuple(_measured(term, target, values, names) for term, target in zip(terms, kept, strict=True))

    smoothing, slope = artist.smoothing(jax.lax.stop_gradient(x))
    parts = ArtistTerms(
        measured(artist.content, targets.content),
        measured(artist.style, targets.style),
        with_gradient(smoothing, x, slope),
    )
    return functools.reduce(jnp.add, jax.tree.leaves(parts)), parts


def _measured(term: Term, target: jax.Array, values: Mapping[str, jax.Array], names: Mapping[str, str]) -> jax.Array:
    """A term's weighted value, with its weighted gradient at the layer where that enters."""
    layer, entrance = (names.get(each, each) for each in (term.layer, term.entrance))
    value, gradient = term.loss(jax.lax.stop_gradient(values[layer]), target)
    return with_gradient(term.weight * value, values[entrance], term.weight * gradient)


def start_artist(artist: Artist, x: jax.Array, key: jax.Array) -> ArtistState:
    """The state of a run that begins at the picture `[h w 3]`, in the artist's units."""
    return ArtistState(x.copy(), x.copy(), artist.optimizer().init(x), key)


def step_artist(
    state: ArtistState, artist: Artist, network: Network, targets: ArtistTargets
) -> tuple[ArtistState, jax.Array]:
    """One evaluation, one update, and back into the box: the next state, and the loss that was evaluated.

    A pure function, to be jitted once for each artist (`artist` is static). `network` is `network_for(artist, ...)`.
    """
    key, shift = _shift(state.key, artist.jitter)
    evaluate = jax.value_and_grad(artist_objective, has_aux=True)
    (value, _), gradient = evaluate(jnp.roll(state.x, shift, (0, 1)), artist, network, targets)
    gradient = jnp.roll(gradient, -shift, (0, 1))
    updates, optimizer_state = artist.optimizer().update(gradient, state.optimizer_state, state.x, value=value)
    x = jnp.clip(jnp.asarray(optax.apply_updates(state.x, updates)), targets.low, targets.high)
    return ArtistState(x, state.x, optimizer_state, key), value


def _shift(key: jax.Array, jitter: int) -> tuple[jax.Array, jax.Array]:
    """The next key, and by how many pixels down and across to shift, each in [-jitter, jitter]."""
    key, drawn = jax.random.split(key)
    return key, jax.random.randint(drawn, (2,), -jitter, jitter + 1)
