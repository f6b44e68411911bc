"""A picture and how much of it can be seen: what is hidden counts for nothing, at every size and every layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from ..errors import InputError
from ..losses.blends import Blend, as_blend
from ..losses.guides import weights_at_layers
from ..losses.objectives import Regions, Targets, measure_targets, names_of
from ..losses.terms import IMAGE, Weights
from ..media.filling import filled
from ..networks.arrays import floats, in_finest_type
from ..networks.networks import DEFAULT_EXECUTION, Execution, Network
from .starts import COLOR, Medium, checked_colors


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Seen:
    """A picture and its transparency.

    Attributes:
        image: `[h w 3]`, in [0, 1].
        alpha: how much of each position can be seen, `[h w]` in [0, 1]; None where that is all of it.
    """

    image: jax.Array
    alpha: jax.Array | None = None


def seen(name: str, picture: ArrayLike, alpha: ArrayLike | None, *, network: Network, medium: Medium = COLOR) -> Seen:
    """A picture and its alpha, checked, in the finest type of both and the network; hidden colors are continued.

    Raises InputError for a picture of unfit shape or range, and for an alpha that is none or hides all of it.
    """
    image = in_finest_type(network.parameters, checked_colors(name, picture, medium=medium))
    if alpha is None:
        return Seen(image)
    visible = _checked_alpha(f"{name} alpha", alpha, image)
    if visible is None:
        return Seen(image)
    return Seen(jnp.asarray(filled(np.asarray(image), np.asarray(visible))), visible)


# How much of a painting can be seen, or of each of several: `[h w]`, or None where that is all of it.
StyleAlpha = ArrayLike | Sequence[ArrayLike | None] | None


def seen_style(name: str, style: ArrayLike | Blend, alpha: StyleAlpha, *, network: Network) -> Blend:
    """One painting or several as a blend of `Seen`, each checked as by `seen`.

    Raises InputError as that does, and for shares and alphas that are not as many as there are paintings.
    """
    if not isinstance(style, Blend):
        return as_blend(seen(name, style, alpha, network=network))  # pyrefly: ignore
    pictures, shares = list(style.pictures), checked_shares(name, style.shares, len(style.pictures))
    alphas = list(alpha) if isinstance(alpha, Sequence) else [alpha] * len(pictures)
    if len(alphas) != len(pictures):
        raise InputError(f"{name}: there are {len(pictures)}, but {len(alphas)} alphas; give one for each, or None")
    named = [f"{name} {number}" for number in range(1, len(pictures) + 1)]
    each = (seen(*args, network=network) for args in zip(named, pictures, alphas, strict=True))
    return Blend(tuple(each), shares)


def checked_shares(name: str, shares: Any, count: int) -> np.ndarray:
    """Shares divided by their sum; raises InputError for another number of them, and where none is left to paint."""
    values = np.asarray(shares, np.float32)
    if values.shape != (count,):
        raise InputError(f"{name} weights: {values.size} for {count} paintings; give one for each")
    if not np.isfinite(values).all() or not values.sum() > 0:
        told = ",".join(f"{value:g}" for value in values.tolist())
        raise InputError(f"{name} weights: {told} add up to no share; the sum of finite numbers above 0 is divided")
    return values / values.sum()


def _checked_alpha(name: str, alpha: ArrayLike, image: jax.Array) -> jax.Array | None:
    """The alpha in the picture's type, None where nothing is hidden."""
    values = floats(name, alpha).astype(image.dtype)
    if values.shape != image.shape[:2]:
        raise InputError(f"{name}: shape {values.shape} is not the picture's {image.shape[:2]}")
    if not jnp.all((values >= 0) & (values <= 1)):
        raise InputError(f"{name}: some values are not in [0, 1]; give 0 where nothing can be seen and 1 where all can")
    if not jnp.any(values):
        raise InputError(f"{name}: is 0 everywhere, so that nothing of the picture can be seen; give another picture")
    return None if jnp.all(values == 1) else values


def visible_targets(
    network: Network, content: Seen, style: Blend, *, like: Weights, execution: Execution = DEFAULT_EXECUTION
) -> Targets:
    """`measure_targets` of a content and a style, which is a blend of `Seen`; nothing counts that is hidden.

    The picture that is painted is seen where the content is.
    """
    regions = _regions(network, content, style, like=like, execution=execution)
    return measure_targets(network, content.image, images_of(style), like=like, regions=regions, execution=execution)


def images_of(style: Blend) -> Blend:
    """The blend of the pictures alone."""
    return Blend(tuple(one.image for one in style.pictures), style.shares)


def _regions(network: Network, content: Seen, style: Blend, *, like: Weights, execution: Execution) -> dict[str, Any]:
    """Weights of positions, by picture; a picture of which nothing is hidden has none."""
    found = dict[str, Regions]()
    for of, picture in (
        ("content", content),
        *zip(names_of("style", len(style.pictures)), style.pictures, strict=True),
    ):
        if picture.alpha is not None:
            found[of] = {
                "": weights_at_layers(network, picture.alpha, [term.layer for term in like.terms], execution=execution)
            }
    return found | ({IMAGE: found["content"]} if "content" in found else {})
