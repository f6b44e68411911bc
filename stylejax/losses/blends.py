"""Several paintings as one style."""

from collections.abc import Sequence
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
        >>> network = stylejax.load_network("compact")
        >>> stylejax.transfer(photo, both, network=network, steps=2).evaluations
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
