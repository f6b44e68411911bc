"""What terms look at: the sums of a picture, whole or part by part, and what comes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import jax.export

from ...networks.networks import Execution, Network, features
from ...networks.parts.programs import sums_in_tiles
from ...networks.parts.strips import is_cut, sums_in_strips
from ...networks.parts.tiles import cut_in_tiles, execution_at, is_tiled
from ..blends import sums_of, value_of
from ..protocol import Place
from ..terms import IMAGE, Term, Terms

# Weights of positions `[h w]` at a layer, by layer.
Region = Mapping[str, jax.Array]
# Regions of a picture by the names that terms call them by.
Regions = Mapping[str, Region]
NO_REGIONS: Regions = MappingProxyType({})


class InRegion(NamedTuple):
    """The target of a term that does not look at all of the picture alike.

    Attributes:
        kept: what the term's loss keeps of the picture to be matched.
        weight: how much each position of the picture that is painted counts, `[h w]` at the layer.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.losses import InRegion
        >>> InRegion(jnp.zeros((4, 4)), jnp.ones((8, 8))).weight.shape
        (8, 8)
    """

    kept: Any
    weight: jax.Array


jax.export.register_namedtuple_serialization(InRegion, serialized_name="stylejax.InRegion")

Targets = Terms  # whose values are what the losses keep, or `InRegion`


def context_of(targets: Targets) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is kept for each term, and its weights of positions."""
    pairs = {name: target if isinstance(target, InRegion) else (target, None) for name, target in targets.items()}
    return {name: kept for name, (kept, _) in pairs.items()}, {name: weight for name, (_, weight) in pairs.items()}


def leaders_of(terms: Sequence[Term]) -> dict[Term, str]:
    """For each term the one whose sums it shares: the first that looks alike at the same layer, or itself."""
    first: dict[Any, str] = {}
    return {
        term: first.setdefault(term.name if term.loss.reads_target else (term.layer, term.loss, term.region), term.name)
        for term in terms
    }


def leading_of(terms: Sequence[Term]) -> list[Term]:
    """The terms whose sums are looked at, each for those that share them."""
    return [term for term, leader in leaders_of(terms).items() if leader == term.name]


def sums_of_picture(
    network: Network, image: jax.Array, terms: Sequence[Term], context: Any, execution: Execution
) -> dict[str, Any]:
    """What the terms are made of, by the name of the term that leads, whole or in strips as the execution says."""
    leading = leading_of(terms)
    layers = tuple(dict.fromkeys(term.layer for term in leading if term.layer != IMAGE))
    of_picture = whole_sums({IMAGE: image}, leading, context)
    execution = execution_at(execution, image.shape)
    if is_tiled(network, execution) and layers:
        cut = cut_in_tiles(network, image, layers, execution=execution)
        found = sums_in_tiles(network, image, Looking(tuple(leading)), cut, context, execution)
    elif is_cut(network, execution):
        found = sums_in_strips(network, image, partial(_looked, leading), layers, context, execution)
    else:
        return whole_sums({**features(network, image, layers, execution=execution), IMAGE: image}, leading, context)
    return joined(of_picture, found)


def joined(of_picture: Mapping[str, Any], of_layers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Sums by the name of the term that leads: those of the picture itself, and those of layers."""
    return reduce(lambda one, other: {**one, **other}, of_layers.values(), dict(of_picture))


@dataclass(frozen=True)
class Looking:
    """What is looked at of a part of a layer: the sums of these terms there."""

    leading: tuple[Term, ...]

    def __call__(
        self, layer: str, values: jax.Array, start: tuple[Any, Any], shape: tuple[int, ...], context: Any
    ) -> dict[str, Any]:
        return _look(self.leading, layer, values, Place((shape[0], shape[1]), start), context)


def whole_sums(activations: Mapping[str, jax.Array], leading: Sequence[Term], context: Any) -> dict[str, Any]:
    """The sums of whole layers, by the name of the term that leads."""
    sums = dict[str, Any]()
    for layer, values in activations.items():
        sums |= _look(leading, layer, values, Place(_sides(values)), context)
    return sums


def _looked(
    leading: Sequence[Term], layer: str, values: jax.Array, row: int, shape: tuple[int, ...], context: Any
) -> dict[str, Any]:
    """The sums of a layer's terms of some rows of it, from `row` on; `shape` is that of the whole layer."""
    return _look(leading, layer, values, Place((shape[0], shape[1]), (row, 0)), context)


def _look(leading: Sequence[Term], layer: str, values: jax.Array, place: Place, context: Any) -> dict[str, Any]:
    """The sums of a layer's terms at a place."""
    kept, weights = context
    sums = {}
    for term in leading:
        if term.layer == layer:
            weight = weights[term.name]
            counted = place if weight is None else place.with_weight(place.of(weight, values))
            sums[term.name] = sums_of(term.loss, values, kept[term.name], counted)
    return sums


def _sides(values: jax.Array) -> tuple[int, int]:
    return values.shape[0], values.shape[1]


def valued(targets: Targets, sums: Mapping[str, Any]) -> Terms:
    """The terms that come of their sums."""
    leaders = leaders_of(targets.terms)
    kept, _ = context_of(targets)
    values = [value_of(term.loss, sums[leaders[term]], kept[term.name]) for term in targets.terms]
    return Terms(targets.terms, values)
