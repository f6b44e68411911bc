"""Targets: what losses keep of pictures to be matched."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import jax
from jax.typing import ArrayLike

from ...errors import InputError
from ...networks.arrays import picture
from ...networks.networks import DEFAULT_EXECUTION, Execution, Network
from ...networks.residuals import depend_on
from ..blends import Blend, as_blend, blended
from ..terms import IMAGE, Term, Weights
from .looking import NO_REGIONS, InRegion, Regions, Targets, leaders_of, sums_of_picture


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

    Args:
        network: whose layers are looked at.
        content: the photo, `[h w 3]`, sRGB in [0, 1].
        style: the painting, `[h w 3]` of its own size, a `Blend`, or blends by name.
        like: weights or terms that name what is to be measured, as `loss_weights` makes them.
        regions: weights of positions by picture, region and layer.
        execution: how the network is computed.

    Returns:
        A target for each term.

    Example:
        >>> import numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 16, 16, 3)).astype("float32")
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> like = stylejax.loss_weights(content_layers=("relu1_2",), style_layers=("relu1_1",))
        >>> stylejax.measure_targets(network, photo, painting, like=like)["content/relu1_2"].shape
        (16, 16, 1)
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
    """What the pictures of a blend are called: as the blend, and with a number from the second on.

    Args:
        of: "style", say.
        count: of pictures.

    Returns:
        A name for each.

    Example:
        >>> from stylejax.losses import objectives
        >>> objectives.names_of("style", 3)
        ['style', 'style 2', 'style 3']
    """
    return [f"{of} {number}" if number > 1 else of for number in range(1, count + 1)]


def _kept(
    network: Network, seen: jax.Array, terms: Sequence[Term], regions: Regions, execution: Execution
) -> dict[str, Any]:
    """What the losses of these terms keep of a picture."""
    weights = _position_weights(terms, regions)
    sums = sums_of_picture(network, seen, terms, (dict.fromkeys(weights), weights), execution)
    return {term.name: term.loss.target(sums[leader]) for term, leader in leaders_of(terms).items()}


def _target(kept: Any, weight: jax.Array | None) -> Any:
    return kept if weight is None else InRegion(kept, weight)


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
