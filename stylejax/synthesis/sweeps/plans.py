"""How a sweep will be run: lanes, chunks, memory and time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jax.typing import ArrayLike

from ...errors import checked_count
from ...networks.networks import DEFAULT_EXECUTION, Execution, Memory, Network
from ...optimizers.equality import Optimizer, check_optimizer
from ...settings import DEFAULTS
from ..levels import levels_of
from ..programs import AnyWeights
from ..starts import Start, painted_start
from ..transfers import DEFAULT_OPTIMIZER
from .chunks import Chunks
from .gathering import Alphas, gather_lanes
from .sizes import cut, seconds_per_step


@dataclass(frozen=True)
class Plan:
    """How a sweep will be run.

    Attributes:
        lanes: pictures to paint.
        lanes_per_chunk: how many of them are painted at once.
        chunks: how many times that is done.
        bytes_per_chunk: memory that a chunk takes on each device, by the compiled program's own account.
        seconds_estimated: for all chunks and all steps, from timed steps; compiling not counted.
        devices: how many devices a chunk is spread over.
        memory: what the network is computed in.
    """

    lanes: int
    lanes_per_chunk: int
    chunks: int
    bytes_per_chunk: int
    seconds_estimated: float
    devices: int
    memory: Memory


def plan_sweep(
    contents: ArrayLike | Sequence[ArrayLike],
    styles: ArrayLike | Sequence[ArrayLike],
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
    """How `transfer_many` will run with the same arguments: compiles its programs and times a few steps of each level.

    `transfer_many(lanes=plan.lanes_per_chunk)` neither compiles nor chooses again.
    """
    inputs = {"network": network, "weights": weights, "inits": inits, "execution": execution}
    inputs |= {"content_alphas": content_alphas, "style_alphas": style_alphas}
    chunks = chunks_of(contents, styles, optimizer=optimizer, lanes=lanes, **inputs)
    plan = levels_of(chunks.lanes.shape, steps=steps, levels=levels)
    levels_of_chunks = [chunks.at(level) for level in plan]
    seconds = len(chunks.all) * sum(small.lanes.level.steps * seconds_per_step(small) for small in levels_of_chunks)
    return Plan(
        lanes=chunks.lanes.count,
        lanes_per_chunk=chunks.size,
        chunks=len(chunks.all),
        bytes_per_chunk=levels_of_chunks[-1].bytes_per_device(),
        seconds_estimated=seconds,
        devices=chunks.mesh.size,
        memory=execution.memory,
    )


def chunks_of(contents: Any, styles: Any, *, optimizer: Optimizer, lanes: int | None, **inputs: Any) -> Chunks:
    """The chunks of a sweep over checked inputs, those of `gather_lanes`, of at most so many lanes."""
    if lanes is not None:
        checked_count("lanes", lanes, "the number of pictures to paint at once")
    check_optimizer(optimizer)
    return cut(gather_lanes(contents, styles, **inputs), optimizer, lanes)
