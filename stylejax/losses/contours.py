"""Contours: where a picture's colors bend, as on the outlines of faces and houses."""

from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp

from .protocol import Place, at_least_float32, check_alike, divided


@dataclass(frozen=True)
class Contours:
    """`mean((L(x) - L(p))^2)` of the Laplacian `L` of a picture's cells: keeps outlines, and leaves colors free.

    A cell is the mean of `cell` x `cell` pixels, and `L` four times a cell minus its four neighbors, summed over red,
    green and blue. Cells count by the least weight of those that they are compared with, so that what is hidden has no
    part in it. Looks at the picture itself: a term of it has the layer "image".

    Source: Li, Xu, Nie, Liu 2017, "Laplacian-Steered Neural Style Transfer", and its code (askerlee/lapstyle,
    lap_style.lua:165-223 at 60489ea), where cells have 4 pixels too.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.losses import Contours, compared, kept
        >>> picture = jnp.linspace(0, 1, 16 * 20 * 3).reshape(16, 20, 3) ** 2
        >>> target = kept(Contours(), picture)
        >>> float(compared(Contours(), picture, target)), float(compared(Contours(), 1 - picture, target)) > 0
        (0.0, True)
    """

    cell: int = 4
    reads_target: ClassVar[bool] = False
    squared: ClassVar[bool] = True

    def sums(self, features: jax.Array, target: Any, place: Place, /) -> Any:
        values = at_least_float32(features).sum(-1)
        weight = jnp.ones_like(values) if place.weight is None else place.weight.astype(values.dtype)
        return {"values": place.embed(weight * values), "weights": place.embed(weight)}

    def target(self, sums: Any, /) -> jax.Array:
        values, weights = (_in_cells(sums[name], self.cell) for name in ("values", "weights"))
        return _bends(divided(values, weights))

    def value(self, sums: Any, target: jax.Array, /) -> jax.Array:
        bends = self.target(sums)
        check_alike("contours", bends.shape, target.shape)
        counted = _counted(sums["weights"], self.cell)
        return divided(jnp.sum(counted * jnp.square(bends - target)), counted.sum())

    def spread(self, target: jax.Array, weight: jax.Array | None) -> jax.Array:
        """The value where the picture has no contours at all."""
        counted = jnp.ones_like(target) if weight is None else _counted(weight, self.cell)
        return divided(jnp.sum(counted * jnp.square(target)), counted.sum())


def _in_cells(values: jax.Array, cell: int) -> jax.Array:
    """Sums over cells of `[h w]`; the last ones may have fewer pixels."""
    height, width = values.shape
    padded = jnp.pad(values, ((0, -height % cell), (0, -width % cell)))
    return padded.reshape(-(-height // cell), cell, -(-width // cell), cell).sum((1, 3))


def _neighbors(cells: jax.Array) -> list[jax.Array]:
    """Above, below, left and right of each cell that has all four."""
    return [cells[:-2, 1:-1], cells[2:, 1:-1], cells[1:-1, :-2], cells[1:-1, 2:]]


def _bends(cells: jax.Array) -> jax.Array:
    return 4 * cells[1:-1, 1:-1] - sum(_neighbors(cells))


def _counted(weight: jax.Array, cell: int) -> jax.Array:
    """How much each cell counts that has four neighbors: the least mean weight of it and of them."""
    cells = _in_cells(weight, cell) / _in_cells(jnp.ones_like(weight), cell)
    return jnp.minimum(cells[1:-1, 1:-1], jnp.stack(_neighbors(cells)).min(0))
