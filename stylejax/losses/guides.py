"""How much each position of a picture counts, at every layer of a network."""

import functools
from collections.abc import Sequence
from typing import Any

import jax

from ..networks.networks import DEFAULT_EXECUTION, Execution, Network, features
from .blends import KEEP, WHOLE, Parts, of_part
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

    They share its weight alike: a part's terms are means over its positions, so that its size does not matter. Where
    the content is kept, one more term compares pixels with it.
    """
    if isinstance(weights, RelativeWeights):
        return RelativeWeights(_in_parts(weights.weights, parts))
    return _in_parts(weights, parts)


def _in_parts(weights: Weights, parts: Parts) -> Weights:
    names, each = list(parts.styles), zip(weights.terms, weights.values(), strict=True)
    pairs = [pair for term, weight in each for pair in _split(term, weight, names)]
    if parts.keep is not None:
        pairs.append((Term(KEEP, IMAGE, Content(), "content", KEEP), jax.numpy.float32(KEPT)))
    return Weights([term for term, _ in pairs], [weight for _, weight in pairs])


def _split(term: Term, weight: Any, names: Sequence[str]) -> list[tuple[Term, Any]]:
    if term.of != of_part(WHOLE) or names == [WHOLE]:
        return [(term, weight)]
    kind, _, place = term.name.partition("/")
    return [
        (term._replace(name=f"{kind}/{name}/{place}", of=of_part(name), region=name), weight / len(names))
        for name in names
    ]
