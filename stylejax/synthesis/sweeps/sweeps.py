"""Many pictures in one program: the run of one picture under `vmap`, in chunks that fit, on all devices there are."""

import functools
from collections.abc import Callable, Iterator, Sequence

import jax
from jax.typing import ArrayLike

from ...losses.terms import Weights
from ...networks.networks import DEFAULT_EXECUTION, Execution, Network
from ...optimizers.equality import Optimizer
from ...settings import DEFAULTS
from ..loops import Moment, Observer, Track, run
from ..runs import Callback, Progress, Result, heard_by
from ..sharding import agreed
from ..transfers import DEFAULT_OPTIMIZER, Lane, Summary, result_of
from .chunks import Chunks
from .plans import chunks_of


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
    observers: Sequence[Observer] = (),
    execution: Execution = DEFAULT_EXECUTION,
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
    are and no other chunk begins. Observers are shown a chunk's lanes, and told which they are. Raises InputError as
    `transfer` does, and for inputs of differing lengths.
    """
    inputs = {"network": network, "weights": weights, "steps": steps, "inits": inits, "execution": execution}
    chunks = chunks_of(contents, styles, optimizer=optimizer, lanes=lanes, **inputs)
    return _paint(chunks, steps, heard_by(callback), observers)


def _paint(
    chunks: Chunks, steps: int, callback: Callback, observers: Sequence[Observer]
) -> Iterator[tuple[int, Result]]:
    network = chunks.network_in_place()
    for chunk in chunks.all:
        tracks = [Track() for _ in chunk]
        told = functools.partial(_told, callback, chunk, chunks.lanes.count)
        lanes, step = chunks.begin(chunk, network)
        leaving = Leaving(tracks, chunks.gather)
        watching, about = (leaving, *observers), {"lanes": chunk}
        leaving.gather_rest(run(step, lanes, steps, tracks=tracks, callback=told, observers=watching, about=about))
        yield from ((lane, leaving.result(index)) for index, lane in enumerate(chunk))
        if any(track.status == "stopped" for track in tracks):
            return


def _told(callback: Callback, chunk: range, lanes: int, progress: Progress) -> bool:
    """Tell of all lanes so far; whether the first process is told to stop."""
    evaluation = chunk.start * progress.steps + len(chunk) * progress.evaluation
    return bool(agreed(bool(callback(Progress(evaluation, lanes * progress.steps, progress.objective)))))


class Leaving:
    """Keeps the pictures of lanes that end before others, whose places are evaluated on though nobody looks."""

    def __init__(self, tracks: Sequence[Track], gather: Callable[[Lane], Summary]) -> None:
        self._tracks, self._gather = tracks, gather
        self._kept: dict[int, Summary] = {}

    def wants(self, evaluation: int, /) -> bool:
        """Whether a lane has ended since the last look."""
        return any(track.over and index not in self._kept for index, track in enumerate(self._tracks))

    def see(self, moment: Moment, /) -> None:
        """Keep the lanes that have ended."""
        self._keep(moment.state, [index for index, track in enumerate(self._tracks) if track.over])

    def gather_rest(self, lanes: Lane) -> None:
        """Keep the lanes that stayed to the end."""
        self._keep(lanes, range(len(self._tracks)))

    def result(self, index: int) -> Result:
        """The result of a lane."""
        return result_of(self._kept[index], self._tracks[index])

    def _keep(self, lanes: Lane, indices: Sequence[int]) -> None:
        new = [index for index in indices if index not in self._kept]
        summary = self._gather(lanes) if new else None
        self._kept |= {index: jax.tree.map(lambda leaf, at=index: leaf[at], summary) for index in new}
