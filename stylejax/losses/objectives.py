"""What is minimized: terms measured against targets, added up by weights of the same shape."""

from collections.abc import Mapping, Sequence
from functools import partial, reduce
from types import MappingProxyType
from typing import Any, NamedTuple

import jax
import jax.export
import jax.numpy as jnp
from jax.typing import ArrayLike

from ..errors import InputError
from ..networks.arrays import picture
from ..networks.networks import DEFAULT_EXECUTION, Execution, Network, check_layers, features
from ..networks.residuals import depend_on
from ..networks.strips import is_cut, sums_in_strips
from .blends import Blend, as_blend, blended, sums_of, value_of
from .protocol import Place
from .terms import IMAGE, Term, Terms, Weights

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
    """

    kept: Any
    weight: jax.Array


jax.export.register_namedtuple_serialization(InRegion, serialized_name="stylejax.InRegion")

Targets = Terms  # whose values are what the losses keep, or `InRegion`


def measure_targets(
    network: Network,
    content: ArrayLike,
    style: ArrayLike | Blend | Mapping[str, Blend],
    *,
    like: Weights,
    regions: Mapping[str, Regions] = MappingProxyType({}),
    execution: Execution = DEFAULT_EXECUTION,
) -> Targets:
    """Targets of a content and a style picture, each `[h w 3]` of its own size, for the terms that `like` weighs.

    The style may be several paintings, a `Blend`, or blends by what the terms call them. `regions` has weights of
    positions, `[h w]` at the layer, by picture ("image" for the one that is painted, "content", "style", and "style 2"
    and so on for further paintings), region and layer; a picture that lacks a region counts with all of it, but for the
    one painted. Raises InputError for a term that is compared with another picture or looks at a region that is not
    known.
    """
    kept = dict[str, Any]()
    styles = style if isinstance(style, Mapping) else {"style": as_blend(style)}
    pictures = {"content": as_blend(content), **styles}
    _check_terms(like.terms, pictures, regions.get(IMAGE, NO_REGIONS))
    for of, blend in pictures.items():
        terms, each = [term for term in like.terms if term.of == of], list[dict[str, Any]]()
        for name, seen in zip(names_of(of, len(blend.pictures)), blend.pictures, strict=True):
            seen = depend_on(picture(name, seen), (kept, each))
            each.append(_kept(network, seen, terms, regions.get(name, NO_REGIONS), execution))
        kept |= {term.name: blended(term.loss, [one[term.name] for one in each], blend.normalized) for term in terms}
    weights = _position_weights(like.terms, regions.get(IMAGE, NO_REGIONS))
    return Targets(like.terms, [_target(kept.get(name, ()), weight) for name, weight in weights.items()])


def names_of(of: str, count: int) -> list[str]:
    """What the pictures of a blend are called: as the blend, and with a number from the second on."""
    return [f"{of} {number}" if number > 1 else of for number in range(1, count + 1)]


def _kept(
    network: Network, seen: jax.Array, terms: Sequence[Term], regions: Regions, execution: Execution
) -> dict[str, Any]:
    """What the losses of these terms keep of a picture."""
    weights = _position_weights(terms, regions)
    sums = _sums(network, seen, terms, (dict.fromkeys(weights), weights), execution)
    return {term.name: term.loss.target(sums[leader]) for term, leader in _leaders(terms).items()}


def _target(kept: Any, weight: jax.Array | None) -> Any:
    return kept if weight is None else InRegion(kept, weight)


def measure_terms(
    network: Network,
    image: ArrayLike,
    targets: Targets,
    *,
    execution: Execution = DEFAULT_EXECUTION,
) -> Terms:
    """All terms of a picture `[h w 3]`, unweighted.

    Raises InputError for an array that is no picture, and for targets of another size than the picture's.
    """
    check_layers(network, targets.layers)
    return _valued(targets, _sums(network, picture("image", image), targets.terms, _context(targets), execution))


def terms_of(activations: Mapping[str, jax.Array], targets: Targets) -> Terms:
    """All terms of whole activations `[h w c]` by layer, "image" among them where a term looks at it, unweighted."""
    return _valued(targets, _whole_sums(activations, _leading(targets.terms), _context(targets)))


def objective(
    image: ArrayLike, network: Network, targets: Targets, weights: Weights, *, execution: Execution = DEFAULT_EXECUTION
) -> tuple[jax.Array, Terms]:
    """The weighted sum of a picture's terms, in their order, and the terms themselves.

    Raises InputError as `measure_terms`, and for weights of other terms than the targets'. All of it is asked while the
    function is traced.
    """
    terms = measure_terms(network, image, targets, execution=execution)
    return weighted_sum(terms, weights), terms


def weighted_sum(terms: Terms, weights: Weights) -> jax.Array:
    """The sum of all terms times their weights, in the order of the terms. InputError where the terms differ."""
    if weights.terms != terms.terms:
        raise InputError("weights: are of other terms than the targets; measure targets with `like=weights`")
    return reduce(jnp.add, jax.tree.leaves(jax.tree.map(jnp.multiply, weights, terms)))


def _check_terms(terms: Sequence[Term], pictures: Mapping[str, Any], painted: Regions) -> None:
    for term in terms:
        if term.of and term.of not in pictures:
            raise InputError(f"terms: {term.name} is compared with {term.of!r}; choose among {', '.join(pictures)}")
        if term.region and term.region not in painted:
            raise InputError(
                f"regions: {term.name} looks at {term.region!r}, which the picture lacks; give its weights"
            )


def _position_weights(terms: Sequence[Term], regions: Regions) -> dict[str, jax.Array | None]:
    """The weights of positions for each term, by its name; None where all count alike."""
    return {term.name: regions[term.region][term.layer] if term.region in regions else None for term in terms}


def _context(targets: Targets) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is kept for each term, and its weights of positions."""
    pairs = {name: target if isinstance(target, InRegion) else (target, None) for name, target in targets.items()}
    return {name: kept for name, (kept, _) in pairs.items()}, {name: weight for name, (_, weight) in pairs.items()}


def _leaders(terms: Sequence[Term]) -> dict[Term, str]:
    """For each term the one whose sums it shares: the first that looks alike at the same layer, or itself."""
    first: dict[Any, str] = {}
    return {
        term: first.setdefault(term.name if term.loss.reads_target else (term.layer, term.loss, term.region), term.name)
        for term in terms
    }


def _leading(terms: Sequence[Term]) -> list[Term]:
    return [term for term, leader in _leaders(terms).items() if leader == term.name]


def _sums(
    network: Network, image: jax.Array, terms: Sequence[Term], context: Any, execution: Execution
) -> dict[str, Any]:
    """What the terms are made of, by the name of the term that leads, whole or in strips as the execution says."""
    leading = _leading(terms)
    layers = tuple(dict.fromkeys(term.layer for term in leading if term.layer != IMAGE))
    if not is_cut(network, execution):
        return _whole_sums({**features(network, image, layers, execution=execution), IMAGE: image}, leading, context)
    of_picture = _look(leading, IMAGE, image, Place(_sides(image)), context)
    found = sums_in_strips(network, image, partial(_looked, leading), layers, context, execution)
    return reduce(lambda one, other: one | other, found.values(), of_picture)


def _whole_sums(activations: Mapping[str, jax.Array], leading: Sequence[Term], context: Any) -> dict[str, Any]:
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


def _valued(targets: Targets, sums: Mapping[str, Any]) -> Terms:
    """The terms that come of their sums."""
    leaders = _leaders(targets.terms)
    kept, _ = _context(targets)
    values = [value_of(term.loss, sums[leaders[term]], kept[term.name]) for term in targets.terms]
    return Terms(targets.terms, values)
