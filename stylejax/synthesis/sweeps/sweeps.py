"""Many pictures in one program: the run of one picture under `vmap`, in chunks that fit, on all devices there are."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import jax
import numpy as np
from jax.typing import ArrayLike

from ...losses.objectives import Weights
from ...networks.networks import Network
from ...optimizers.quasi_newton import Optimizer
from ...settings import DEFAULTS
from ..runs import Callback, Progress, Result, Track
from ..sharding import agreed
from ..transfers import DEFAULT_OPTIMIZER, Lane, Summary, result_of
from .chunks import Chunks, Step
from .plans import _chunks


def transfer_many(
    contents: ArrayLike | Sequence[ArrayLike],
    styles: ArrayLike | Sequence[ArrayLike],
    *,
    network: Network,
    weights: Weights,
    steps: int = DEFAULTS.steps,
    inits: ArrayLike | None = None,
    optimizer: Optimizer = DEFAULT_OPTIMIZER,
    lanes: int | None = None,
    callback: Callback | None = None,
) -> Iterator[tuple[int, Result]]:
    """Paint many pictures, each as `transfer` would, and yield (lane, result) in order, a chunk at a time.

    Each input is shared by all lanes or has one entry for each: `contents` and `inits` `[h w 3]` or `[lanes h w 3]`,
    all of one size, `styles` one picture or a sequence of pictures of any sizes, each leaf of `weights` a number or an
    array `[lanes]`. What is shared is not copied. A layer subset is a weight of zero on the other layers, so that one
    compiled program serves a whole grid. `inits` is noise of seed 0 by default.

    `lanes` is how many are painted at once; by default as many as fit the devices' memory, on CPU one
    on each device.
    They are spread over all devices of all processes; each process passes the same arguments and gets all results.
    A lane that stalls or is not finite keeps its best point, and a chunk ends when none of its lanes has anything left
    to do. The callback is told, after each evaluation of a chunk, of the evaluations of all lanes so far and the lowest
    objective among them just now; when it returns True (in the first process), the chunk's pictures are yielded as they
    are and no other chunk begins. Raises InputError as `transfer` does, and for inputs of differing lengths.
    """
    chunks = _chunks(contents, styles, network, weights, steps, inits, optimizer, lanes)
    return _paint(chunks, steps, callback or (lambda _: None))


def _paint(chunks: Chunks, steps: int, callback: Callback) -> Iterator[tuple[int, Result]]:
    network, total = chunks.network_in_place(), chunks.lanes.count * steps
    for chunk in chunks.all:

        def tell(evaluation: int, objective: float, chunk: range = chunk) -> bool | None:
            return callback(Progress(chunk.start * steps + len(chunk) * evaluation, total, objective))

        lanes, step = chunks.begin(chunk, network)
        results, stopped = _run(step, lanes, len(chunk), steps, tell, chunks.gather)
        yield from zip(chunk, results, strict=True)
        if stopped:
            return


def _run(
    step: Step,
    lanes: Lane,
    count: int,
    steps: int,
    tell: Callable[[int, float], bool | None],
    gather: Callable[[Lane], Summary],
) -> tuple[list[Result], bool]:
    """Evaluate until each of the `count` lanes has its result; return these and whether the callback stopped it.

    As in a run of one picture, objectives are looked at only after the next evaluation is under way, so that a lane
    leaves with the evaluation after the one that ended it; its place is evaluated on, but nobody looks.
    """
    staying, results = {index: Track() for index in range(count)}, dict[int, Result]()
    evaluation, stopped = 1, False
    lanes, objectives = step(lanes)
    while True:
        last = evaluation == steps or all(track.status != "finished" for track in staying.values())
        leaving = {index: track for index, track in staying.items() if last or track.status != "finished"}
        kept = gather(lanes) if leaving else None
        ahead = None if last else step(lanes)
        values = np.asarray(objectives)[list(staying)].tolist()
        finite = [value for value in values if math.isfinite(value)]
        stopped = bool(agreed(bool(tell(evaluation, min(finite, default=math.nan))))) or stopped
        for track, value in zip(staying.values(), values, strict=True):
            track.add(value, stopped=stopped)
        results |= {index: _result(kept, index, track) for index, track in leaving.items()}
        staying = {index: track for index, track in staying.items() if index not in leaving}
        if ahead is None:
            return [results[index] for index in range(count)], stopped
        (lanes, objectives), evaluation = ahead, evaluation + 1


def _result(kept: Any, index: int, track: Track) -> Result:
    return result_of(jax.tree.map(lambda leaf: leaf[index], kept), track)
