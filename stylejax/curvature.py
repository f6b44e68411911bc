"""The curvature pairs of L-BFGS and the quasi-Newton direction they give, in a form without loops."""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax.scipy.linalg import solve_triangular

# A pair is kept when the cosine between move and change is above this: float32 cannot tell smaller ones from zero, and
# a cosine, unlike s.y > 1e-10 y.y, means the same in all units.
LEAST_COSINE = 1e-6


def dot(a: jax.Array, b: jax.Array) -> jax.Array:
    """Matrix or inner product in full precision, also where the hardware would round its inputs."""
    return jnp.matmul(a, b, precision=jax.lax.Precision.HIGHEST)


class History(NamedTuple):
    """The last pairs of moves `s` and gradient changes `y`, in a ring, with their inner products.

    Changes are kept preconditioned, `K y`: nothing needs them otherwise. Without a preconditioner `K` is the identity.
    A row of which `s_i . y_i` is zero holds no pair, whatever its vectors are: so a history is forgotten without
    touching these, which are nearly all of the optimizer's memory.

    Attributes:
        moves: `[m n]`, a row for each pair.
        changes: `K y_i`, `[m n]`.
        moves_changes: `s_i . y_j` where pair j is no older than i, `[m m]`.
        changes_changes: `y_i . K y_j`, `[m m]`.
        kept: number of pairs ever kept; the next goes to row `kept % m`.
        scale: the inverse Hessian is `scale` times `K` before any pair.
    """

    moves: jax.Array
    changes: jax.Array
    moves_changes: jax.Array
    changes_changes: jax.Array
    kept: jax.Array
    scale: jax.Array

    @property
    def held(self) -> jax.Array:
        """Which rows hold a pair, `[m]`."""
        return jnp.diag(self.moves_changes) > 0


def empty_history(memory: int, like: jax.Array) -> History:
    """A history of at most `memory` pairs of vectors like the given one `[n]`, with none in it."""
    vectors, products = jnp.zeros((memory, like.size), like.dtype), jnp.zeros((memory, memory), like.dtype)
    return History(vectors, vectors.copy(), products, products.copy(), jnp.int32(0), jnp.ones((), like.dtype))


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
    moves = history.moves.at[row].set(jnp.where(keep, move, history.moves[row]))
    changes = history.changes.at[row].set(jnp.where(keep, preconditioned, history.changes[row]))
    held = history.held.at[row].set(True)
    moves_change, changes_change = (jnp.where(held, dot(vectors, change), 0) for vectors in (moves, changes))
    crossed = history.moves_changes.at[row].set(0).at[:, row].set(moves_change)
    squared = history.changes_changes.at[row].set(changes_change).at[:, row].set(changes_change)
    crossed = jnp.where(keep, crossed, history.moves_changes)
    squared = jnp.where(keep, squared, history.changes_changes)
    scale = jnp.where(keep, curvature / weight, history.scale)
    return History(moves, changes, crossed, squared, history.kept + keep, scale), keep


def forget(history: History, when: jax.Array) -> History:
    """The history without any pair, when so asked; its scale stays."""
    crossed, squared = (jnp.where(when, 0, each) for each in (history.moves_changes, history.changes_changes))
    return history._replace(moves_changes=crossed, changes_changes=squared)


def quasi_newton_direction(
    history: History, gradient: jax.Array, *, preconditioned: jax.Array | None = None
) -> jax.Array:
    """Minus the inverse Hessian times the gradient `[n]`: the two-loop recursion, in two passes over all pairs.

    With `R` the upper triangle and `D` the diagonal of `S Y^T`, oldest pair first, and `g0` the scale:
    `-(g0 K (g - Y^T a) + S^T b)`, where `R a = S g` and `R^T b = D a - g0 (Y K g - Y K Y^T a)`.
    `preconditioned` is `K g`, or `g` where none is given. Byrd, Nocedal and Schnabel 1994, theorem 2.2.
    """
    preconditioned = gradient if preconditioned is None else preconditioned
    oldest = history.kept % len(history.moves)
    crossed = jnp.roll(history.moves_changes, -jnp.stack([oldest, oldest]), (0, 1))
    diagonal = jnp.diag(crossed)
    triangle = jnp.triu(crossed) + jnp.diag(jnp.where(diagonal > 0, 0, 1).astype(gradient.dtype))
    along_moves, along_changes = (
        jnp.where(history.held, dot(vectors, gradient), 0) for vectors in (history.moves, history.changes)
    )
    a = solve_triangular(triangle, jnp.roll(along_moves, -oldest))
    in_ring = jnp.roll(a, oldest)
    residual = along_changes - dot(history.changes_changes, in_ring)
    b = solve_triangular(triangle.T, diagonal * a - history.scale * jnp.roll(residual, -oldest), lower=True)
    start = history.scale * (preconditioned - dot(in_ring, history.changes))
    return -(start + dot(jnp.roll(b, oldest), history.moves))


def descent_direction(
    history: History, gradient: jax.Array, *, preconditioned: jax.Array | None = None
) -> tuple[History, jax.Array]:
    """A direction of descent `[n]`; where rounding has spoiled the pairs, they are forgotten."""
    steepest = gradient if preconditioned is None else preconditioned
    direction = quasi_newton_direction(history, gradient, preconditioned=steepest)
    spoiled = ~(dot(direction, gradient) <= 0)
    return forget(history, spoiled), jnp.where(spoiled, -history.scale * steepest, direction)
