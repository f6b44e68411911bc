"""Many lanes, one after the other, on one compiled step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp

from .networks import Network
from .objectives import Weights
from .transfers import DEFAULT_OPTIMIZER, Callback, Progress, Result, transfer


@dataclass(frozen=True)
class Plan:
    """How lanes will be run: their number, how many at once, in how many chunks, memory and time of it."""

    lanes: int
    lanes_per_chunk: int
    chunks: int
    bytes_per_chunk: int
    seconds_estimated: float
    devices: int


def plan_sweep(contents: Any, styles: Any, *, weights: Weights, lanes: int | None = None, **options: Any) -> Plan:
    """How these lanes would be run."""
    count = _lanes(contents, styles, weights, options.get("inits"))
    return Plan(count, 1, count, 0, 0.0, 1)


def transfer_many(
    contents: Any,
    styles: Any,
    *,
    network: Network,
    weights: Weights,
    steps: int = 300,
    inits: Any = None,
    optimizer: Any = DEFAULT_OPTIMIZER,
    lanes: int | None = None,
    callback: Callback | None = None,
) -> Iterator[tuple[int, Result]]:
    """Yield (lane, result) of each lane in turn."""
    count = _lanes(contents, styles, weights, inits)
    callback = callback or (lambda _: None)
    stopped = False
    for lane in range(count):

        def told(progress: Progress, lane: int = lane) -> bool:
            nonlocal stopped
            spent = lane * steps + progress.evaluation
            stopped = bool(callback(Progress(spent, count * steps, progress.objective)))
            return stopped

        result = transfer(
            contents if contents.ndim == 3 else contents[lane],
            styles[lane] if isinstance(styles, Sequence) else styles,
            network=network,
            weights=jax.tree.map(lambda leaf, lane=lane: leaf if jnp.ndim(leaf) == 0 else leaf[lane], weights),
            steps=steps,
            init=None if inits is None else inits if inits.ndim == 3 else inits[lane],
            optimizer=optimizer,
            callback=told,
        )
        yield lane, result
        if stopped:
            return


def _lanes(contents: Any, styles: Any, weights: Weights, inits: Any) -> int:
    counts = [len(leaf) for leaf in jax.tree.leaves(weights) if jnp.ndim(leaf)]
    counts += [len(array) for array in (contents, inits) if array is not None and array.ndim == 4]
    counts += [len(styles)] if isinstance(styles, Sequence) else []
    return max(counts, default=1)
