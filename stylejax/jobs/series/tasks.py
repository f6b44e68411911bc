"""Pictures one after the other, each painted by itself."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import jax

from ...networks.networks import Memory
from ...settings import TransferSettings
from ...synthesis.runs import Callback, Result, continued
from ...synthesis.sharding import spread_tiles
from ...synthesis.transfers import transfer
from ..inputs.memory import execution_of
from ..inputs.named import optimizer_of
from ..inputs.parts import Inputs, style_alpha_of, style_of
from ..session import Watching


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


def paint_one(settings: TransferSettings, inputs: Inputs, callback: Callback, **more: Any) -> Result:
    """The transfer that settings and inputs describe; `more` is what else it is given, as its observers."""
    execution = execution_of(settings, inputs, inputs.weights.layers, shape=inputs.photo.image.shape)
    many = execution.memory is Memory.LEAST and jax.device_count() > 1
    result = transfer(
        spread_tiles(inputs.photo.image) if many else inputs.photo.image,
        style_of(inputs),
        content_alpha=inputs.photo.alpha,
        style_alpha=style_alpha_of(inputs),
        network=inputs.network,
        execution=execution,
        weights=inputs.weights,
        steps=settings.steps,
        more=settings.more,
        levels=settings.levels,
        init=inputs.start,
        optimizer=optimizer_of(settings, execution=execution),
        callback=callback,
        **more,
    )
    return colored(result, inputs)


def colored(result: Result, inputs: Inputs) -> Result:
    """The result with its picture in the colors that are asked for."""
    return dataclasses.replace(result, image=inputs.finish(result.image))  # pyrefly: ignore
