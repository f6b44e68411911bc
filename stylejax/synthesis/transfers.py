"""The one place where the parts meet: one picture, one jitted step, a Python loop."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax.typing import ArrayLike

from ..errors import InputError
from ..losses.objectives import Targets, Terms, Weights, loss_weights, measure_targets, objective
from ..networks.architectures.graph import needed_layers
from ..networks.networks import Network
from ..networks.preparation import prepared
from ..optimizers.frequencies import low_frequencies_first
from ..optimizers.quasi_newton import lbfgs
from ..settings import DEFAULTS
from .runs import Callback, Progress, Result, Track
from .sharding import created_like, replicated_like
from .starts import checked_colors, checked_picture, noise_image


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Lane:
    """A picture on its way: where the next evaluation is made, the optimizer's state, and the best point seen.

    Attributes:
        image: the next trial picture `[h w 3]`.
        optimizer_state: what the optimizer remembers.
        best_image: the picture of lowest objective so far `[h w 3]`.
        best_objective: its objective, infinite before the first evaluation.
        best_terms: its terms, unweighted.
    """

    image: jax.Array
    optimizer_state: optax.OptState
    best_image: jax.Array
    best_objective: jax.Array
    best_terms: Terms


def start_lane(image: jax.Array, optimizer: optax.GradientTransformationExtraArgs, *, like: Weights) -> Lane:
    """A lane that begins at the picture `[h w 3]`; `like` gives the terms their names."""
    zeros = jax.tree.map(lambda weight: jnp.zeros((), jnp.float32), like)
    return Lane(image.copy(), optimizer.init(image), image.copy(), jnp.float32(jnp.inf), zeros)


def step_lane(
    lane: Lane,
    network: Network,
    targets: Targets,
    weights: Weights,
    *,
    optimizer: optax.GradientTransformationExtraArgs,
) -> tuple[Lane, jax.Array]:
    """One evaluation of objective and gradient and one update, to the next lane and the objective evaluated.

    A pure function: `jit` it, or `vmap` it over lanes and over weights with a leading axis.
    """
    (value, terms), gradient = jax.value_and_grad(objective, has_aux=True)(lane.image, network, targets, weights)
    updates, state = optimizer.update(gradient, lane.optimizer_state, lane.image, value=value)
    image = jnp.asarray(optax.apply_updates(lane.image, updates))
    better = value < lane.best_objective
    old = (lane.best_image, lane.best_objective, lane.best_terms)
    best = jax.tree.map(functools.partial(jnp.where, better), (lane.image, value, terms), old)
    return Lane(image, state, *best), value


@functools.cache
def compiled_step(optimizer: optax.GradientTransformationExtraArgs) -> Any:
    """`step_lane` with that optimizer, compiled once for each size of picture; the lane it is given is used up."""
    step = functools.partial(step_lane, optimizer=optimizer)
    return jax.jit(step, donate_argnums=0)


compiled_targets = jax.jit(measure_targets)

# Of histories of 5 to 50 pairs, ten are the fewest that longer ones hardly outdo (scripts/benchmarks/measure_first.py).
DEFAULT_OPTIMIZER = lbfgs(memory=10, preconditioner=low_frequencies_first)


def transfer(
    content: ArrayLike,
    style: ArrayLike,
    *,
    network: Network,
    weights: Weights | None = None,
    steps: int = DEFAULTS.steps,
    init: ArrayLike | None = None,
    optimizer: optax.GradientTransformationExtraArgs = DEFAULT_OPTIMIZER,
    callback: Callback | None = None,
) -> Result:
    """Paint the content picture in the style of the other, each `[h w 3]` of its own size, sRGB in [0, 1].

    `weights` also says which layers count; the default is `loss_weights()`. `steps` is the number of
    evaluations of objective and gradient. `init` is the picture to start from, noise by default. The callback is told
    of each evaluation and may return True to stop. A content picture whose rows lie on several devices (`shard_rows`)
    is painted on all of them. Raises InputError for pictures of unfit shape or range, steps below 1 and layers that the
    network lacks.
    """
    weights = loss_weights() if weights is None else weights
    content, style = checked_colors("content", content), checked_colors("style", style)
    init = noise_image(content.shape) if init is None else checked_picture("init", init)
    check_run(network, weights, content.shape, init.shape, steps)
    init = jax.device_put(init, content.sharding)
    ready = prepared(network, layers=weights.layers)
    network, style, weights = replicated_like(content, (ready, style, weights))
    targets = compiled_targets(network, content, style, like=weights)
    step = functools.partial(compiled_step(optimizer), network=network, targets=targets, weights=weights)
    start = functools.partial(start_lane, optimizer=optimizer, like=weights)
    lane, track = _run(step, created_like(init, start), steps, callback or (lambda _: None))
    return result_of(summary_of(lane), track)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Summary:
    """What a lane's result takes from the device: its best picture, unclipped, and its terms; steps where counted."""

    image: jax.Array
    terms: Terms
    accepted_steps: jax.Array | None


def summary_of(lane: Lane) -> Summary:
    """What is kept of a lane when its run is over."""
    accepted = optax.tree_utils.tree_get(lane.optimizer_state, "accepted_steps", None)
    return Summary(lane.best_image, lane.best_terms, accepted)


def result_of(summary: Summary, track: Track) -> Result:
    """The result of a run with those objectives."""
    evaluations = len(track.values)
    return Result(
        image=jnp.clip(summary.image, 0, 1),
        objective=tuple(track.values),
        evaluations=evaluations,
        accepted_steps=evaluations if summary.accepted_steps is None else int(summary.accepted_steps),
        terms=jax.tree.map(float, summary.terms),
        status=track.status,
    )


def check_run(network: Network, weights: Weights, content: tuple[int, ...], init: tuple[int, ...], steps: int) -> None:
    """Raise InputError for a start of another shape than the content, steps below 1 and layers the network lacks."""
    if init != content:
        raise InputError(f"init: shape {init} differs from the content's {content}; resize it")
    if steps < 1:
        raise InputError(f"steps: {steps} is below 1; give the number of evaluations to spend")
    needed_layers(network.architecture, weights.layers)


def _run(
    step: Callable[[Lane], tuple[Lane, jax.Array]], lane: Lane, steps: int, callback: Callback
) -> tuple[Lane, Track]:
    """Evaluate until the steps are spent, the callback says so, or no better point has come for a while.

    Each objective is looked at only after the next evaluation is under way, so that the device never waits for Python.
    """
    track = Track()
    lane, value = step(lane)
    while True:
        evaluation = len(track.values) + 1
        ahead = step(lane) if evaluation < steps and track.status == "finished" else None
        stopped = callback(Progress(evaluation, steps, float(value))) or track.status == "stopped"
        track.add(float(value), stopped=stopped)
        if ahead is None:
            return lane, track
        lane, value = ahead
