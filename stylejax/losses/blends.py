"""Several paintings as one style: mixed everywhere, or each in a part of the picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

import jax
import jax.export
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from .protocol import Loss, Place


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Blend:
    """Several paintings as one style, each with its share of it.

    Attributes:
        pictures: the paintings, each `[h w 3]` of its own size, sRGB in [0, 1].
        shares: how much each of them counts, to be divided by their sum. One below 0 leads away from its painting.

    Example:
        >>> import numpy as np, stylejax
        >>> photo, one, other = np.random.default_rng(0).uniform(size=(3, 24, 32, 3))
        >>> both = stylejax.Blend([one, other], shares=[2, 1])
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> stylejax.transfer(photo, both, network=network, steps=2, levels=1).evaluations
        2
    """

    pictures: Sequence[Any]
    shares: Sequence[float] | ArrayLike

    @property
    def normalized(self) -> jax.Array:
        """The shares divided by their sum."""
        shares = jnp.asarray(self.shares, jnp.float32)
        return shares / jnp.sum(shares)


def as_blend(style: Any) -> Blend:
    """The blend that is given, or one of a painting by itself."""
    return style if isinstance(style, Blend) else Blend((style,), np.ones(1, np.float32))


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Parts:
    """Paintings that each paint a part of the picture.

    Attributes:
        styles: by the name of a part its painting, `[h w 3]` of its own size, or a `Blend` of several.
        where: by the name how much of each position of the content belongs to the part, `[h w]` in [0, 1]. Where
            several overlap they share the position; where there is none nothing of a style is asked for.
        keep: how much of each position stays the content itself, `[h w]` in [0, 1], and belongs to no part; or None.
        weights: by the name how much a part's terms count among all, with the sum 1; None where all count alike.

    Example:
        >>> import numpy as np, stylejax
        >>> photo, one, other = np.random.default_rng(0).uniform(size=(3, 24, 32, 3))
        >>> left = np.broadcast_to(np.linspace(1, 0, 32), (24, 32))
        >>> halves = stylejax.Parts({"left": one, "right": other}, {"left": left, "right": 1 - left})
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> stylejax.transfer(photo, halves, network=network, steps=2, levels=1).evaluations
        2
    """

    styles: Mapping[str, Any]
    where: Mapping[str, Any]
    keep: Any = None
    weights: Mapping[str, float] | None = None


KEEP = "keep"  # the name of the region that stays the content, and of its term
WHOLE = ""  # the name of the part that is all of the picture


def as_parts(style: Any) -> Parts:
    """The parts that are given, or one of a style that paints all of the picture."""
    return style if isinstance(style, Parts) else Parts({WHOLE: as_blend(style)}, {})


def of_part(name: str) -> str:
    """What terms call the style of a part: "style" for all of the picture, and "style/sky" for the part "sky"."""
    return f"style/{name}" if name else "style"


class Blended(NamedTuple):
    """The target of a loss that cannot average its targets.

    Attributes:
        kept: what the loss keeps of each painting.
        shares: how much each of them counts, with the sum 1.
    """

    kept: tuple[Any, ...]
    shares: jax.Array


jax.export.register_namedtuple_serialization(Blended, serialized_name="stylejax.Blended")


def blended(loss: Loss, targets: Sequence[Any], shares: jax.Array) -> Any:
    """One target of those of several paintings.

    A squared distance has the same gradient to its targets' mean as to all of them together:
    `sum_k s_k |x - t_k|^2 = |x - sum_k s_k t_k|^2 + constant` where the shares have the sum 1.
    """
    if len(targets) == 1:
        return targets[0]
    if not loss.squared:
        return Blended(tuple(targets), shares)
    return jax.tree.map(lambda *leaves: shared_out(leaves, shares), *targets)


def shared_out(values: Sequence[jax.Array], shares: jax.Array) -> jax.Array:
    """`sum_k s_k v_k`."""
    return reduce(jnp.add, [share.astype(value.dtype) * value for share, value in zip(shares, values, strict=True)])


def sums_of(loss: Loss, features: jax.Array, target: Any, place: Place) -> Any:
    """The sums of a loss, for each of several targets where they depend on it."""
    if isinstance(target, Blended) and loss.reads_target:
        return tuple(loss.sums(features, each, place) for each in target.kept)
    return loss.sums(features, target, place)


def value_of(loss: Loss, sums: Any, target: Any) -> jax.Array:
    """The value of a loss: of several targets the sum by their shares."""
    if not isinstance(target, Blended):
        return loss.value(sums, target)
    each = sums if loss.reads_target else [sums] * len(target.kept)
    return shared_out([loss.value(*pair) for pair in zip(each, target.kept, strict=True)], target.shares)
