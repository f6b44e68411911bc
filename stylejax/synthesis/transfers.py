"""The one place where the parts meet: one picture, one jitted step, the loop."""

import dataclasses
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax.typing import ArrayLike

from ..errors import InputError
from ..losses.objectives import Targets, measure_targets, objective
from ..losses.terms import Terms, Weights, loss_weights
from ..networks.networks import DEFAULT_EXECUTION, Card, Execution, Network, check_layers
from ..networks.preparation import prepared
from ..optimizers.choices import OPTIMIZERS
from ..optimizers.equality import Optimizer
from ..settings import DEFAULTS
from .loops import Observer, Track, run
from .runs import Callback, Result, heard_by
from .sharding import created_like, replicated_like
from .starts import COLOR, Medium, PictureOf, checked_colors, checked_picture, itself, noise_image

PROGRAMS = 32  # compiled for different settings that are kept at a time


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Lane:
    """A picture on its way: where the next evaluation is made, the optimizer's state, and the best point seen.

    Attributes:
        image: what is optimized, at the next trial: the picture `[h w 3]`, or what a `picture_of` makes it of.
        optimizer_state: what the optimizer remembers.
        best_image: the point of lowest objective so far, of the same shape.
        best_objective: its objective, infinite before the first evaluation.
        best_terms: its terms, unweighted.
    """

    image: jax.Array
    optimizer_state: optax.OptState
    best_image: jax.Array
    best_objective: jax.Array
    best_terms: Terms


def start_lane(image: jax.Array, optimizer: Optimizer, *, like: Weights) -> Lane:
    """A lane that begins at the picture `[h w 3]`; `like` gives the terms their names."""
    number = jnp.promote_types(image.dtype, jnp.float32)
    zeros = jax.tree.map(lambda weight: jnp.zeros((), number), like)
    return Lane(image.copy(), optimizer.init(image), image.copy(), jnp.asarray(jnp.inf, number), zeros)


def step_lane(
    lane: Lane,
    network: Network,
    targets: Targets,
    weights: Weights,
    *,
    optimizer: Optimizer,
    picture_of: PictureOf = itself,
    execution: Execution = DEFAULT_EXECUTION,
) -> tuple[Lane, jax.Array]:
    """One evaluation of objective and gradient and one update, to the next lane and the objective evaluated.

    A pure function: `jit` it, or `vmap` it over lanes and over weights with a leading axis.
    """

    def value_of(image: jax.Array) -> tuple[jax.Array, Terms]:
        return objective(picture_of(image), network, targets, weights, execution=execution)

    (value, terms), gradient = jax.value_and_grad(value_of, has_aux=True)(lane.image)
    updates, state = optimizer.update(gradient, lane.optimizer_state, lane.image, value=value)
    image = jnp.asarray(optax.apply_updates(lane.image, updates))
    better = value < lane.best_objective
    old = (lane.best_image, lane.best_objective, lane.best_terms)
    best = jax.tree.map(functools.partial(jnp.where, better), (lane.image, value, terms), old)
    return Lane(image, state, *best), value


def compiled_step(
    optimizer: Optimizer, *, picture_of: PictureOf = itself, execution: Execution = DEFAULT_EXECUTION
) -> Any:
    """`step_lane` of these, compiled once for each size of picture; the lane it is given is used up."""
    return step_program(optimizer, picture_of, execution)


@functools.lru_cache(maxsize=PROGRAMS)
def step_program(optimizer: Optimizer, picture_of: PictureOf, execution: Execution) -> Any:
    """`compiled_step`, of which so many are kept."""
    step = functools.partial(step_lane, optimizer=optimizer, picture_of=picture_of, execution=execution)
    return jax.jit(step, donate_argnums=0)


@functools.lru_cache(maxsize=PROGRAMS)
def compiled_targets(execution: Execution) -> Any:
    """`measure_targets` in that execution, compiled once for each size of pictures."""
    return jax.jit(functools.partial(measure_targets, execution=execution))


DEFAULT_OPTIMIZER = OPTIMIZERS[DEFAULTS.optimizer](())


def transfer(
    content: ArrayLike,
    style: ArrayLike,
    *,
    network: Network,
    weights: Weights | None = None,
    steps: int = DEFAULTS.steps,
    init: ArrayLike | None = None,
    optimizer: Optimizer = DEFAULT_OPTIMIZER,
    callback: Callback | None = None,
    observers: Sequence[Observer] = (),
    picture_of: PictureOf = itself,
    medium: Medium = COLOR,
    execution: Execution = DEFAULT_EXECUTION,
) -> Result:
    """Paint the content picture in the style of the other, each `[h w 3]` of its own size, sRGB in [0, 1].

    `weights` also says which terms count; the default is `loss_weights()`. `steps` is the number of
    evaluations of objective and gradient. `init` is the picture to start from, noise by default. The callback is told
    of each evaluation and may return True to stop; observers are shown the state at the evaluations that they name. A
    content picture whose rows lie on several devices (`shard_rows`) is painted on all of them.

    What is optimized need not be the picture: `picture_of` makes the picture of it, and `init` is then what it starts
    from, of the kind that `medium` describes. Raises InputError for pictures of unfit shape or range, steps below 1 and
    layers that the network lacks.
    """
    weights = as_arrays(loss_weights() if weights is None else weights)
    content, style = checked_colors("content", content), checked_colors("style", style)
    init = noise_image(content.shape) if init is None else checked_picture("init", init, medium=medium)
    check_run(network, weights, content.shape, jax.eval_shape(picture_of, init).shape, steps)
    init = jax.device_put(init, content.sharding)
    ready = nameless(prepared(network, layers=weights.layers, execution=execution))
    network, style, weights = replicated_like(content, (ready, style, weights))
    targets = compiled_targets(execution)(network, content, style, like=weights)
    program = compiled_step(optimizer, picture_of=picture_of, execution=execution)
    step = functools.partial(program, network=network, targets=targets, weights=weights)
    lane = created_like(init, functools.partial(start_lane, optimizer=optimizer, like=weights))
    track = Track()
    lane = run(step, lane, steps, tracks=[track], callback=heard_by(callback), observers=observers)
    return result_of(summary_of(lane), track, picture_of=picture_of)


def nameless(network: Network) -> Network:
    """The network without its card: networks that differ in nothing else share compiled programs."""
    return dataclasses.replace(network, card=Card(""))


def as_arrays(weights: Weights) -> Weights:
    """Weights as arrays, in float32 or better: those that are Python's numbers are the same program's."""
    return jax.tree.map(_as_array, weights)


def _as_array(weight: ArrayLike) -> jax.Array:
    own = weight.dtype if isinstance(weight, jax.Array) else jnp.float32
    return jnp.asarray(weight, jnp.promote_types(own, jnp.float32))


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


def result_of(summary: Summary, track: Track, *, picture_of: PictureOf = itself) -> Result:
    """The result of a run with those objectives."""
    evaluations = len(track.values)
    return Result(
        image=COLOR.clipped(picture_of(summary.image)),
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
    check_layers(network, weights.layers)
