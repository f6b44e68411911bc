"""Gram matrices compared without being made, for layers with more channels than positions."""

from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp

from ..protocol import Loss, Place, at_least_float32, check_alike
from .gram_matrices import Gram, matmul, products

FEWEST_TIMES = 2  # channels for each position from which on the dual form is the faster one


@dataclass(frozen=True)
class DualGram:
    """The value of `Gram` by products of positions in place of products of channels.

    With activations `F [n c]` at n and `S [m c]` at m positions,
    `|F^T F / n - S^T S / m|^2 = |F F^T|^2 / n^2 - 2 |F S^T|^2 / (n m) + |S S^T|^2 / m^2`, over `c^2`: matrices of
    `n x n` and `n x m` in place of `c x c`. The value and its gradient are those of `Gram` up to rounding, 1e-7 of the
    target's own size: the three numbers cancel near the style, which is where it ends to be exact. The
    target is the activations themselves, of any number of positions.

    Known as the kernel trick; Li et al. 2017 ("Demystifying Neural Style Transfer", equation 7) write the style loss
    as a maximum mean discrepancy, which this is with a polynomial kernel of degree 2.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.losses import DualGram, compared, kept, style_loss, gram
        >>> features, other = jnp.arange(24.0).reshape(2, 2, 6), jnp.ones((1, 5, 6))
        >>> dual = compared(DualGram(), features, kept(DualGram(), other))
        >>> bool(jnp.isclose(dual, style_loss(features, gram(other))))
        True
    """

    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = False

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> Any:
        root = place if place.weight is None else place.with_weight(jnp.sqrt(place.weight))
        return {"features": place.embed(root.weigh(at_least_float32(features))), "positions": place.count(features)}

    def target(self, sums: Any, /) -> Any:
        rows = _rows(sums)
        return {"rows": rows, "own": _total(products(rows.T))}

    def value(self, sums: Any, target: Any, /) -> jax.Array:
        rows = _rows(sums)
        check_alike("style", rows.shape[1:], target["rows"].shape[1:])
        across = _total(matmul(rows, target["rows"].T))
        return (_total(products(rows.T)) - 2 * across + target["own"]) / rows.shape[-1] ** 2


def _rows(sums: Any) -> jax.Array:
    """Activations over the root of their number, `[n c]`."""
    flat = sums["features"].reshape(-1, sums["features"].shape[-1])
    return flat / jnp.sqrt(jnp.where(sums["positions"] > 0, sums["positions"], 1))


def _total(matrix: jax.Array) -> jax.Array:
    return jnp.sum(jnp.square(matrix))


def gram_for(*, channels: int, positions: int) -> Loss:
    """`DualGram` where there are more than twice as many channels as positions, else `Gram`.

    Args:
        channels: of the layer.
        positions: of the picture that is painted, at the layer.

    Returns:
        The cheaper of two losses of the same value.

    Example:
        >>> from stylejax.losses import gram_for
        >>> gram_for(channels=512, positions=16), gram_for(channels=64, positions=4096)
        (DualGram(), Gram())
    """
    return DualGram() if channels > FEWEST_TIMES * positions else Gram()
