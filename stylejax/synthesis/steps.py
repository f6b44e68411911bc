"""One evaluation and one update of a picture on its way, as a pure function."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.export
import jax.numpy as jnp
import numpy as np
import optax

from ..errors import InputError
from ..losses.objectives import Targets, objective, value_and_gradient_in_tiles
from ..losses.terms import Terms, Weights
from ..networks.networks import DEFAULT_EXECUTION, Execution, Network
from ..optimizers.equality import Optimizer
from ..plain import packed, unpacked
from .starts import PictureOf, in_color


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

    Example:
        >>> import stylejax
        >>> start, weights = stylejax.noise_image((16, 16, 3)), stylejax.loss_weights()
        >>> lane = stylejax.start_lane(start, stylejax.lbfgs(), like=weights)
        >>> float(lane.best_objective)
        inf
    """

    image: jax.Array
    optimizer_state: optax.OptState
    best_image: jax.Array
    best_objective: jax.Array
    best_terms: Terms


jax.export.register_pytree_node_serialization(
    Lane, serialized_name="stylejax.Lane", serialize_auxdata=packed, deserialize_auxdata=unpacked
)


def start_lane(image: jax.Array, optimizer: Optimizer, *, like: Weights) -> Lane:
    """A lane that begins at the picture `[h w 3]`; `like` gives the terms their names.

    Args:
        image: the start.
        optimizer: an optax transformation.
        like: weights or targets of the objective.

    Returns:
        The lane before its first evaluation.

    Example:
        >>> import stylejax
        >>> lane = stylejax.start_lane(stylejax.noise_image((16, 16, 3)), stylejax.adam(), like=stylejax.loss_weights())
        >>> lane.image.shape
        (16, 16, 3)
    """
    number = jnp.promote_types(image.dtype, jnp.float32)
    zeros = jax.tree.map(lambda weight: jnp.zeros((), number), like)
    return _apart(Lane(image.copy(), optimizer.init(image), image.copy(), jnp.asarray(jnp.inf, number), zeros))


def lane_of(leaves: Sequence[np.ndarray], make: Callable[[jax.Array], Lane]) -> Lane:
    """The lane that `make` would make of a picture, with these leaves in place of its own.

    Raises InputError where they are not a lane's of this optimizer and these terms.
    """
    first = jax.ShapeDtypeStruct(leaves[0].shape, leaves[0].dtype) if leaves and np.ndim(leaves[0]) == 3 else None
    like = jax.eval_shape(make, first) if first else None
    wanted = [(leaf.shape, leaf.dtype) for leaf in jax.tree.leaves(like)]
    if wanted != [(leaf.shape, leaf.dtype) for leaf in leaves]:
        raise InputError("halfway: its arrays are not those of this picture and this optimizer; begin anew")
    return jax.tree.unflatten(jax.tree.structure(like), [jnp.array(leaf) for leaf in leaves])


def _apart(tree: Any) -> Any:
    """The tree with arrays of its own in each place: an optimizer may keep one twice, and a step uses up each once."""
    seen = set[int]()

    def own(leaf: jax.Array) -> jax.Array:
        known = id(leaf) in seen
        seen.add(id(leaf))
        return leaf.copy() if known else leaf

    return jax.tree.map(own, tree)


def step_lane(
    lane: Lane,
    network: Network,
    targets: Targets,
    weights: Weights,
    *,
    optimizer: Optimizer,
    picture_of: PictureOf = in_color,
    execution: Execution = DEFAULT_EXECUTION,
) -> tuple[Lane, jax.Array]:
    """One evaluation of objective and gradient and one update, to the next lane and the objective evaluated.

    A pure function: `jit` it, or `vmap` it over lanes and over weights with a leading axis. The optimizer may be any
    of optax; one that searches along a line evaluates as often as it likes, and is told of only once.

    Args:
        lane: where the picture stands.
        network: whose layers are compared.
        targets: what is to be matched.
        weights: of the terms.
        optimizer: the one that the lane was started with.
        picture_of: what makes the picture of what is optimized.
        execution: how the network is computed.

    Returns:
        The next lane and the objective, of the picture before it moved.

    Example:
        >>> import functools, jax, stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> photo, painting = (stylejax.noise_image((16, 16, 3), seed=seed) for seed in (0, 1))
        >>> weights = stylejax.loss_weights(content_layers=("relu1_2",), style_layers=("relu1_1",))
        >>> targets = stylejax.measure_targets(network, photo, painting, like=weights)
        >>> optimizer = stylejax.lbfgs(memory=2)
        >>> step = jax.jit(functools.partial(stylejax.step_lane, optimizer=optimizer))
        >>> lane, value = step(stylejax.start_lane(photo, optimizer, like=weights), network, targets, weights)
        >>> lane.image.shape
        (16, 16, 3)
    """

    def terms_at(image: jax.Array) -> tuple[jax.Array, Terms]:
        return objective(picture_of(image), network, targets, weights, execution=execution)

    return advance(lane, terms_at, optimizer=optimizer)


def advance(
    lane: Lane, terms_at: Callable[[jax.Array], tuple[jax.Array, Terms]], *, optimizer: Optimizer
) -> tuple[Lane, jax.Array]:
    """One evaluation and one update, as `step_lane`, of any objective: `terms_at` says it and its terms at a point."""

    def value_of(image: jax.Array) -> tuple[jax.Array, Terms]:
        value, terms = terms_at(image)
        return value.astype(number), jax.tree.map(lambda term: term.astype(number), terms)

    number = lane.best_objective.dtype
    found, gradient = jax.value_and_grad(value_of, has_aux=True)(lane.image)
    return moved_lane(lane, found, gradient, optimizer=optimizer, search=lambda image: value_of(image)[0])


def step_in_tiles(
    lane: Lane,
    network: Network,
    targets: Targets,
    weights: Weights,
    *,
    optimizer: Optimizer,
    picture_of: PictureOf = in_color,
    execution: Execution = DEFAULT_EXECUTION,
) -> tuple[Lane, jax.Array]:
    """`step_lane` with a tile's activations in memory at a time, the same up to rounding.

    A loop over compiled programs, which is not to be jitted; the lane it is given is used up. An optimizer that
    searches along a line evaluates more than once, which it cannot here: InputError.
    """
    picture, back = jax.vjp(picture_of, lane.image)
    found, gradient = value_and_gradient_in_tiles(picture, network, targets, weights, execution=execution)
    return _moved_lane(lane, found, *back(gradient), optimizer=optimizer)


def moved_lane(
    lane: Lane, found: tuple[jax.Array, Terms], gradient: jax.Array, *, optimizer: Optimizer, search: Any
) -> tuple[Lane, jax.Array]:
    """The lane after an evaluation that found a value with its terms and a gradient, and the value.

    `search` is the objective of a picture, for optimizers that ask for it.
    """
    value, terms = found
    of_search = {"value": value, "grad": gradient, "value_fn": search}
    update = optax.with_extra_args_support(optimizer).update
    updates, state = update(gradient, lane.optimizer_state, lane.image, **of_search)
    image = jnp.asarray(optax.apply_updates(lane.image, updates))
    better = value < lane.best_objective
    old = (lane.best_image, lane.best_objective, lane.best_terms)
    best = jax.tree.map(functools.partial(jnp.where, better), (lane.image, value, terms), old)
    return Lane(image, state, *best), value


@functools.partial(jax.jit, static_argnames="optimizer", donate_argnums=0)
def _moved_lane(
    lane: Lane, found: tuple[jax.Array, Terms], gradient: jax.Array, *, optimizer: Optimizer
) -> tuple[Lane, jax.Array]:
    number = lane.best_objective.dtype
    wide = jax.tree.map(lambda each: each.astype(number), found)
    return moved_lane(lane, wide, gradient, optimizer=optimizer, search=_no_search)


def _no_search(image: jax.Array) -> jax.Array:
    raise InputError("memory: this optimizer searches along a line, which it cannot in the least memory; take little")


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Summary:
    """What a lane's result takes from the device: its best picture, unclipped, and its terms; steps where counted."""

    image: jax.Array
    terms: Terms
    accepted_steps: jax.Array | None


jax.export.register_pytree_node_serialization(
    Summary, serialized_name="stylejax.Summary", serialize_auxdata=packed, deserialize_auxdata=unpacked
)


def summary_of(lane: Lane) -> Summary:
    """What is kept of a lane when its run is over."""
    accepted = optax.tree_utils.tree_get(lane.optimizer_state, "accepted_steps", None)
    return Summary(lane.best_image, lane.best_terms, accepted)
