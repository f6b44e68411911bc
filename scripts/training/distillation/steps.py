"""One training step, and the state it carries."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
import optax.contrib

from .loss import distance
from .student import head_outputs

AVERAGING = 0.995  # of parameters and of batch statistics, for the network that is exported
ADAM_SHARE = 0.2  # Adam's learning rate for scales and biases, as a share of Muon's for kernels


class State(NamedTuple):
    """All that a step changes; a checkpoint is these arrays and the number of steps."""

    parameters: Any
    optimizer: Any
    statistics: Any
    averaged: Any


def make_optimizer() -> optax.GradientTransformation:
    """Muon (Jordan et al. 2024) on kernels, seen as matrices; Adam on the rest. Updates suit a learning rate of 1."""
    return optax.contrib.muon(1.0, adam_learning_rate=ADAM_SHARE, adam_b2=0.99, muon_weight_dimension_numbers=_matrices)


def _matrices(tree: Any) -> Any:
    def matrix(leaf: jax.Array) -> optax.contrib.MuonDimensionNumbers | None:
        if leaf.ndim < 2:
            return None
        return optax.contrib.MuonDimensionNumbers(tuple(range(leaf.ndim - 1)), leaf.ndim - 1)

    return jax.tree.map(matrix, tree)


def init_state(parameters: Any, optimizer: optax.GradientTransformation) -> State:
    """The state before the first step; statistics start as those of a standard normal."""
    convolutions = {name: layer for name, layer in parameters.items() if "scale" in layer}
    statistics = {name: (jnp.zeros_like(x["scale"]), jnp.ones_like(x["scale"])) for name, x in convolutions.items()}
    return State(parameters, optimizer.init(parameters), statistics, parameters)


def make_step(
    moments: Any,
    strides: Any,
    optimizer: optax.GradientTransformation,
    *,
    gram_weight: float,
    choose: Callable[[Any], Any],
) -> Callable:
    """A jitted step `(state, batch, key, rate, keep) -> (state, loss, log)`.

    `choose(statistics)` gives the statistics the layers are normalized with, or None for the batch's own.
    `keep` is the share of the averages that stays.
    """

    def loss(parameters: Any, statistics: Any, batch: Any, key: jax.Array) -> Any:
        images = batch["image"].astype(jnp.float32)
        outputs, seen = head_outputs(parameters, moments, images, strides, statistics=choose(statistics))
        total, log = distance(outputs, batch, key, gram_weight=gram_weight)
        return total, (log, seen)

    @jax.jit
    def step(state: State, batch: Any, key: jax.Array, rate: float, keep: float) -> Any:
        gradient = jax.value_and_grad(loss, has_aux=True)
        (total, (log, seen)), slopes = gradient(state.parameters, state.statistics, batch, key)
        updates, memory = optimizer.update(slopes, state.optimizer, state.parameters)
        parameters = jax.tree.map(lambda old, move: old + rate * move, state.parameters, updates)
        statistics = _average(state.statistics, seen, keep)
        return State(parameters, memory, statistics, _average(state.averaged, parameters, keep)), total, log

    return step


def _average(old: Any, new: Any, keep: Any) -> Any:
    return jax.tree.map(lambda a, b: keep * a + (1 - keep) * b, old, new)
