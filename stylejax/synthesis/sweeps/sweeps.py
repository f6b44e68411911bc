"""Many pictures in one program: the run of one picture under `vmap`, in chunks that fit, on all devices there are."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import jax
import numpy as np
from jax.typing import ArrayLike

from ...losses.terms import Weights
from ...networks.networks import DEFAULT_EXECUTION, Execution, Network
from ...optimizers.equality import Optimizer
from ...settings import DEFAULTS
from ..levels import enlarged, heard_at, levels_of
from ..loops import Moment, Observer, Track, go_on, run
from ..programs import AnyWeights
from ..runs import Callback, Halfway, Level, Progress, Result, heard_by
from ..sharding import largest_of_all
from ..starts import COLOR, Start, painted_start
from ..steps import Lane, Summary
from ..transfers import DEFAULT_OPTIMIZER, joined, result_of
from ..visible import Style
from .chunks import Before, Beginning, Chunks
from .continuing import KeptLanes, chunk_again, chunk_under_way, last_again, left_again, tracks_again
from .gathering import Alphas
from .plans import agree, chunks_of


def transfer_many(
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
    callback: Callback | None = None,
    observers: Sequence[Observer] = (),
    execution: Execution = DEFAULT_EXECUTION,
    halfway: KeptLanes = MappingProxyType({}),
) -> Iterator[tuple[int, Result]]:
    """Paint many pictures, each as `transfer` would, and yield (lane, result) in order, a chunk at a time.

    Each input is shared by all lanes or has one entry for each: `contents` and `inits` `[h w 3]` or `[lanes h w 3]`,
    all of one size, `styles` one picture or a sequence of pictures of any sizes, or of `Blend`s or `Parts` of as many,
    each leaf of `weights` a number or an array `[lanes]`. What is shared is not copied. A layer subset is a weight of
    zero on the other layers, so that one compiled program serves a whole grid. `inits` are pictures, or functions that
    make them, as in `transfer`: all of one channel or all of three. Alphas are those of `transfer`, one for each
    picture or None.

    `lanes` is how many are painted at once; by default as many as fit the devices' memory, on CPU one on each device.
    They are spread over all devices of all processes; each process passes the same arguments and gets all results.
    A lane that stalls or is not finite keeps its best point, and a chunk ends when none of its lanes has anything left
    to do. The callback is told, after each evaluation of a chunk, of the evaluations of all lanes so far and the lowest
    objective among them just now; when it returns True (in any process), the chunk's pictures are yielded as they
    are and no other chunk begins. Observers are shown a chunk's lanes, and told which they are.

    A run that was ended goes on from where its lanes were kept `halfway`, by their numbers: those of the chunk under
    way (`halfways_of` in an observer) and those that were `finished`, which are yielded again; a chunk of which some
    lanes are missing begins anew. Raises InputError as `transfer` does, and for inputs of differing lengths.

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
        callback: is told of each evaluation; True stops.
        observers: are shown the state at the evaluations they name.
        execution: how the network is computed.
        halfway: where an ended run goes on.

    Returns:
        An iterator of lane and result.

    Example:
        >>> import jax, jax.numpy as jnp, numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 24, 32, 3))
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> many = jax.tree.map(lambda weight: weight * jnp.array([0.1, 1.0]), stylejax.loss_weights())
        >>> lanes = stylejax.transfer_many(photo, painting, network=network, weights=many, steps=2, lanes=2)
        >>> [lane for lane, result in lanes]
        [0, 1]
    """
    inputs = {"network": network, "weights": weights, "inits": inits, "execution": execution}
    inputs |= {"content_alphas": content_alphas, "style_alphas": style_alphas}
    chunks = chunks_of(contents, styles, optimizer=optimizer, lanes=lanes, **inputs)
    agree(chunks, steps=steps, levels=levels)
    plan = levels_of(chunks.lanes.shape, steps=steps, levels=levels)
    return _paint(chunks, plan, heard_by(callback), observers, halfway)


def _paint(
    chunks: Chunks,
    plan: Sequence[Level],
    callback: Callback,
    observers: Sequence[Observer],
    halfway: KeptLanes,
) -> Iterator[tuple[int, Result]]:
    levels = [chunks.at(level) for level in plan]
    distinct = {id(small.lanes.network): small for small in levels}
    networks = {name: small.network_in_place() for name, small in distinct.items()}
    like = chunks.lanes.like
    for chunk in chunks.all:
        if again := chunk_again(chunk, plan, like, halfway):
            yield from again
            continue
        told = functools.partial(_told, callback, chunk, chunks.lanes.count)
        before, (kept, done) = list[Before](), chunk_under_way(chunk, plan, like, halfway)
        for level, small in list(zip(plan, levels, strict=True))[len(done[0]) :]:
            network = networks[id(small.lanes.network)]
            weights = [results[-1].levels[-1].weights if results else None for results in done]
            went_on = small.go_on(chunk, network, kept, weights) if kept else None
            begun = went_on or small.begin(chunk, network, before=before)
            about = {"lanes": chunk, "level": level, "done": [tuple(results) for results in done]}
            told_here = heard_at(level, told, plan)
            left = _run_level(begun, level, small.gather, len(chunk), told_here, observers, about, kept)
            kept = ()
            for index, results in enumerate(done):
                results.append(left.result(index, level, begun.measured.weights[index]))
            before = [
                Before(functools.partial(enlarged, left.kept(index), COLOR), results[-1].levels[-1].weights)
                for index, results in enumerate(done)
            ]
            if any(results[-1].status == "stopped" for results in done):
                break
        yield from ((lane, joined(results, chunks.lanes.shape)) for lane, results in zip(chunk, done, strict=True))
        if any(results[-1].status == "stopped" for results in done):
            return


def _run_level(
    begun: Beginning,
    level: Level,
    gather: Callable[[Lane], Summary],
    lanes: int,
    callback: Callback,
    observers: Sequence[Observer],
    about: Mapping[str, Any],
    kept: Sequence[Halfway],
) -> "Leaving":
    """Run the lanes of a chunk at a level to its end, from its start or where they were kept."""
    units = begun.measured.units[:lanes]
    tracks = tracks_again(kept, units) if kept else [Track(unit=unit) for unit in units]
    leaving = Leaving(tracks, gather, left_again(kept, begun.measured.weights[0]))
    more = {"observers": (leaving, *observers), "about": {**about, "left": leaving}}
    heard = {"tracks": tracks, "callback": callback, **more}
    if kept:
        state = go_on(begun.step, begun.lanes, steps=level.steps, **last_again(kept), **heard)
    else:
        state = run(begun.step, begun.lanes, level.steps, **heard)
    leaving.gather_rest(state)
    return leaving


def _told(callback: Callback, chunk: range, lanes: int, progress: Progress) -> bool:
    """Tell of all lanes so far; whether any process is told to stop."""
    before, total = chunk.start * progress.steps, lanes * progress.steps
    evaluation = before + len(chunk) * progress.evaluation
    share = (chunk.start + len(chunk) * progress.done) / lanes
    told = replace(progress, evaluation=evaluation, steps=total, share=share)
    return bool(largest_of_all(bool(callback(told))))


class Leaving:
    """Keeps the pictures of lanes that end before others, whose places are evaluated on though nobody looks."""

    def __init__(
        self, tracks: Sequence[Track], gather: Callable[[Lane], Summary], before: Mapping[int, Summary]
    ) -> None:
        self._tracks, self._gather = tracks, gather
        self._kept = dict(before)

    def wants(self, evaluation: int, /) -> bool:
        """Whether a lane has ended since the last look."""
        return any(track.over and index not in self._kept for index, track in enumerate(self._tracks))

    def see(self, moment: Moment, /) -> None:
        """Keep the lanes that have ended."""
        self._keep(moment.state, [index for index, track in enumerate(self._tracks) if track.over])

    def gather_rest(self, lanes: Lane) -> None:
        """Keep the lanes that stayed to the end."""
        self._keep(lanes, range(len(self._tracks)))

    @property
    def leaves(self) -> dict[int, tuple[np.ndarray, ...]]:
        """What is kept so far, by the place in the chunk, as plain arrays."""
        return {index: tuple(map(np.asarray, jax.tree.leaves(kept))) for index, kept in self._kept.items()}

    def kept(self, index: int) -> Any:
        """What was optimized in a lane, at its best."""
        return self._kept[index].image

    def result(self, index: int, level: Level, weights: Weights) -> Result:
        """The result of a lane at this level, with its weights."""
        return result_of(self._kept[index], self._tracks[index], level=level, weights=weights)

    def _keep(self, lanes: Lane, indices: Sequence[int]) -> None:
        new = [index for index in indices if index not in self._kept]
        summary = self._gather(lanes) if new else None
        self._kept |= {index: jax.tree.map(lambda leaf, at=index: leaf[at], summary) for index in new}
