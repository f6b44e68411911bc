"""Optimizers as optax gradient transformations; none of them knows about pictures."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.export
import jax.numpy as jnp
import optax
from jax.flatten_util import ravel_pytree
from jax.typing import DTypeLike

from ..errors import InputError, checked_count
from .equality import Optimizer, equal_by_settings, scale_free
from .history import History, descent_direction, dot, empty_history, forget, remember

# Makes of a gradient, a tree like the parameters, the way downhill: linear, symmetric and positive definite.
Preconditioner = Callable[[Any], Any]

SUFFICIENT_DECREASE = 1e-4  # Armijo's constant: Nocedal and Wright, Numerical Optimization, section 3.1
REJECTIONS_BEFORE_RESTART = 8


class LbfgsState(NamedTuple):
    """Where a line search starts, how far its next trial goes, and the curvature seen so far.

    Attributes:
        base: best point so far, from which trial points are taken, `[n]`.
        value: objective at the base; infinite before the first evaluation.
        gradient: gradient at the base, `[n]`.
        preconditioned: the same, preconditioned, `[n]`.
        step: the next trial point is the base plus this times the quasi-Newton direction.
        history: curvature pairs.
        accepted_steps: trial points that became the base, the starting point not counted.
        rejections: trial points refused since the base last moved.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> stylejax.lbfgs(memory=3).init(jnp.zeros((4, 4, 3))).base.shape
        (48,)
    """

    base: jax.Array
    value: jax.Array
    gradient: jax.Array
    preconditioned: jax.Array
    step: jax.Array
    history: History
    accepted_steps: jax.Array
    rejections: jax.Array


jax.export.register_namedtuple_serialization(LbfgsState, serialized_name="stylejax.LbfgsState")


def _as_it_is(gradient: Any) -> Any:
    return gradient


@equal_by_settings
@scale_free
def lbfgs(
    *,
    memory: int = 20,
    first_move: float = 0.5,
    preconditioner: Preconditioner = _as_it_is,
    kept_as: DTypeLike | None = None,
) -> Optimizer:
    """L-BFGS that needs exactly one evaluation per update, so that the network never runs inside a loop.

    `update(gradient, state, params, value=value)` takes value and gradient *at the trial point* `params` and returns
    the move to the next one. A trial with sufficient decrease becomes the base, and the next trial is the full
    quasi-Newton step from it; any other trial (one that is not finite, too) is followed by a shorter one from the same
    base, by quadratic interpolation within [0.1, 0.5] of its step. There is only `where`, no loop and no branch: under
    `vmap` each lane searches by itself. `state.base` is the best point seen, and its value never rises.

    `memory` is the number of curvature pairs. `first_move` is the largest change of the first trial as a share of the
    largest absolute parameter, so that the path depends on the units of neither the parameters nor the objective.
    `preconditioner` is what the inverse Hessian is guessed to be before any pair, up to its scale. It is applied once
    an update, to the gradient. Pairs are nearly all of the optimizer's memory: `kept_as=jnp.bfloat16` halves it.

    Unlike optax's L-BFGS it drops pairs without positive curvature, and doubles the step after a move that found none:
    a picture that starts as noise starts where curvature is negative.

    Source: Nocedal and Wright, Numerical Optimization, section 3.1, algorithm 7.5 and equation 3.57.

    Args:
        memory: at least 1.
        first_move: above 0.
        preconditioner: a linear map of a tree like the parameters, symmetric and positive.
        kept_as: `jnp.bfloat16`, or None for the type of the parameters.

    Returns:
        An optax transformation whose `update` wants `value`.

    Raises:
        InputError: for numbers out of range, and other types.

    Example:
        >>> import jax, jax.numpy as jnp, optax, stylejax
        >>> bowl = jax.value_and_grad(lambda x: jnp.sum((x - 3) ** 2))
        >>> optimizer, x = stylejax.lbfgs(), jnp.array([1.0, 2.0])
        >>> state = optimizer.init(x)
        >>> for step in range(8):
        ...     value, gradient = bowl(x)
        ...     move, state = optimizer.update(gradient, state, x, value=value)
        ...     x = optax.apply_updates(x, move)
        >>> [round(float(value), 3) for value in state.base]
        [3.0, 3.0]
    """
    checked_count("memory", memory, "the number of curvature pairs")
    if kept_as is not None and jnp.dtype(kept_as) != jnp.bfloat16:
        raise InputError(
            f"kept_as: {jnp.dtype(kept_as).name} is no type that pairs are kept as; give jnp.bfloat16, or None"
        )

    def init(params: optax.Params) -> LbfgsState:
        base = ravel_pytree(params)[0]
        one, none = jnp.ones((), base.dtype), jnp.int32(0)
        zeros, history = jnp.zeros_like(base), empty_history(memory, base, kept_as=kept_as)
        return LbfgsState(base.copy(), one * jnp.inf, zeros, zeros.copy(), one, history, none - 1, none.copy())

    def update(
        updates: optax.Updates, state: Any, params: optax.Params | None = None, *, value: Any = None, **_: Any
    ) -> tuple[optax.Updates, LbfgsState]:
        if params is None or value is None:
            raise InputError(
                "lbfgs: needs `params` and `value`, where it is and the objective there; "
                "call update(gradient, state, params, value=value)"
            )
        trial, unravel = ravel_pytree(params)
        gradient, preconditioned = (ravel_pytree(tree)[0] for tree in (updates, preconditioner(updates)))
        value = jnp.asarray(value, trial.dtype)
        state, direction = _advance(state, trial, value, gradient, preconditioned, first_move)
        return unravel(state.base + state.step * direction - trial), state

    return optax.GradientTransformationExtraArgs(init, update)


def _advance(
    state: LbfgsState,
    trial: jax.Array,
    value: jax.Array,
    gradient: jax.Array,
    preconditioned: jax.Array,
    first_move: float,
) -> tuple[LbfgsState, jax.Array]:
    """The state after one evaluation, and the direction of its next trial."""
    move, first = trial - state.base, jnp.isinf(state.value)
    slope = jnp.minimum(dot(state.gradient, move), 0)
    finite = jnp.isfinite(value) & jnp.isfinite(dot(gradient, gradient))
    moved = first | (jnp.max(jnp.abs(move)) > 0)
    accept = finite & moved & (value <= state.value + SUFFICIENT_DECREASE * slope)
    changes = gradient - state.gradient, preconditioned - state.preconditioned
    history, curved = remember(state.history, move, changes[0], accept, preconditioned=changes[1])
    first_scale = first_move * _largest(trial) / _largest(preconditioned)
    history = history._replace(scale=jnp.where(first, first_scale, history.scale))
    rejections = jnp.where(accept, 0, state.rejections + 1)
    restart = rejections == REJECTIONS_BEFORE_RESTART
    shortened = state.step * shortening(value - state.value, slope)
    step = jnp.where(accept, jnp.where(curved | first, 1, 2 * state.step), jnp.where(restart, 1, shortened))
    here = trial, value, gradient, preconditioned
    before = state.base, state.value, state.gradient, state.preconditioned
    base, value, gradient, preconditioned = (jnp.where(accept, new, old) for new, old in zip(here, before, strict=True))
    history, direction = descent_direction(forget(history, restart), gradient, preconditioned=preconditioned)
    accepted_steps = state.accepted_steps + accept
    ahead = LbfgsState(base, value, gradient, preconditioned, step, history, accepted_steps, rejections)
    return ahead, direction


def _largest(vector: jax.Array) -> jax.Array:
    """The largest absolute value, or 1 where all are zero and no scale can be read off."""
    largest = jnp.max(jnp.abs(vector))
    return jnp.where(largest > 0, largest, 1)


def shortening(rise: jax.Array, slope: jax.Array) -> jax.Array:
    """The share of a refused step at which a parabola through what is known has its minimum, within [0.1, 0.5]."""
    share = -slope / (2 * (rise - slope))
    return jnp.where(jnp.isfinite(share), jnp.clip(share, 0.1, 0.5), 0.25)
