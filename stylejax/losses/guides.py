"""How much each position of a picture counts, at every layer of a network."""

import functools
import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import jax
import numpy as np

from ..networks.networks import DEFAULT_EXECUTION, Execution, Network, features
from .blends import KEEP, WHOLE, Blend, Parts, of_part
from .content import Content
from .objectives import Region
from .strengths import RelativeWeights
from .terms import IMAGE, Term, Weights


def weights_at_layers(
    network: Network, mask: jax.Array, layers: Sequence[str], *, execution: Execution = DEFAULT_EXECUTION
) -> Region:
    """A mask `[h w]` of a picture, shrunk to each layer: `{layer: [h' w']}`, and the mask itself for "image".

    A layer's position counts as much as the pixels around its place do, by a linear filter as wide as the layer is
    coarse. Raises InputError as `features`.

    Args:
        network: whose layers are meant.
        mask: `[h w]` in [0, 1].
        layers: names of layers.
        execution: how the network is computed.

    Returns:
        `[h' w']` for each layer.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> shrunk = stylejax.losses.weights_at_layers(network, jnp.ones((16, 24)), ("relu2_1",))
        >>> shrunk["relu2_1"].shape
        (8, 12)
    """
    wanted = tuple(dict.fromkeys(layer for layer in layers if layer != IMAGE))
    shapes = jax.eval_shape(functools.partial(_activations, wanted, execution), network, mask)
    return {IMAGE: mask, **{layer: shrunk(mask, values.shape[:2]) for layer, values in shapes.items()}}


def _activations(layers: Sequence[str], execution: Execution, network: Network, mask: jax.Array) -> Any:
    picture = jax.numpy.broadcast_to(mask[..., None], (*mask.shape, 3))
    return features(network, picture, layers, execution=execution)


def shrunk(mask: jax.Array, shape: Sequence[int]) -> jax.Array:
    """The mask `[h w]` at another height and width, by a linear filter: values stay within their range."""
    return mask if mask.shape == tuple(shape) else jax.image.resize(mask, tuple(shape), "linear")


# What it costs to lose the content where it is to be kept, to what the style is to win: so much that nothing changes.
KEPT = 100.0


def in_parts(weights: Weights | RelativeWeights, parts: Parts) -> Weights | RelativeWeights:
    """The weights with a style term for each part of the picture in the place of each that there is.

    They share its weight alike, or by the parts' own weights: a part's terms are means over its positions, so that its
    size does not matter. Where the content is kept, one more term compares pixels with it.

    Args:
        weights: of the style as a whole.
        parts: which paintings paint what.

    Returns:
        Weights of more terms.

    Example:
        >>> import numpy as np, stylejax
        >>> halves = stylejax.Parts({"a": np.zeros((16, 16, 3)), "b": np.ones((16, 16, 3))}, {"a": 1.0, "b": 1.0})
        >>> weights = stylejax.losses.in_parts(stylejax.loss_weights(style_layers=("relu1_1",)), halves)
        >>> [term.region for term in weights.terms if term.loss == stylejax.Gram()]
        ['a', 'b']
    """
    if isinstance(weights, RelativeWeights):
        return RelativeWeights(_in_parts(weights.weights, parts))
    return _in_parts(weights, parts)


def _in_parts(weights: Weights, parts: Parts) -> Weights:
    shares = parts.weights or {name: 1 / len(parts.styles) for name in parts.styles}
    each = zip(weights.terms, weights.values(), strict=True)
    pairs = [pair for term, weight in each for pair in _split(term, weight, shares)]
    if parts.keep is not None:
        pairs.append((Term(KEEP, IMAGE, Content(), "content", KEEP), jax.numpy.float32(KEPT)))
    return Weights([term for term, _ in pairs], [weight for _, weight in pairs])


def _split(term: Term, weight: Any, shares: Mapping[str, float]) -> list[tuple[Term, Any]]:
    if term.of != of_part(WHOLE) or list(shares) == [WHOLE]:
        return [(term, weight)]
    kind, _, place = term.name.partition("/")
    return [
        (term._replace(name=f"{kind}/{name}/{place}", of=of_part(name), region=name), weight * share)
        for name, share in shares.items()
    ]


BANDS = 4  # steps from one painting to another
LEAST = 0.03  # share of the picture that a band has at least; thinner edges belong to both parts


def in_bands(parts: Parts) -> Parts:
    """The parts, and others between them of blends, where two of them share much of the picture.

    A position with the shares `1 - t` and `t` of two parts belongs to the two nearest of the blends at `t` = 0, 1/4,
    1/2, 3/4 and 1. A part by itself would leave what lies between to the content: a Gram matrix is a mean, and paint
    gathers where the weights are largest. Each part's weight is shared by all bands that it is in, by their area.
    """
    names, masks = list(parts.where), np.array([np.asarray(mask) for mask in parts.where.values()], np.float32)
    if len(names) < 2:
        return parts
    styles, found, mixtures = dict(parts.styles), {name: np.zeros_like(masks[0]) for name in names}, _pure(names)
    for (one, other), share, here in _pairs(masks):
        for step in range(BANDS + 1):
            band, at = here * np.clip(1 - np.abs(BANDS * share - step), 0, 1), step / BANDS
            first, second = names[one], names[other]
            if 0 < step < BANDS and band.mean() >= LEAST:
                name = f"{first} and {second} {at:g}"
                styles[name], found[name] = _mixed(parts.styles[first], parts.styles[second], at), band
                mixtures[name] = {first: 1 - at, second: at}
            else:
                found[first] += (1 - at) * band
                found[second] += at * band
    kept = [name for name, band in found.items() if band.any()]
    own = parts.weights or {name: 1 / len(names) for name in names}
    weights = _weights({name: float(found[name].mean()) for name in kept}, mixtures, own)
    return Parts({name: styles[name] for name in kept}, {name: found[name] for name in kept}, parts.keep, weights)


def _pairs(masks: np.ndarray) -> list[tuple[tuple[int, int], np.ndarray, np.ndarray]]:
    """For each two parts the second's share, and how much there is where these two have the most of a position."""
    order = np.sort(np.argsort(-masks, axis=0, kind="stable")[:2], axis=0)
    one, other = (np.take_along_axis(masks, place[None], 0)[0] for place in order)
    share, total = other / np.maximum(one + other, 1e-6), masks.sum(0)
    return [
        (pair, share, total * ((order[0] == pair[0]) & (order[1] == pair[1])))
        for pair in itertools.combinations(range(len(masks)), 2)
    ]


def _mixed(one: Blend, other: Blend, share: float) -> Blend:
    shares = [(1 - share) * np.asarray(one.shares), share * np.asarray(other.shares)]
    return Blend((*one.pictures, *other.pictures), np.concatenate(shares).astype(np.float32))


def _pure(names: list[str]) -> dict[str, dict[str, float]]:
    return {name: {name: 1.0} for name in names}


def _weights(
    areas: Mapping[str, float], mixtures: Mapping[str, Mapping[str, float]], own: Mapping[str, float]
) -> dict[str, float]:
    """How much each band counts: of each part its own weight, divided among its bands by their area."""
    parts = {name: sum(areas[band] * mixtures[band].get(name, 0) for band in areas) for name in own}
    return {
        band: sum(own[name] * area * share / parts[name] for name, share in mixtures[band].items())
        for band, area in areas.items()
    }
