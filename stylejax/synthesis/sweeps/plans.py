"""How a sweep will be run: lanes, chunks, memory and time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax
from jax.typing import ArrayLike

from ...errors import InputError, checked_count
from ...networks.networks import DEFAULT_EXECUTION, Execution, Memory, Network
from ...optimizers.equality import Optimizer, check_optimizer
from ...settings import DEFAULTS
from ..levels import levels_of
from ..programs import AnyWeights
from ..sharding import check_agreement, digest, memory_limit
from ..starts import Start, painted_start
from ..transfers import DEFAULT_OPTIMIZER
from ..visible import Style
from .chunks import Chunks
from .gathering import Alphas, gather_lanes
from .needs import GIBIBYTE, bytes_beside
from .sizes import cut, seconds_of


@dataclass(frozen=True)
class Plan:
    """How a sweep will be run.

    Attributes:
        lanes: pictures to paint.
        lanes_per_chunk: how many of them are painted at once.
        chunks: how many times that is done.
        bytes_per_chunk: about how much memory a chunk takes on each device, told from shapes.
        bytes_beside: likewise what the network takes and, on CPU, the process.
        seconds_estimated: for compiling, and for all chunks and all steps, from timed steps at a small level.
        devices: how many devices a chunk is spread over.
        memory: what the network is computed in.

    Example:
        >>> import stylejax
        >>> memory = stylejax.Memory.PLENTY
        >>> stylejax.Plan(8, 4, 2, 10**9, 10**8, 60.0, 1, memory).chunks
        2
    """

    lanes: int
    lanes_per_chunk: int
    chunks: int
    bytes_per_chunk: int
    bytes_beside: int
    seconds_estimated: float
    devices: int
    memory: Memory


def plan_sweep(
    contents: ArrayLike | Sequence[ArrayLike],
    styles: Style | Sequence[Style],
    *,
    network: Network,
    weights: AnyWeights,
    steps: int = DEFAULTS.steps,
    levels: int | None = None,
    inits: ArrayLike | Start | Sequence[ArrayLike | Start] = painted_start,
    content_alphas: Alphas = None,
    style_alphas: Alphas = None,
    optimizer: Optimizer = DEFAULT_OPTIMIZER,
    lanes: int | None = None,
    execution: Execution = DEFAULT_EXECUTION,
) -> Plan:
    """How `transfer_many` will run with the same arguments: told from shapes, and from a few steps at a small level.

    `transfer_many(lanes=plan.lanes_per_chunk)` does not choose again. Raises InputError as `transfer_many` does, and
    where so many lanes do not fit.

    Args:
        contents: photos, `[h w 3]` or `[lanes h w 3]`.
        styles: a painting, or one for each lane.
        network: on which pictures are compared.
        weights: of the terms, literal or of a strength.
        steps: evaluations of objective and gradient.
        levels: how many sizes; by default as `levels_of` has it.
        inits: the starts, or what makes them.
        content_alphas: `[h w]` in [0, 1] for each photo; 0 is hidden.
        style_alphas: likewise of paintings.
        optimizer: any optax transformation.
        lanes: how many are painted at once.
        execution: how the network is computed.

    Returns:
        Lanes, chunks, memory in bytes and time in seconds.

    Example:
        >>> import numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 32, 32, 3))
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> inits = np.random.default_rng(1).uniform(size=(3, 32, 32, 3))
        >>> weights = stylejax.loss_weights()
        >>> stylejax.plan_sweep(photo, painting, network=network, weights=weights, inits=inits, steps=2).lanes
        3
    """
    inputs = {"network": network, "weights": weights, "inits": inits, "execution": execution}
    inputs |= {"content_alphas": content_alphas, "style_alphas": style_alphas}
    chunks = chunks_of(contents, styles, optimizer=optimizer, lanes=lanes, **inputs)
    agree(chunks, steps=steps, levels=levels)
    needed = chunks.bytes_estimated()
    _check_lanes(chunks, needed + bytes_beside(network))
    plan = levels_of(chunks.lanes.shape, steps=steps, levels=levels)
    return Plan(
        lanes=chunks.lanes.count,
        lanes_per_chunk=chunks.size,
        chunks=len(chunks.all),
        bytes_per_chunk=round(needed),
        bytes_beside=round(bytes_beside(network)),
        seconds_estimated=seconds_of(chunks, plan),
        devices=chunks.mesh.size,
        memory=execution.memory,
    )


def _check_lanes(chunks: Chunks, needed: float) -> None:
    limit = memory_limit()
    if needed > limit and chunks.slots > chunks.mesh.size:
        raise InputError(
            f"lanes: {chunks.size} at once take about {needed / GIBIBYTE:.1f} GiB, and {limit / GIBIBYTE:.1f} GiB may "
            "be used; give a smaller number, or auto"
        )


def agree(chunks: Chunks, **told: Any) -> None:
    """Raise InputError where another of several processes has other inputs, or is `told` other numbers."""
    if jax.process_count() == 1:
        return
    lanes = chunks.lanes
    arrays = {"contents": lanes.contents, "styles": lanes.styles, "weights": lanes.weights, "network": lanes.network}
    counts = {"count of lanes": lanes.count, "lanes": chunks.size, **told}
    check_agreement(counts | {name: digest(tree) for name, tree in arrays.items()})


def chunks_of(contents: Any, styles: Any, *, optimizer: Optimizer, lanes: int | None, **inputs: Any) -> Chunks:
    """The chunks of a sweep over checked inputs, those of `gather_lanes`, of at most so many lanes."""
    if lanes is not None:
        checked_count("lanes", lanes, "the number of pictures to paint at once")
    check_optimizer(optimizer)
    return cut(gather_lanes(contents, styles, **inputs), optimizer, lanes)
