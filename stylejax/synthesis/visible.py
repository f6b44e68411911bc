"""A picture and how much of it can be seen: what is hidden counts for nothing, at every size and every layer."""

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from ..errors import InputError
from ..losses.blends import KEEP, WHOLE, Blend, Parts, as_blend, as_parts, of_part
from ..losses.guides import in_bands, weights_at_layers
from ..losses.objectives import Region, Targets, measure_targets, names_of
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

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax import synthesis
        >>> synthesis.Seen(jnp.zeros((4, 5, 3))).alpha is None
        True
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


# How much of a painting can be seen, `[h w]` or None where that is all of it; of each of a blend, or by part.
StyleAlpha = ArrayLike | Sequence[ArrayLike | None] | Mapping[str, Any] | None
Style = ArrayLike | Blend | Parts


def seen_style(name: str, style: Style, alpha: StyleAlpha, *, network: Network, shape: Sequence[int]) -> Parts:
    """One painting or several as parts of blends of `Seen`, each checked as by `seen`, and where they paint.

    `shape` is the content's. Raises InputError as `seen` does, for shares and alphas that are not as many as there are
    paintings, and for a part without a mask of the content's shape.

    Args:
        name: of the argument, for errors.
        style: a painting, a `Blend` or `Parts`.
        alpha: of paintings.
        network: that looks at them.
        shape: of the content.

    Returns:
        Parts, each a blend.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> network, photo = stylejax.random_network("vgg19", seed=0, width=1 / 64), jnp.zeros((16, 16, 3))
        >>> style = stylejax.synthesis.seen_style("style", photo, None, network=network, shape=(16, 16, 3))
        >>> len(style.styles)
        1
    """
    parts = as_parts(style)
    alphas = alpha if isinstance(alpha, Mapping) else dict.fromkeys(parts.styles, alpha)
    styles = {
        part: _seen_blend(f"{name} {part}".strip(), as_blend(blend), alphas.get(part), network=network)
        for part, blend in parts.styles.items()
    }
    keep = None if parts.keep is None else _checked_mask(KEEP, parts.keep, shape)
    where = _partition(parts, shape)
    if keep is not None:
        where = {part: mask * (1 - keep) for part, mask in where.items()}
        return in_bands(Parts(styles, where, keep, parts.weights))
    if len(styles) == 1 and all(bool(jnp.all(mask == 1)) for mask in where.values()):
        return Parts({WHOLE: next(iter(styles.values()))}, {})  # so that it is the same program, equal to the bit
    return in_bands(Parts(styles, where, weights=parts.weights))


def _seen_blend(name: str, style: Blend, alpha: Any, *, network: Network) -> Blend:
    if len(style.pictures) == 1 and not isinstance(alpha, Sequence):
        return Blend((seen(name, style.pictures[0], alpha, network=network),), style.shares)
    pictures, shares = list(style.pictures), checked_shares(name, style.shares, len(style.pictures))
    alphas = list(alpha) if isinstance(alpha, Sequence) else [alpha] * len(pictures)
    if len(alphas) != len(pictures):
        raise InputError(f"{name}: there are {len(pictures)}, but {len(alphas)} alphas; give one for each, or None")
    named = [f"{name} {number}" for number in range(1, len(pictures) + 1)]
    each = (seen(*args, network=network) for args in zip(named, pictures, alphas, strict=True))
    return Blend(tuple(each), shares)


def _partition(parts: Parts, shape: Sequence[int]) -> dict[str, jax.Array]:
    """The masks of the parts, divided by their sum where that is more than 1. Raises InputError."""
    if list(parts.styles) == [WHOLE] and parts.keep is None:
        return {}
    if parts.styles.keys() != parts.where.keys():
        named = f"{', '.join(parts.styles)} have paintings, and {', '.join(parts.where)} have masks"
        raise InputError(f"parts: {named}; give each part both")
    masks = {part: _checked_mask(part, mask, shape) for part, mask in parts.where.items()}
    total = jnp.maximum(jnp.asarray(sum(masks.values())), 1)
    return {part: mask / total for part, mask in masks.items()}


def _checked_mask(part: str, mask: ArrayLike, shape: Sequence[int]) -> jax.Array:
    values = floats(f"part {part}", mask)
    if not part or "/" in part:
        raise InputError(f"parts: {part!r} is no name of a part; give it a word without a slash")
    if values.shape != tuple(shape[:2]):
        raise InputError(f"part {part}: its mask has the shape {values.shape}, and the content {tuple(shape[:2])}")
    if not jnp.all((values >= 0) & (values <= 1)):
        raise InputError(f"part {part}: some values of its mask are not in [0, 1]; give 1 where all belongs to it")
    if not jnp.any(values):
        raise InputError(f"part {part}: its mask is 0 everywhere, so that nothing would be painted; leave it out")
    return values


def with_shares(style: Parts) -> Parts:
    """The parts without paintings that have no share: what is not looked at cannot change a bit."""
    return dataclasses.replace(style, styles={part: _with_shares(blend) for part, blend in style.styles.items()})


def _with_shares(blend: Blend) -> Blend:
    pairs = [pair for pair in zip(blend.pictures, np.asarray(blend.shares).tolist(), strict=True) if pair[1]]
    return Blend(tuple(picture for picture, _ in pairs), np.array([share for _, share in pairs], np.float32))


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
    network: Network, content: Seen, style: Parts, *, like: Weights, execution: Execution = DEFAULT_EXECUTION
) -> Targets:
    """`measure_targets` of a content and of parts, which are blends of `Seen`; nothing counts that is hidden.

    The picture that is painted is seen where the content is.

    Args:
        network: that looks at them.
        content: the photo.
        style: as `seen_style` makes it.
        like: what is to be measured.
        execution: how the network is computed.

    Returns:
        A target for each term.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> network, photo = stylejax.random_network("vgg19", seed=0, width=1 / 64), jnp.zeros((16, 16, 3))
        >>> style = stylejax.synthesis.seen_style("style", photo, None, network=network, shape=(16, 16, 3))
        >>> like = stylejax.loss_weights(content_layers=("relu1_2",), style_layers=("relu1_1",))
        >>> content = stylejax.synthesis.Seen(photo)
        >>> sorted(stylejax.synthesis.visible_targets(network, content, style, like=like))
        ['content/relu1_2', 'style/relu1_1', 'tv']
    """
    regions = _regions(network, content, style, like=like, execution=execution)
    pictures = {of_part(part): images_of(blend) for part, blend in style.styles.items()}
    return measure_targets(network, content.image, pictures, like=like, regions=regions, execution=execution)


def images_of(style: Blend) -> Blend:
    """The blend of the pictures alone."""
    return Blend(tuple(one.image for one in style.pictures), style.shares)


def paintings_of(style: Parts) -> Parts:
    """The parts of the pictures alone."""
    return dataclasses.replace(style, styles={part: images_of(blend) for part, blend in style.styles.items()})


def _regions(
    network: Network, content: Seen, style: Parts, *, like: Weights, execution: Execution
) -> dict[str, dict[str, Region]]:
    """Weights of positions, by picture and part; a picture of which nothing is hidden has none."""
    at_layers = functools.partial(
        weights_at_layers, network, layers=[term.layer for term in like.terms], execution=execution
    )
    found = dict[str, dict[str, Region]]()
    if content.alpha is not None:
        found["content"] = {WHOLE: at_layers(content.alpha)}
    for part, blend in style.styles.items():
        for name, picture in zip(names_of(of_part(part), len(blend.pictures)), blend.pictures, strict=True):
            if picture.alpha is not None:
                found[name] = {part: at_layers(picture.alpha)}
    visible = 1 if content.alpha is None else content.alpha
    masks = {**style.where, **({} if style.keep is None else {KEEP: style.keep})}
    painted = {part: at_layers(mask * visible) for part, mask in masks.items()}
    return {**found, IMAGE: {**found.get("content", {}), **painted}}
