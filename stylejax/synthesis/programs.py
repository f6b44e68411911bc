"""Compiled programs: what is compiled once for each size of picture, and how much care the compiler takes."""

import dataclasses
import enum
import functools
import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from ..errors import InputError
from ..losses.blends import Parts
from ..losses.objectives import Targets
from ..losses.strengths import RelativeWeights, literal_weights, measure_scales
from ..losses.terms import Terms, Weights
from ..networks.networks import DEFAULT_EXECUTION, Card, Execution, Memory, Network
from ..networks.preparation import prepared, with_plain_kernels
from ..optimizers.equality import Optimizer, is_scale_free
from .runs import Level
from .starts import PictureOf, in_color
from .steps import step_in_tiles, step_lane
from .visible import Seen, visible_targets

AnyWeights = Weights | RelativeWeights

PROGRAMS = 32  # compiled for different settings that are kept at a time


class Compiling(enum.Enum):
    """How a program is compiled: with all care, or in half the time; both are as fast, and differ by rounding.

    A picture painted at several sizes needs as many programs, each of which runs for seconds only.

    Example:
        >>> from stylejax import synthesis
        >>> len(synthesis.Compiling)
        2
    """

    CAREFULLY = "carefully"
    QUICKLY = "quickly"


# XLA's older emitters and fewer of LLVM's passes, on CPU: a step of `compact` at 128 px compiles in 4.0 and not 7.5 s.
QUICK_OPTIONS: dict[str, Any] = {"xla_backend_optimization_level": 1, "xla_cpu_use_fusion_emitters": False}

# Up to this size the direct form of convolutions is as fast on CPU as tiles are, and compiles in half the time: a step
# of `compact` took 0.013 and 0.024 s at 64 px, 0.030 and 0.054 s at 128 px, 0.155 and 0.162 s at 256 px.
PLAIN_UP_TO = 128


def compiling_for(level: Level) -> Compiling:
    """How a level's programs are compiled: one level alone with all care."""
    return Compiling.QUICKLY if level.count > 1 else Compiling.CAREFULLY


@dataclasses.dataclass(frozen=True)
class Networks:
    """A network in the forms that are best at large and at small sizes.

    Attributes:
        ready: prepared for its terms.
        plain: with its kernels as they are.
    """

    ready: Network
    plain: Network

    def at(self, level: Level) -> Network:
        """The form for a level: the last one is painted with what is prepared, however small it is."""
        coarse = level.number < level.count and max(level.shape) <= PLAIN_UP_TO
        return self.plain if coarse and jax.default_backend() == "cpu" else self.ready


def networks_for(network: Network, weights: AnyWeights, *, execution: Execution) -> Networks:
    """The network in both forms, without its card. Raises InputError for layers that the network lacks."""
    ready = prepared(network, layers=weights.layers, execution=execution)
    return Networks(nameless(ready), nameless(with_plain_kernels(network)))


@functools.cache
def options_of(compiling: Compiling) -> dict[str, Any] | None:
    """The compiler's options, where it knows them."""
    if compiling is Compiling.CAREFULLY or jax.default_backend() != "cpu":
        return None
    try:
        jax.jit(jnp.negative, compiler_options=QUICK_OPTIONS).lower(0.0).compile()
    except (ValueError, RuntimeError):  # an XLA that has dropped one of them
        return None
    return QUICK_OPTIONS


def compiled_step(
    optimizer: Optimizer,
    *,
    picture_of: PictureOf = in_color,
    execution: Execution = DEFAULT_EXECUTION,
    compiling: Compiling = Compiling.CAREFULLY,
) -> Any:
    """`step_lane` of these, compiled once for each size of picture, or of tile; the lane it is given is used up.

    Args:
        optimizer: an optax transformation.
        picture_of: what makes the picture of what is optimized.
        execution: how the network is computed.
        compiling: with how much care.

    Returns:
        A function of lane, network, targets and weights.

    Example:
        >>> import stylejax
        >>> callable(stylejax.synthesis.compiled_step(stylejax.lbfgs()))
        True
    """
    return step_program(optimizer, picture_of, execution, compiling)


@functools.lru_cache(maxsize=PROGRAMS)
def step_program(optimizer: Optimizer, picture_of: PictureOf, execution: Execution, compiling: Compiling) -> Any:
    """`compiled_step`, of which so many are kept."""
    how = {"optimizer": optimizer, "picture_of": picture_of, "execution": execution}
    if execution.memory is Memory.LEAST:
        return functools.partial(step_in_tiles, **how)
    step = functools.partial(step_lane, **how)
    return jax.jit(step, donate_argnums=0, compiler_options=options_of(compiling))


@functools.lru_cache(maxsize=PROGRAMS)
def compiled_targets(execution: Execution, *, compiling: Compiling = Compiling.CAREFULLY) -> Any:
    """`visible_targets` in that execution, compiled once for each size of pictures.

    Args:
        execution: how the network is computed.
        compiling: with how much care.

    Returns:
        A function as `visible_targets`.

    Example:
        >>> import stylejax
        >>> callable(stylejax.synthesis.compiled_targets(stylejax.Execution()))
        True
    """
    measure = functools.partial(visible_targets, execution=execution)
    return compiled(measure, execution, compiling)


@functools.lru_cache(maxsize=PROGRAMS)
def _compiled_scales(execution: Execution, compiling: Compiling) -> Any:
    """Targets, and what a strength's weights are measured by, in one program: the content is looked at once."""

    def measure(network: Network, content: Seen, style: Parts, *, like: Weights) -> tuple[Targets, Terms]:
        targets = visible_targets(network, content, style, like=like, execution=execution)
        return targets, measure_scales(network, content.image, targets, execution=execution)

    return compiled(measure, execution, compiling)


def compiled(function: Any, execution: Execution, compiling: Compiling) -> Any:
    """The function as a program; as it is where it is a loop over programs of tiles."""
    if execution.memory is Memory.LEAST:
        return function
    return jax.jit(function, compiler_options=options_of(compiling))


def measured(
    network: Network,
    content: Seen,
    style: Parts,
    *,
    weights: AnyWeights,
    execution: Execution,
    compiling: Compiling,
) -> tuple[Targets, Terms | None]:
    """Targets of a content and of styles in their parts, and for weights of a strength what they are measured by."""
    if isinstance(weights, RelativeWeights):
        return _compiled_scales(execution, compiling)(network, content, style, like=likeness(weights))
    return compiled_targets(execution, compiling=compiling)(network, content, style, like=likeness(weights)), None


def literal(weights: AnyWeights, scales: Terms | None, *, before: Weights | None = None) -> Weights:
    """The weights as they are, or as a strength's are where those scales were measured; as arrays.

    `before` are those of the level before: the content weighs no more than there.
    """
    if isinstance(weights, RelativeWeights):
        assert scales is not None
        return as_arrays(literal_weights(weights, scales, at_most=before))
    return as_arrays(weights)


def checked_weights(weights: AnyWeights) -> AnyWeights:
    """The weights; raises InputError for what is none, and for values that are not finite."""
    if not isinstance(weights, Weights | RelativeWeights):
        raise InputError(f"weights: is a {type(weights).__name__}; give stylejax.loss_weights() or strength_weights()")
    if not all(np.isfinite(np.asarray(leaf)).all() for leaf in jax.tree.leaves(weights)):
        raise InputError("weights: some are not finite; give 0 to leave a term out")
    return weights


def in_units(weights: Weights, *, optimizer: Optimizer) -> tuple[Weights, float]:
    """The weights divided by the power of two that leaves the largest in [1, 2), and that power.

    Gradients of huge or tiny weights leave the range of float32 when they are squared. A power of two changes no digit,
    and L-BFGS does not ask for the scale: only the ratio of weights counts. Gradient descent does, by its rate, and an
    optimizer from elsewhere may: for these the weights are as they are.
    """
    if not is_scale_free(optimizer):
        return weights, 1.0
    largest = max((abs(float(weight)) for weight in weights.values()), default=0.0)
    unit = 2.0 ** (math.frexp(largest)[1] - 1) if 0 < largest < math.inf else 1.0
    return jax.tree.map(lambda weight: weight / unit, weights), unit


def likeness(weights: AnyWeights) -> Weights:
    """Weights of the same terms, as arrays."""
    return as_arrays(weights.weights if isinstance(weights, RelativeWeights) else weights)


def nameless(network: Network) -> Network:
    """The network without its card: networks that differ in nothing else share compiled programs."""
    return dataclasses.replace(network, card=Card(""))


def as_arrays(weights: Weights) -> Weights:
    """Weights as arrays, in float32 or better: those that are Python's numbers are the same program's."""
    return jax.tree.map(_as_array, weights)


def _as_array(weight: ArrayLike) -> jax.Array:
    own = weight.dtype if isinstance(weight, jax.Array) else jnp.float32
    return jnp.asarray(weight, jnp.promote_types(own, jnp.float32))
