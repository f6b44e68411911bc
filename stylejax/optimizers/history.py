"""The curvature pairs of L-BFGS and the quasi-Newton direction they give, in a form without loops."""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.export
import jax.numpy as jnp
from jax.typing import DTypeLike

# A pair is kept when the cosine between move and change is above this: float32 cannot tell smaller ones from zero, and
# a cosine, unlike s.y > 1e-10 y.y, means the same in all units.
LEAST_COSINE = 1e-6


def dot(a: jax.Array, b: jax.Array) -> jax.Array:
    """Matrix or inner product in full precision, also where the hardware would round its inputs."""
    return jax.lax.dot(a, b, precision=jax.lax.Precision.HIGHEST)


def rounded_to(dtype: DTypeLike | None, vector: jax.Array) -> jax.Array:
    """The vector as it is kept: as it is where no type is named, else the bits of its bfloat16 values, `uint16`.

    As numbers of 16 bits XLA widens a whole history on CPU wherever it is touched; bits it leaves alone.
    """
    return vector if dtype is None else jax.lax.bitcast_convert_type(vector.astype(dtype), jnp.uint16)


def _widened(row: jax.Array, dtype: DTypeLike) -> jax.Array:
    """A row of bits as the values that they stand for: bfloat16 is the upper half of float32."""
    return jax.lax.bitcast_convert_type(row.astype(jnp.uint32) << 16, jnp.float32).astype(dtype)


def products_with(rows: jax.Array, vector: jax.Array) -> jax.Array:
    """The inner product `[m]` of each row that is kept `[m n]` with a vector `[n]`; one row is widened at a time."""
    if rows.dtype == vector.dtype:
        return dot(rows, vector)
    return jax.lax.map(lambda row: dot(_widened(row, vector.dtype), vector), rows)


def added(total: jax.Array, shares: jax.Array, rows: jax.Array) -> jax.Array:
    """A vector `[n]` and, added to it, rows that are kept `[m n]`, each times its share `[m]`."""
    if rows.dtype == total.dtype:
        return total + dot(shares, rows)

    def with_row(index: jax.Array, total: jax.Array) -> jax.Array:
        return total + shares[index] * _widened(rows[index], total.dtype)

    return jax.lax.fori_loop(0, len(rows), with_row, total)


class History(NamedTuple):
    """The last pairs of moves `s` and gradient changes `y`, in a ring, with what the direction needs of their products.

    Changes are kept preconditioned, `K y`: nothing needs them otherwise. Without a preconditioner `K` is the identity.
    A row that holds no pair is zero in `inverse` and `curvatures`, whatever its vectors are: so a history is forgotten
    without touching these, which are nearly all of the optimizer's memory.

    Attributes:
        moves: `[m n]`, a row for each pair; numbers, or their bits where they are kept in half as many.
        changes: `K y_i`, `[m n]`.
        curvatures: `s_i . y_i`, `[m]`.
        inverse: the inverse of the matrix of `s_i . y_j` where pair j is no older than i, else zero, `[m m]`.
        changes_changes: `y_i . K y_j`, `[m m]`.
        kept: number of pairs ever kept; the next goes to row `kept % m`.
        scale: the inverse Hessian is `scale` times `K` before any pair.
    """

    moves: jax.Array
    changes: jax.Array
    curvatures: jax.Array
    inverse: jax.Array
    changes_changes: jax.Array
    kept: jax.Array
    scale: jax.Array


jax.export.register_namedtuple_serialization(History, serialized_name="stylejax.History")


def empty_history(memory: int, like: jax.Array, *, kept_as: DTypeLike | None = None) -> History:
    """A history of at most `memory` pairs of vectors like the given one `[n]`, with none in it.

    Where a type is named that they are `kept_as`, products are taken of what is kept of them.
    """
    vectors = jnp.zeros((memory, like.size), rounded_to(kept_as, like).dtype)
    products = jnp.zeros((memory, memory), like.dtype)
    one = jnp.ones((), like.dtype)
    return History(vectors, vectors.copy(), products[0].copy(), products, products.copy(), kept=jnp.int32(0), scale=one)


# Whether a pair is worth keeping, by `s.y`, `s.s` and `y.y`.
Curved = Callable[[jax.Array, jax.Array, jax.Array], jax.Array]


def curved_by_cosine(product: jax.Array, move_squared: jax.Array, change_squared: jax.Array) -> jax.Array:
    """`s.y > 1e-6 |s| |y|`."""
    return product > LEAST_COSINE * jnp.sqrt(move_squared) * jnp.sqrt(change_squared)


def remember(
    history: History,
    move: jax.Array,
    change: jax.Array,
    accepted: jax.Array,
    *,
    preconditioned: jax.Array | None = None,
    curved: Curved = curved_by_cosine,
) -> tuple[History, jax.Array]:
    """The history with one more pair `[n]`, and whether it was kept: only accepted ones with positive curvature are.

    `preconditioned` is `K` times the change, or the change itself where none is given.
    """
    preconditioned = change if preconditioned is None else preconditioned
    curvature, weight = dot(move, change), dot(change, preconditioned)
    keep = accepted & curved(curvature, dot(move, move), dot(change, change)) & jnp.isfinite(curvature / weight)
    row = history.kept % len(history.moves)
    moves = _with_row(history.moves, row, move, keep)
    changes = _with_row(history.changes, row, preconditioned, keep)
    new = keep & (jnp.arange(len(moves)) == row)
    across, down = new[:, None], new[None]
    older, squares = jnp.where(across | down, 0, history.inverse), products_with(changes, change)
    column = jnp.where(new, 1, -dot(older, products_with(moves, change))) / curvature
    ahead = History(
        moves,
        changes,
        curvatures=jnp.where(new, curvature, history.curvatures),
        inverse=jnp.where(down, column[:, None], older),
        changes_changes=jnp.where(across, squares, jnp.where(down, squares[:, None], history.changes_changes)),
        kept=history.kept + keep,
        scale=jnp.where(keep, curvature / weight, history.scale),
    )
    return ahead, keep


def _with_row(rows: jax.Array, row: jax.Array, vector: jax.Array, when: jax.Array) -> jax.Array:
    """The rows `[m n]` with a vector `[n]` in place of one of them, when so asked; the others are not touched."""
    before = jax.lax.dynamic_index_in_dim(rows, row, keepdims=False)
    kept = vector if rows.dtype == vector.dtype else rounded_to(jnp.bfloat16, vector)
    return jax.lax.dynamic_update_index_in_dim(rows, jnp.where(when, kept, before), row, 0)


def forget(history: History, when: jax.Array) -> History:
    """The history without any pair, when so asked; its scale stays."""
    curvatures, inverse = (jnp.where(when, 0, each) for each in (history.curvatures, history.inverse))
    return history._replace(curvatures=curvatures, inverse=inverse)


def quasi_newton_direction(
    history: History, gradient: jax.Array, *, preconditioned: jax.Array | None = None
) -> jax.Array:
    """Minus the inverse Hessian times the gradient `[n]`: the two-loop recursion, in two passes over all pairs.

    With `R` the upper triangle and `D` the diagonal of `S Y^T`, oldest pair first, and `g0` the scale:
    `-(g0 K (g - Y^T a) + S^T b)`, where `a = R^-1 S g` and `b = R^-T (D a - g0 (Y K g - Y K Y^T a))`.
    `preconditioned` is `K g`, or `g` where none is given. Byrd, Nocedal and Schnabel 1994, theorem 2.2. The order of
    pairs is that of the ring throughout: `R^-1` is kept in it.
    """
    preconditioned = gradient if preconditioned is None else preconditioned
    a = dot(history.inverse, products_with(history.moves, gradient))
    residual = products_with(history.changes, gradient) - dot(history.changes_changes, a)
    b = dot(history.curvatures * a - history.scale * residual, history.inverse)
    start = history.scale * added(preconditioned, -a, history.changes)
    return -added(start, b, history.moves)


def descent_direction(
    history: History, gradient: jax.Array, *, preconditioned: jax.Array | None = None
) -> tuple[History, jax.Array]:
    """A direction of descent `[n]`; where rounding has spoiled the pairs, they are forgotten."""
    steepest = gradient if preconditioned is None else preconditioned
    direction = quasi_newton_direction(history, gradient, preconditioned=steepest)
    spoiled = ~(dot(direction, gradient) <= 0)
    return forget(history, spoiled), jnp.where(spoiled, -history.scale * steepest, direction)
