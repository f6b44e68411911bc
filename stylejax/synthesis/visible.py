"""A picture and how much of it can be seen: what is hidden counts for nothing, at every size and every layer."""

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from ..errors import InputError
from ..losses.guides import weights_at_layers
from ..losses.objectives import Regions, Targets, measure_targets
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
    network: Network, content: Seen, style: Seen, *, like: Weights, execution: Execution = DEFAULT_EXECUTION
) -> Targets:
    """`measure_targets` of a content and a style, of which nothing counts that is hidden.

    The picture that is painted is seen where the content is.
    """
    regions = _regions(network, content, style, like=like, execution=execution)
    return measure_targets(network, content.image, style.image, like=like, regions=regions, execution=execution)


def _regions(network: Network, content: Seen, style: Seen, *, like: Weights, execution: Execution) -> dict[str, Any]:
    """Weights of positions, by picture; a picture of which nothing is hidden has none."""
    found = dict[str, Regions]()
    for of, picture in (("content", content), ("style", style)):
        if picture.alpha is not None:
            found[of] = {
                "": weights_at_layers(network, picture.alpha, [term.layer for term in like.terms], execution=execution)
            }
    return found | ({IMAGE: found["content"]} if "content" in found else {})
