"""What a loss is: sums over the places of a layer, what is kept of them, and a value."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

import jax
import jax.numpy as jnp
import numpy as np

from ..errors import InputError


def at_least_float32(array: jax.Array) -> jax.Array:
    """Sums over a picture are beyond half precision; a caller's float64 stays float64."""
    return array.astype(jnp.promote_types(array.dtype, jnp.float32))


def check_alike(kind: str, seen: Sequence[int], target: Sequence[int]) -> None:
    """Raise InputError where what is seen of a picture is of another shape than what it is to match."""
    if tuple(seen) != tuple(target):
        raise InputError(
            f"targets: a {kind} target is {tuple(target)} and the picture's {tuple(seen)}; "
            "measure targets on a content of the picture's size, with the same network"
        )


@dataclass(frozen=True)
class Place:
    """Where a part `[h w c]` of a layer lies, and how much each of its positions counts.

    Attributes:
        whole: height and width of the whole layer.
        start: the part's first row and column in it; may be traced, so that one program serves all parts of a shape.
        weight: the weights of the part's positions, `[h w]`; None where all count alike.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> lower = stylejax.Place((4, 6), (2, 0))
        >>> lower.of(jnp.arange(24.0).reshape(4, 6, 1), jnp.zeros((2, 6, 1)))[0, 0, 0].item()
        12.0
    """

    whole: tuple[int, int]
    start: tuple[Any, Any] = (0, 0)
    weight: jax.Array | None = None

    def of(self, array: jax.Array, part: jax.Array) -> jax.Array:
        """What an array of the whole layer, `[H W ...]`, has at this part."""
        if part.shape[:2] == self.whole:
            return array
        rest = (0,) * (array.ndim - 2)
        return jax.lax.dynamic_slice(array, (*self.start, *rest), (*part.shape[:2], *array.shape[2:]))

    def embed(self, part: jax.Array) -> jax.Array:
        """The part among zeros, `[H W ...]`: parts embedded add up to the whole."""
        if part.shape[:2] == self.whole:
            return part
        zeros = jnp.zeros((*self.whole, *part.shape[2:]), part.dtype)
        return jax.lax.dynamic_update_slice(zeros, part, (*self.start, *(0,) * (part.ndim - 2)))

    def weigh(self, part: jax.Array) -> jax.Array:
        """The part times the weights of its positions."""
        return part if self.weight is None else part * self.weight[..., None].astype(part.dtype)

    def with_weight(self, weight: jax.Array) -> "Place":
        """The same place with other weights of its positions, `[h w]`."""
        return replace(self, weight=weight)

    def count(self, part: jax.Array) -> jax.Array:
        """How many positions the part has: the sum of their weights, in float32 or better."""
        number = part.shape[0] * part.shape[1] if self.weight is None else jnp.sum(self.weight)
        return jnp.asarray(number, jnp.promote_types(part.dtype, jnp.float32))


def whole_place(features: jax.Array) -> Place:
    """The place of a whole layer `[h w c]`, all of whose positions count alike."""
    height, width, *_ = features.shape
    return Place((height, width))


class Loss(Protocol):
    """What is compared at a layer: a frozen record of plain values, equal to another when its settings are.

    What a loss needs of a picture adds up over its parts. So it is the same whether the layer is seen whole, in strips
    or in tiles. Arrays are kept in targets and never in the loss: a new picture or mask compiles nothing.

    Attributes:
        reads_target: whether sums depend on the target; those of losses that do not are shared by terms at one layer.
        squared: whether the value is a squared distance to the target, so that several targets may be averaged.

    Example:
        >>> import stylejax
        >>> loss: stylejax.Loss = stylejax.Gram()
        >>> loss == stylejax.Gram(), loss.squared
        (True, True)
    """

    reads_target: ClassVar[bool]
    squared: ClassVar[bool]

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> Any:
        """A tree that adds up over the parts of a layer, of features `[h w c]`; no target while one is made."""
        ...

    def target(self, sums: Any, /) -> Any:
        """What is kept of a picture to be matched, from its sums."""
        ...

    def value(self, sums: Any, target: Any, /) -> jax.Array:
        """A number: 0 where the sums are those of which the target was made."""
        ...


def divided(sums: jax.Array, count: jax.Array) -> jax.Array:
    """`sums / count`, and 0 where nothing was counted."""
    return sums / jnp.where(count > 0, count, 1)


def compared(loss: Loss, features: jax.Array, target: Any) -> jax.Array:
    """The loss of a whole activation `[h w c]` and its target.

    Args:
        loss: what is compared.
        features: activations, `[h w c]`.
        target: what `kept` keeps.

    Returns:
        A number.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> float(stylejax.losses.compared(stylejax.Content(), jnp.ones((2, 2, 1)), jnp.zeros((2, 2, 1))))
        1.0
    """
    return loss.value(loss.sums(features, target, _checked_place(features)), target)


def kept(loss: Loss, features: jax.Array) -> Any:
    """What the loss keeps of a whole activation `[h w c]` to be matched: a target.

    Args:
        loss: what will be compared.
        features: activations, `[h w c]`.

    Returns:
        A target, as the loss has it.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> stylejax.losses.kept(stylejax.Gram(), jnp.ones((2, 2, 3))).shape
        (3, 3)
    """
    return loss.target(loss.sums(features, None, _checked_place(features)))


def _checked_place(features: jax.Array) -> Place:
    shape = np.shape(features)
    if len(shape) != 3:
        raise InputError(f"features: shape {shape} is not [h w c]; for several use jax.vmap")
    return whole_place(features)
