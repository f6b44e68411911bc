"""Many pictures: one after the other, or together in lanes; what is painted is kept, whatever ends the run."""

import dataclasses
import functools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import jax
import jax.numpy as jnp

from ..losses.strengths import RelativeWeights
from ..losses.terms import Weights
from ..media.images import read_visible
from ..settings import TransferSettings
from ..signals import Interruption
from ..synthesis.programs import AnyWeights
from ..synthesis.runs import DEAD, Callback, Progress, Result, continued
from ..synthesis.sweeps.plans import Plan, plan_sweep
from ..synthesis.sweeps.sweeps import transfer_many
from ..synthesis.transfers import transfer
from .inputs.memory import execution_of
from .inputs.named import network_named, optimizer_of
from .inputs.parts import Inputs, pattern_of, style_alpha_of, style_key, style_of
from .inputs.reading import read_inputs
from .session import Console, Watching, in_words, progress_until_stopped, set_up_compiling

INCOMPLETE = 3  # exit code of a series with a picture that could not be read, or whose objective was not finite

Kept = TypeVar("Kept")
Painted = TypeVar("Painted")


@dataclasses.dataclass(frozen=True)
class Outcome(Generic[Kept]):
    """What came of a series.

    Attributes:
        results: what is kept of each picture that was begun, by its number.
        signal: the signal that ended the series early, or 0.
        seconds: on the wall.
        written: what `keep` of the series said of where it put them.
    """

    results: dict[int, Kept]
    signal: int
    seconds: float
    written: Any = None

    @property
    def exit_code(self) -> int:
        """0, or as shells have it 128 plus the signal's number."""
        return Interruption(self.signal).exit_code

    def exit_code_for(self, statuses: Iterable[str]) -> int:
        """The exit code of a series whose runs have ended so: `INCOMPLETE` where one is dead and no signal came."""
        return self.exit_code or (INCOMPLETE if any(status in DEAD for status in statuses) else 0)


def paint_series(
    paint: Callable[[Watching], Iterable[tuple[int, Painted]]],
    *,
    evaluations: int,
    console: Console,
    each: Callable[[int, Painted], Kept | None],
    keep: Callable[[dict[int, Kept], float], Any] = lambda results, seconds: None,
) -> Outcome[Kept]:
    """Paint a series and keep what is painted, whatever ends it: its end, a signal or an error.

    `paint` is given the callback and yields (number, what was painted) as it comes; so many `evaluations` are its
    whole. `each` is called at once and says what to keep of a picture, None where it is nothing; `keep` is given all
    that was kept and the seconds so far, unless there is nothing.
    """
    set_up_compiling(console.say)
    results, written, started = dict[int, Kept](), None, time.perf_counter()
    with progress_until_stopped(console, evaluations) as callback:
        try:
            for number, painted in paint(callback):
                kept = each(number, painted)
                if kept is not None:
                    results[number] = kept
                # Where another process dies, this one may be ended without a word.
                if results and jax.process_count() > 1:
                    keep(results, time.perf_counter() - started)
        except (MemoryError, ValueError, jax.errors.JaxRuntimeError) as error:
            if (told := in_words(error)) is None:
                raise
            raise told from error
        finally:
            if results:
                written = keep(results, time.perf_counter() - started)
    return Outcome(results, callback.interruption.signal, time.perf_counter() - started, written)


def as_it_is(number: int, painted: Painted) -> Painted:
    """All of it is kept."""
    return painted


class Task(NamedTuple):
    """One picture of a series: how many evaluations it takes, what paints it and is told of each, and what it is."""

    evaluations: int
    paint: Callable[[Callback], Any]
    name: str = ""


def evaluations_of(tasks: Iterable[Task]) -> int:
    """How many evaluations they take together."""
    return sum(task.evaluations for task in tasks)


def one_after_another(tasks: Sequence[Task], callback: Watching) -> Iterator[tuple[int, Any]]:
    """Paint one task after the other, in place of `paint` of a series, until a signal comes.

    The callback hears of evaluations of all of them together. What is being painted then is yielded as it stands.
    """
    total, before = evaluations_of(tasks), 0
    for number, task in enumerate(tasks):
        yield number, task.paint(continued(callback, before=before, total=total, part=task.name))
        if callback.stopped:
            return
        before += task.evaluations


def read_many(lanes: Sequence[TransferSettings]) -> list[Inputs]:
    """Read and check all that the settings name, each file once; what lanes share is the same object. InputError."""
    read, load = functools.cache(read_visible), functools.cache(network_named)
    return [read_inputs(settings, read=read, load=load) for settings in lanes]


def plan_many(lanes: Sequence[TransferSettings], inputs: Sequence[Inputs], *, at_once: int | None) -> list[Plan]:
    """How `paint_many` will go: a plan for each group of lanes that can share a program, in order of appearance."""
    return [plan_sweep(**arguments, lanes=at_once) for _, arguments in _programs(lanes, inputs)]


def paint_many(
    lanes: Sequence[TransferSettings],
    inputs: Sequence[Inputs],
    *,
    plans: Sequence[Plan],
    callback: Callback,
) -> Iterator[tuple[int, Result]]:
    """Paint all lanes, those of one size together, and yield (lane, result) as they are finished.

    The callback hears of evaluations of all lanes together; when it returns True, what is being painted is yielded as
    it stands and no more is begun.
    """
    total, before, stopped = sum(settings.steps for settings in lanes), 0, False

    def heard(progress: Progress) -> bool:
        nonlocal stopped
        stopped = bool(callback(progress))
        return stopped

    for plan, (group, arguments) in zip(plans, _programs(lanes, inputs), strict=True):
        told = continued(heard, before=before, total=total)
        for index, result in transfer_many(**arguments, lanes=plan.lanes_per_chunk, callback=told):
            yield group[index], _finished(result, inputs[group[index]])
        before += sum(lanes[lane].steps for lane in group)
        if stopped:
            return


# Settings in which lanes of one program agree.
OF_A_PROGRAM = ("network", "pool", "init", "style_loss", "optimizer", "steps", "levels", "precision", "memory")


def _programs(
    lanes: Sequence[TransferSettings], inputs: Sequence[Inputs]
) -> Iterator[tuple[list[int], dict[str, Any]]]:
    """For each group of lanes that can share a program its lanes, and the arguments of `transfer_many`."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for lane, given in enumerate(inputs):
        cut_out = given.content.alpha is not None
        shared = tuple(getattr(lanes[lane], name) for name in OF_A_PROGRAM)
        key = (*given.content.image.shape[:2], given.channels, cut_out, pattern_of(given), *shared)
        groups.setdefault(key, []).append(lane)
    for group in groups.values():
        yield group, _arguments(lanes[group[0]], [inputs[lane] for lane in group])


def _arguments(settings: TransferSettings, inputs: Sequence[Inputs]) -> dict[str, Any]:
    """Arguments of `transfer_many`: what all lanes share once, the rest with a leading axis `[lanes]`."""
    contents = [given.photo for given in inputs]
    images = [content.image for content in contents]
    one_style = len({style_key(given) for given in inputs}) == 1
    weights = stacked_weights([given.weights for given in inputs])
    return {
        "contents": _shared_or_stacked(images),
        "content_alphas": contents[0].alpha if _all_same(images) else [content.alpha for content in contents],
        "styles": [style_of(given) for given in (inputs[:1] if one_style else inputs)],
        "style_alphas": [style_alpha_of(given) for given in (inputs[:1] if one_style else inputs)],
        "network": inputs[0].network,
        "execution": execution_of(settings, inputs[0], weights.layers, shape=images[0].shape),
        "weights": weights,
        "steps": settings.steps,
        "levels": settings.levels,
        "inits": [given.start for given in inputs],
        "optimizer": optimizer_of(settings),
    }


def _all_same(things: Sequence[Any]) -> bool:
    return all(thing is things[0] for thing in things)


def _shared_or_stacked(arrays: Sequence[Any]) -> jax.Array:
    return jnp.asarray(arrays[0]) if _all_same(arrays) else jnp.stack([jnp.asarray(array) for array in arrays])


def stacked_weights(weights: Sequence[AnyWeights]) -> AnyWeights:
    """One tree for all lanes, over all layers that any of them weighs: zero where a lane leaves a layer out.

    Leaves in which the lanes agree are scalars, the others `[lanes]`. Lanes are all literal, or all relative.
    """
    trees = [each.weights if isinstance(each, RelativeWeights) else each for each in weights]
    order = tuple(sorted({term for each in trees for term in each.terms}))
    whole = [Weights(order, [jnp.asarray(each.get(term.name, 0.0), jnp.float32) for term in order]) for each in trees]
    stacked = jax.tree.map(_agreed_or_stacked, *whole)
    return RelativeWeights(stacked) if isinstance(weights[0], RelativeWeights) else stacked


def _agreed_or_stacked(*leaves: jax.Array) -> jax.Array:
    return leaves[0] if len(set(map(float, leaves))) == 1 else jnp.stack(leaves)


def paint_one(settings: TransferSettings, inputs: Inputs, callback: Callback, **more: Any) -> Result:
    """The transfer that settings and inputs describe; `more` is what else it is given, as its observers."""
    result = transfer(
        inputs.photo.image,
        style_of(inputs),
        content_alpha=inputs.photo.alpha,
        style_alpha=style_alpha_of(inputs),
        network=inputs.network,
        execution=execution_of(settings, inputs, inputs.weights.layers, shape=inputs.photo.image.shape),
        weights=inputs.weights,
        steps=settings.steps,
        levels=settings.levels,
        init=inputs.start,
        optimizer=optimizer_of(settings),
        callback=callback,
        **more,
    )
    return _finished(result, inputs)


def _finished(result: Result, inputs: Inputs) -> Result:
    """The result with its picture in the colors that are asked for."""
    return dataclasses.replace(result, image=inputs.finish(result.image))  # pyrefly: ignore
