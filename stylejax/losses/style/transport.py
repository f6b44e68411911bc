"""One-dimensional transport: what is seen of a layer along directions, and the quantiles that are compared."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from ..protocol import Place, at_least_float32, check_alike, divided
from .gram_matrices import matmul

BUDGET = 2**20  # values of a layer that are sorted at most: half as many at relu3_1 leave grain at 512 px
FREELY = 2**-2  # share of it up to which nothing is left out
FEWEST = 2  # directions that a position is seen along at least
ENOUGH = 512  # a position of `D` directions is known by `D^2 / 512`: 4 of 64 at relu1_1, all of 512 at relu4_1
QUANTILES = 256
BLOCK = 64  # values that one product with a triangle of ones adds up
KEY_BITS, LEAST_KEY_BITS, MOST_KEY_BITS = 32, 12, 22  # of a sorted number, and of these what the value may have


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Projections:
    """What positions have along the directions that they are seen along; parts add up to the whole.

    Positions lie in blocks of `side * side`, and each of a block sees its own share of the directions: all positions
    count, and each direction has one of every block. Which one is drawn for each block, as a lattice would show.

    Attributes:
        values: `[H W ceil(D / side^2)]`, directions in groups of as many.
        weight: the weights of positions, `[H W]`; None where all count alike.
        directions: how many there are, `D`.
        side: of a block, a power of two.
    """

    values: jax.Array
    weight: jax.Array | None
    directions: int = field(metadata={"static": True})
    side: int = field(metadata={"static": True})


def project(features: jax.Array, along: Any, place: Place, *, budget: int) -> Projections:
    """Activations `[h w c]` along directions `[c D]`, None for the channels, of about `budget` values at most."""
    values = at_least_float32(features)
    if along is not None:
        flat = matmul(values.reshape(-1, values.shape[-1]), jnp.asarray(along, values.dtype))
        values = flat.reshape(*values.shape[:2], -1)
    directions = values.shape[-1]
    side = block_side(place.whole, directions, budget=budget)
    weight = None if place.weight is None else place.embed(place.weight.astype(values.dtype))
    return Projections(place.embed(_seen(values, place, side)), weight, directions, side)


def block_side(whole: tuple[int, int], directions: int, *, budget: int) -> int:
    """The least power of two that leaves few enough directions for a position, and at most `budget` values in all."""
    side = 1
    while _is_much(whole, directions, side, budget) and FEWEST * (2 * side) ** 2 <= directions:
        side *= 2
    return side


def _is_much(whole: tuple[int, int], directions: int, side: int, budget: int) -> bool:
    each = -(-directions // side**2)
    values = whole[0] * whole[1] * each
    return values > budget or (values > FREELY * budget and each > directions**2 / ENOUGH)


def _seen(values: jax.Array, place: Place, side: int) -> jax.Array:
    """Of all directions `[h w D]` those that each position sees."""
    if side == 1:
        return values
    rows, columns = (
        jnp.arange(length)[:, None] + start for length, start in zip(values.shape, place.start, strict=False)
    )
    rows, columns = jnp.broadcast_arrays(rows, columns.T)
    group = (rows % side * side + columns % side) ^ _drawn(rows // side, columns // side, side)
    mine = group[..., None] == jnp.arange(side**2)[None, None]
    grouped = _padded(values, 2, side**2).reshape(*values.shape[:2], side**2, -1)
    return jnp.sum(jnp.where(mine[..., None], grouped, 0), axis=2)


def _drawn(row: jax.Array, column: jax.Array, side: int) -> jax.Array:
    """For each block a number below `side^2` that looks random: bits of its place mixed by products and shifts."""
    mixed = row.astype(jnp.uint32) * jnp.uint32(0x9E3779B1) ^ column.astype(jnp.uint32) * jnp.uint32(0x85EBCA77)
    mixed = (mixed ^ mixed >> 15) * jnp.uint32(0xC2B2AE3D)
    return ((mixed ^ mixed >> 13) & (side**2 - 1)).astype(jnp.int32)


def _padded(array: jax.Array, axis: int, multiple: int) -> jax.Array:
    """With zeros behind, so that its length along the axis is a multiple."""
    pads = [(0, -array.shape[axis] % multiple if each == axis else 0) for each in range(array.ndim)]
    return jnp.pad(array, pads)


def quantiles(seen: Projections, *, number: int) -> jax.Array:
    """`[D number]`: for each direction the means of its quantile function over equal shares of the positions.

    `q_k = number * (S((k + 1) / number) - S(k / number))`, where `S(t)` is the integral of the quantile function, a
    step for each value as long as its share of the weights, from 0 to `t`. So they do not depend on the number of
    positions, their mean is that of the values, and each value moves the one or two that it is part of.
    """
    rows, counted = _rows(seen.values, seen.side), _counted(seen)
    order = _order(jax.lax.stop_gradient(rows), counted)
    center = jax.lax.stop_gradient(rows.mean(-1, keepdims=True))  # sums of smaller numbers are more exact
    values = _reordered(rows, order) - center
    if seen.weight is None:
        steps = _equal_steps(values, counted, number)
    else:
        weight = jnp.broadcast_to(_rows(seen.weight[..., None], seen.side), rows.shape)
        steps = _weighted_steps(values, _reordered(weight, order), number)
    means = divided(jnp.diff(_integral(values, steps)) * number, steps.levels[..., -1:])
    return (means + center).reshape(-1, number)[: seen.directions]


def transport(found: jax.Array, target: jax.Array) -> jax.Array:
    """`mean_dk((q_dk - q'_dk)^2)` of quantiles `[D Q]`: squared Wasserstein-2 distances, as far as quantiles tell."""
    check_alike("style", found.shape, target.shape)
    return jnp.mean(jnp.square(found - target))


def _rows(values: jax.Array, side: int) -> jax.Array:
    """`[H W e]` as `[side^2 e blocks]`: for each group the positions that see its directions."""
    padded = _padded(_padded(values, 0, side), 1, side)
    height, width, each = padded.shape
    if side == 1:
        return padded.reshape(1, -1, each).swapaxes(1, 2)
    group, row, column = jnp.ogrid[: side**2, : height // side, : width // side]
    group, row, column = jnp.broadcast_arrays(*map(jnp.asarray, (group, row, column)))
    within = group ^ _drawn(row, column, side)
    at = (row * side + within // side) * width + column * side + within % side
    return _picked(padded.reshape(-1, each), at.reshape(side**2, -1)).swapaxes(1, 2)


def _picked(array: jax.Array, at: jax.Array) -> jax.Array:
    """Entries at places that are within it, none of them twice."""
    return array.at[at].get(unique_indices=True, mode="promise_in_bounds")


def _counted(seen: Projections) -> jax.Array:
    """Which entries of the rows are positions of the picture, and not of a block beyond its borders."""
    return _rows(jnp.ones((*seen.values.shape[:2], 1), bool), seen.side)


def _order(rows: jax.Array, counted: jax.Array) -> jax.Array:
    """Indices that sort rows, those not counted behind.

    One whole number is sorted, of the value above and the index below it, as that is six times as fast as sorting
    pairs: values less than `2^-12` of their range apart, or less, keep their places.
    """
    low_bits = max(1, (rows.shape[-1] - 1).bit_length())
    bits = min(MOST_KEY_BITS, KEY_BITS - low_bits)
    if bits < LEAST_KEY_BITS or rows.dtype == jnp.float64:
        return jnp.argsort(jnp.where(counted, rows, jnp.inf), axis=-1)
    low, high = (bound(rows, axis=-1, keepdims=True) for bound in (jnp.min, jnp.max))
    share = divided(rows - low, high - low) * (2**bits - 2)
    key = jnp.where(counted, share.astype(jnp.uint32), jnp.uint32(2**bits - 1))
    index = jax.lax.broadcasted_iota(jnp.uint32, rows.shape, rows.ndim - 1)
    ordered = jnp.sort(key << low_bits | index, axis=-1)
    return (ordered & (2**low_bits - 1)).astype(jnp.int32)


def _reordered(rows: jax.Array, order: jax.Array) -> jax.Array:
    length = rows.shape[-1]
    first = jnp.arange(0, rows.size, length).reshape(*rows.shape[:-1], 1)
    return _picked(rows.reshape(-1), first + order)


def running_sums(values: jax.Array) -> jax.Array:
    """`[... n + 1]`: the sums of the first 0, 1, ..., n values, by products with triangles of ones."""
    blocks = _padded(values, values.ndim - 1, BLOCK).reshape(*values.shape[:-1], -1, BLOCK)
    within = jnp.matmul(blocks, jnp.triu(jnp.ones((BLOCK, BLOCK), values.dtype)), precision=jax.lax.Precision.HIGHEST)
    sums = jnp.cumsum(within[..., -1], axis=-1)
    before = jnp.concatenate([jnp.zeros_like(sums[..., :1]), sums[..., :-1]], axis=-1)
    every = (within + before[..., None]).reshape(*values.shape[:-1], -1)[..., : values.shape[-1]]
    return jnp.concatenate([jnp.zeros_like(every[..., :1]), every], axis=-1)


class Steps(NamedTuple):
    """Quantile functions of rows of `n` sorted values, not divided by all weights, and where they are integrated to.

    Attributes:
        levels: where each step begins, and the last one ends, `[... n+1]`.
        areas: of the steps, `[... n]`.
        at: ends of equal shares, `[... Q+1]`.
        index: of the step that each end is in.
    """

    levels: jax.Array
    areas: jax.Array
    at: jax.Array
    index: jax.Array


def _equal_steps(values: jax.Array, counted: jax.Array, number: int) -> Steps:
    """Steps of length 1 for as many values as are counted."""
    ends = jnp.minimum(jnp.arange(values.shape[-1] + 1)[None, None], counted.sum(-1, keepdims=True))
    levels = ends.astype(values.dtype)
    at = _ends(levels, number)
    return Steps(levels, values, at, jnp.minimum(at.astype(jnp.int32), values.shape[-1] - 1))


def _weighted_steps(values: jax.Array, weight: jax.Array, number: int) -> Steps:
    """Steps as long as the values' weights."""
    levels = running_sums(weight)
    at = _ends(levels, number)
    return Steps(levels, weight * values, at, jnp.minimum(_last_not_above(levels, at), values.shape[-1] - 1))


def _ends(levels: jax.Array, number: int) -> jax.Array:
    return levels[..., -1:] * (jnp.arange(number + 1) / number).astype(levels.dtype)[None, None]


def _integral(values: jax.Array, steps: Steps) -> jax.Array:
    """From 0 to each end: of the steps before the one that it is in, and of its part of that."""
    within = steps.at - _taken(steps.levels, steps.index)
    return _taken(running_sums(steps.areas), steps.index) + within * _taken(values, steps.index)


def _last_not_above(levels: jax.Array, at: jax.Array) -> jax.Array:
    """For each number the last index whose level is not above it."""
    flat = (array.reshape(-1, array.shape[-1]) for array in (levels, at))
    found = jax.vmap(lambda levels, at: jnp.searchsorted(levels, at, side="right"))(*flat)
    return found.reshape(at.shape) - 1


def _taken(rows: jax.Array, index: jax.Array) -> jax.Array:
    shape = jnp.broadcast_shapes(rows.shape[:-1], index.shape[:-1])
    rows, index = (jnp.broadcast_to(array, (*shape, array.shape[-1])) for array in (rows, index))
    return jnp.take_along_axis(rows, index, axis=-1, mode="promise_in_bounds")
