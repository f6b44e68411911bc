"""Jobs carried out one after the other, each measured by the yardstick."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from ...artists.measuring import Job, JobResult, measure_painting, seconds_without_compiling
from ...artists.painting import paint_as, painting_again
from ...synthesis.runs import Callback
from ..series import Outcome, Task, as_it_is, one_after_another, paint_series
from ..session import Console, noting_times
from .inputs import ComparisonInputs
from .standing import PaintingsStanding


def paint_jobs(
    jobs: Sequence[Job],
    inputs: ComparisonInputs,
    *,
    noun: str,
    seed: int,
    console: Console,
    keep: Callable[[list[JobResult]], Any],
    standing: PaintingsStanding | None = None,
) -> Outcome[JobResult]:
    """Paint one job after the other, and hand what is painted to `keep`, whatever ended the run.

    Who waits is told of "artist 3 of 18: johnson", where the noun is "artist". What is `standing` already is gone on
    with, by that noun and what each job is called.

    Args:
        jobs: to be painted.
        inputs: of the comparison.
        noun: what one of them is called.
        seed: of the noise that runs begin with.
        console: hears of the run.
        keep: is given what was painted.
        standing: what is gone on with, or None.

    Returns:
        What came of them.

    Example:
        >>> import contextlib, numpy as np, stylejax
        >>> from stylejax import command_settings, jobs
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> inputs = jobs.read_comparison(command_settings.ComparisonSettings("photo.png", "photo.png"))
        >>> console = jobs.Console(print, lambda evaluations: contextlib.nullcontext(lambda progress: None))
        >>> jobs.paint_jobs([], inputs, noun="artist", seed=0, console=console, keep=lambda done: None).results
        {}
    """
    tasks = [
        Task(
            job.artist.evaluations,
            functools.partial(_paint, job, inputs, seed, standing, f"{noun} {job.label}"),
            f"{noun} {number} of {len(jobs)}: {job.label}",
        )
        for number, job in enumerate(jobs, 1)
    ]
    return paint_series(
        functools.partial(one_after_another, tasks),
        evaluations=evaluations_of_jobs(jobs),
        console=console,
        each=as_it_is,
        keep=lambda results, seconds: keep(list(results.values())),
    )


def evaluations_of_jobs(jobs: Sequence[Job]) -> int:
    """How many evaluations they take together.

    Args:
        jobs: to be painted.

    Returns:
        Their sum.

    Example:
        >>> import stylejax
        >>> from stylejax import artists, jobs
        >>> recipe = artists.settled(stylejax.load_artist("gatys"), size=64, steps=5)
        >>> jobs.evaluations_of_jobs([artists.Job("gatys", recipe, stylejax.load_network("compact"))])
        5
    """
    return sum(job.artist.evaluations for job in jobs)


def _paint(
    job: Job,
    inputs: ComparisonInputs,
    seed: int,
    standing: PaintingsStanding | None,
    name: str,
    callback: Callback,
) -> JobResult:
    content, style = inputs.content.image, inputs.style.image
    if standing and (kept := standing.done(name)):
        painting, seconds = painting_again(job.artist, content, style, kept), kept.seconds
    else:
        clock: list[float] = []
        told = noting_times(callback, clock)
        watched = _watched(standing, name, told) if standing else {"callback": told}
        painting = paint_as(job.artist, content, style, network=job.network, seed=seed, **watched)
        seconds = seconds_without_compiling(clock)
    painted = JobResult(job, painting, measure_painting(inputs.yardstick, painting, job.artist, content), seconds)
    if standing:
        standing.end(name, painted)
    return painted


def _watched(standing: PaintingsStanding, name: str, callback: Callback) -> dict[str, Any]:
    standing.begin(name)
    keeper = standing.keeper
    return {"callback": keeper.hearing(callback), "observers": [keeper], "halfway": standing.halfway(name)}


def statuses_of(outcome: Outcome[JobResult]) -> list[str]:
    """How each run of a comparison ended.

    Args:
        outcome: of `paint_jobs`.

    Returns:
        Words, as "finished" and "stopped".

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import artists, jobs
        >>> job = artists.Job("gatys", stylejax.load_artist("gatys"), stylejax.load_network("compact"))
        >>> one = np.zeros((8, 8, 3), np.float32)
        >>> painting = stylejax.Painting(one, (1.0,), 1, "finished", one, one)
        >>> painted = artists.JobResult(job, painting, stylejax.loss_weights(), 2.0)
        >>> jobs.statuses_of(jobs.Outcome({0: painted}, 0, 2.0))
        ['finished']
    """
    return [painted.painting.status for painted in outcome.results.values()]
