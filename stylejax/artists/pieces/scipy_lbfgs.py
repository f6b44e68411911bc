"""L-BFGS with a line search like scipy's, one evaluation per update."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax.flatten_util import ravel_pytree

from ...optimizers.history import History, descent_direction, dot, empty_history, remember
from ...optimizers.quasi_newton import shortening

# dcsrch's tests in L-BFGS-B: a step is long enough when a tenth of the slope is gone, not too long when the value fell
# by this share of what the slope promised; and it is lengthened by up to four times the last stretch.
LEAST_DECREASE = 1e-3
SLOPE_LEFT = 0.9
STRETCH = 4


class ScipyLbfgsState(NamedTuple):
    """A line search on its way, and the curvature seen so far.

    Attributes:
        base: where the search began, `[n]`.
        value: the objective there; infinite before the first evaluation.
        gradient: the gradient there, `[n]`.
        direction: where it goes, `[n]`.
        step: the trial is the base plus this times the direction.
        step_before: the longest step that proved too short, or 0.
        history: curvature pairs.
    """

    base: jax.Array
    value: jax.Array
    gradient: jax.Array
    direction: jax.Array
    step: jax.Array
    step_before: jax.Array
    history: History


def scipy_lbfgs(*, memory: int) -> optax.GradientTransformationExtraArgs:
    """L-BFGS whose first trial is a move of length 1, and whose line search may lengthen a step as well as shorten it.

    `update(gradient, state, params, value=value)` returns the move to the next trial point. After More and Thuente 1994
    as in MINPACK-2's dcsrch, but for its cubic interpolation: as long as no trial is refused, and no lengthened step is
    found too long, the points are those of scipy's L-BFGS-B without bounds.
    """

    def init(params: optax.Params) -> ScipyLbfgsState:
        base = ravel_pytree(params)[0]
        zeros, one = jnp.zeros_like(base), jnp.ones((), base.dtype)
        history = empty_history(memory, base)
        return ScipyLbfgsState(base.copy(), one * jnp.inf, zeros, zeros.copy(), one, 0 * one, history)

    def update(
        updates: optax.Updates, state: Any, params: Any = None, *, value: jax.Array, **_: Any
    ) -> tuple[optax.Updates, ScipyLbfgsState]:
        trial, unravel = ravel_pytree(params)
        state = _advanced(state, trial, jnp.asarray(value, trial.dtype), ravel_pytree(updates)[0])
        return unravel(state.base + state.step * state.direction - trial), state

    return optax.GradientTransformationExtraArgs(init, update)  # pyrefly: ignore


def _advanced(state: ScipyLbfgsState, trial: jax.Array, value: jax.Array, gradient: jax.Array) -> ScipyLbfgsState:
    """The state after one evaluation: a new search where this one has ended, else a longer or a shorter step."""
    first, slope = jnp.isinf(state.value), dot(state.gradient, state.direction)
    low = jnp.isfinite(value) & (value <= state.value + LEAST_DECREASE * state.step * slope)
    long = dot(gradient, state.direction) >= SLOPE_LEFT * slope
    ended = first | (low & long)
    history, _kept = remember(state.history, trial - state.base, gradient - state.gradient, ended & ~first)
    first_scale = 1 / jnp.sqrt(dot(gradient, gradient))
    history = history._replace(scale=jnp.where(first, first_scale, history.scale))
    history, direction = descent_direction(history, gradient)
    begun = ScipyLbfgsState(trial, value, gradient, direction, jnp.ones_like(value), jnp.zeros_like(value), history)
    return jax.tree.map(lambda new, old: jnp.where(ended, new, old), begun, _continued(state, value, slope, low))


def _continued(state: ScipyLbfgsState, value: jax.Array, slope: jax.Array, low: jax.Array) -> ScipyLbfgsState:
    """The same search with a longer step where the last one was low enough, else with a shorter one."""
    stretch = state.step - state.step_before
    longer = state.step + STRETCH * stretch
    shorter = state.step_before + shortening(value - state.value, state.step * slope) * stretch
    return state._replace(
        step=jnp.where(low, longer, shorter), step_before=jnp.where(low, state.step, state.step_before)
    )
