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
    """One picture of a series: how many evaluations it takes, what paints it and is told of each, and what it is.

    Attributes:
        evaluations: that it takes.
        paint: is given a callback and gives what it painted.
        name: of what is painted, in words.

    Example:
        >>> from stylejax import jobs
        >>> jobs.Task(100, lambda callback: "a picture", "sea.jpg").name
        'sea.jpg'
    """

    evaluations: int
    paint: Callable[[Callback], Any]
    name: str = ""


def evaluations_of(tasks: Iterable[Task]) -> int:
    """How many evaluations they take together.

    Args:
        tasks: of the series.

    Returns:
        Their sum.

    Example:
        >>> from stylejax import jobs
        >>> jobs.evaluations_of([jobs.Task(100, print), jobs.Task(50, print)])
        150
    """
    return sum(task.evaluations for task in tasks)


def one_after_another(tasks: Sequence[Task], callback: Watching) -> Iterator[tuple[int, Any]]:
    """Paint one task after the other, in place of `paint` of a series, until a signal comes.

    The callback hears of evaluations of all of them together. What is being painted then is yielded as it stands.

    Args:
        tasks: of the series.
        callback: hears of all evaluations.

    Returns:
        Numbers and what was painted, as they come.

    Example:
        >>> from stylejax import jobs
        >>> from stylejax.signals import Interruption
        >>> watching = jobs.Watching(print, Interruption())
        >>> list(jobs.one_after_another([jobs.Task(1, lambda callback: "a picture")], watching))
        [(0, 'a picture')]
    """
    total, before = evaluations_of(tasks), 0
    for number, task in enumerate(tasks):
        yield number, task.paint(continued(callback, before=before, total=total, part=task.name))
        if callback.stopped:
            return
        before += task.evaluations


def paint_one(settings: TransferSettings, inputs: Inputs, callback: Callback, **more: Any) -> Result:
    """The transfer that settings and inputs describe; `more` is what else it is given, as its observers.

    Args:
        settings: of the picture.
        inputs: what they name, as it was read.
        callback: hears of each evaluation.
        more: what else `transfer` is given.

    Returns:
        The picture, and how it came about.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.random.default_rng(0).uniform(size=(16, 16, 3)))
        >>> stylejax.save_network("tiny.h5", stylejax.random_network("vgg19", seed=0, width=1 / 64))
        >>> settings = TransferSettings("photo.png", "photo.png", network="tiny.h5", steps=1, levels=1)
        >>> jobs.paint_one(settings, jobs.read_inputs(settings), lambda progress: None).image.shape
        (16, 16, 3)
    """
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
