"""The inputs of a sweep, checked: of each kind one for all lanes, or one for each."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from ...errors import InputError
from ...losses.blends import Blend, Parts
from ...losses.guides import in_parts
from ...networks.networks import DEFAULT_EXECUTION, Execution, Network, check_layers
from ..levels import levels_of
from ..programs import AnyWeights, checked_weights, networks_for
from ..starts import Start, begun, joint, painted_start, start_of
from ..visible import Seen, Style, paintings_of, seen, seen_style
from .lanes import Lanes

# How much of pictures can be seen: `[h w]` in [0, 1] of the only one, or as many of them, or None, as there are.
Alphas = ArrayLike | Sequence[ArrayLike | None] | None


def gather_lanes(
    contents: ArrayLike,
    styles: Style | Sequence[Style],
    *,
    network: Network,
    weights: AnyWeights,
    inits: ArrayLike | Start | Sequence[ArrayLike | Start] = painted_start,
    content_alphas: Alphas = None,
    style_alphas: Alphas = None,
    execution: Execution = DEFAULT_EXECUTION,
) -> Lanes:
    """The inputs of a sweep, checked, at full size.

    Raises InputError for what `transfer` refuses, and for numbers that differ.
    """
    check_layers(network, ())
    pictures = _seen("contents", contents, content_alphas, look=functools.partial(seen, network=network))
    shapes = [one.image.shape for one in pictures]
    if len(set(shapes)) > 1:
        first, other = list(dict.fromkeys(shapes))[:2]
        raise InputError(f"contents: shapes {first} and {other} differ; sweep each size by itself")
    look = functools.partial(seen_style, network=network, shape=shapes[0])
    painted = _seen("styles", styles, style_alphas, look=look)
    if len(set(map(_pattern, painted))) > 1:
        raise InputError("styles: lanes have different numbers of paintings, or of parts; give each as many")
    weights = in_parts(weights, painted[0])
    starts = [joint(start_of(one, shapes[0])) for one in _each(inits)]
    numbers = jax.tree.map(lambda leaf: np.asarray(leaf, np.float32), checked_weights(weights))
    count = _count(
        {"contents": [len(pictures)], "styles": [len(painted)], "inits": [len(starts)], "weights": _lengths(numbers)}
    )
    networks = networks_for(network, weights, execution=execution)
    channels = begun(starts[0], pictures[0].image, paintings_of(painted[0])).shape[-1]
    [whole] = levels_of(shapes[0], steps=1, levels=1)
    return Lanes(count, networks, whole, _all_with_alpha(pictures), painted, starts, channels, numbers, execution)


def _pattern(style: Parts) -> tuple[Any, ...]:
    """What is alike in lanes of one program."""
    return style.keep is None, *((part, len(blend.pictures)) for part, blend in style.styles.items())


def _seen(name: str, pictures: Any, alphas: Alphas, *, look: Callable[..., Any]) -> list[Any]:
    each = _each(pictures)
    of_each = alphas if isinstance(alphas, Sequence) else [alphas] * len(each)
    if len(of_each) != len(each):
        raise InputError(f"{name}: there are {len(each)}, but {len(of_each)} alphas; give one for each, or None")
    return [look(name, one, alpha) for one, alpha in zip(each, of_each, strict=True)]


def _all_with_alpha(pictures: Sequence[Seen]) -> Sequence[Seen]:
    """The pictures with an alpha each, where any has one: so their targets have the same shape."""
    if all(one.alpha is None for one in pictures):
        return pictures
    return [one if one.alpha is not None else Seen(one.image, jnp.ones(one.image.shape[:2])) for one in pictures]


def _each(pictures: Any) -> Sequence[Any]:
    """A picture as the only one of a sequence; sequences and arrays `[lanes h w 3]` as they are."""
    if isinstance(pictures, Sequence):
        if not pictures:
            raise InputError("pictures: the sequence is empty; give one for all lanes or one for each")
        return pictures
    if isinstance(pictures, Blend | Parts):
        return [pictures]
    return pictures if np.ndim(pictures) == 4 and len(pictures) else [pictures]


def _lengths(weights: AnyWeights) -> list[int]:
    leaves = jax.tree.leaves(weights)
    if any(leaf.ndim > 1 for leaf in leaves):
        raise InputError("weights: a leaf has more than one axis; give a number, or one number for each lane")
    if any(leaf.ndim and not leaf.size for leaf in leaves):
        raise InputError("weights: a leaf is empty; give a number, or one number for each lane")
    return [leaf.size if leaf.ndim else 1 for leaf in leaves]


def _count(numbers: dict[str, list[int]]) -> int:
    count = max(length for lengths in numbers.values() for length in lengths)
    for name, lengths in numbers.items():
        for length in lengths:
            if length not in (1, count):
                raise InputError(f"{name}: there are {length}, but {count} lanes; give one for all or one for each")
    return count
