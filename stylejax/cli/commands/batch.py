"""`stylejax batch`: every picture of a folder in one style, resumable."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ... import cli, jobs, media, reports, synthesis
from ...errors import InputError
from ...files import check_apart, make_folder
from ...settings import TransferSettings
from .. import options


@options.command(without=["more"])
def batch(
    folder: Annotated[Path, typer.Argument(help="The folder with the photos.")],
    styles: Annotated[list[Path], typer.Argument(metavar="STYLE...", help="The painting. Several are mixed.")],
    output: options.Folder,
    lanes: options.Lanes = "auto",
    checkpoint: options.Checkpoint = "auto",
    *,
    settings: TransferSettings,
    live: options.Live = None,
    quiet: options.Quiet = False,
) -> None:
    """Paint every picture of FOLDER in the style of STYLE, or of several.

    The same command goes on with a run that was ended: a picture that is painted with the same settings is not painted
    again, and a long picture that was ended in the middle goes on from there.

    Example: stylejax batch photos painting.jpg -o painted --strength 0.6
    """
    named = jobs.with_styles(settings, styles)
    at_once = options.at_once(lanes)
    kept = jobs.place_named(checkpoint, output)
    raise typer.Exit(paint_folder(named, folder, output, at_once=at_once, checkpoint=kept, quiet=quiet, live=live))


AT_HAND = 64  # pictures held in memory at a time: more than are painted at once, far less than a folder may hold


@dataclasses.dataclass(frozen=True)
class Portion:
    """Some tasks of one size, and how many come before them."""

    tasks: Sequence[jobs.FolderTask]
    before: int


def paint_folder(
    settings: TransferSettings,
    folder: Path,
    output: Path,
    *,
    at_once: int | None,
    checkpoint: jobs.checkpoints.CheckpointFile | None,
    quiet: bool,
    live: int | None = None,
) -> int:
    """Paint every picture of a folder as the settings say, write PNG files of the same names, return the exit code.

    A picture that is there already, whole and made in just this way, is left as it is. Same-sized pictures share a
    compiled program. Pictures under way when a signal comes are given up, unless there is a `checkpoint`. A photo that
    cannot be read is passed over and named, and the exit code says so; whatever else can be wrong is found before the
    first evaluation. Raises InputError.
    """
    console = cli.console_for(quiet, live)
    pictures = jobs.pictures_of_folder(folder, output)
    check_apart(pictures.values(), [*pictures, *jobs.files_of(settings)])
    reader = jobs.Reader(console.say)
    tasks = list(jobs.tasks_of_folder(settings, pictures, reader))
    if not tasks:
        raise InputError(reader.passed_over[0])
    make_folder(output)
    left = [task for task in tasks if not jobs.is_done(task)]
    others = [path.name for path in media.other_files(folder)]
    if others:
        console.say(f"no pictures, passed over: {', '.join(others)}")
    console.say(f"{len(tasks)} pictures, {len(tasks) - len(left)} of them painted already")
    about, told = jobs.record_of_folder(settings, tasks), jobs.checkpoints.words_told(cli.typed())
    with jobs.checkpoints.kept_at(checkpoint, about, told, say=console.say) as keeper:
        outcome = jobs.paint_series(
            functools.partial(_paint, left, at_once, reader, keeper, console.show),
            evaluations=len(left) * settings.steps,
            console=console,
            each=_write,
        )
        if len(outcome.results) == len(left) and not outcome.signal:
            keeper.remove()
    statuses, seconds = list(outcome.results.values()), reports.duration(outcome.seconds)
    painted = sum(map(jobs.is_painted, statuses))
    for number, status in outcome.results.items():
        if status in synthesis.DEAD:
            reader.passed_over.append(f"{left[number].settings.content}: its run has {status}")
    for line in reader.passed_over:
        console.say(f"not painted: {line}")
    console.say(f"{output}: {painted} pictures painted in {seconds}, {len(left) - painted} left to paint")
    return outcome.exit_code or (jobs.INCOMPLETE if reader.passed_over else 0)


@dataclasses.dataclass(frozen=True)
class Painted:
    """A task carried out, with what was read for it."""

    task: jobs.FolderTask
    inputs: jobs.Inputs
    result: synthesis.Result


def _paint(
    tasks: Sequence[jobs.FolderTask],
    at_once: int | None,
    reader: jobs.Reader,
    keeper: jobs.checkpoints.Keeper,
    show: Any,
    callback: jobs.Watching,
) -> Iterator[tuple[int, Painted]]:
    """Paint portion by portion, each read when it is its turn, until all are painted or a signal comes."""
    steps = [task.settings.steps for task in tasks]
    for portion in _portions(tasks):
        read = {number: reader.inputs_of(task.settings) for number, task in enumerate(portion.tasks)}
        found = {number: inputs for number, inputs in read.items() if inputs}
        if not found:
            continue
        numbers, inputs = list(found), list(found.values())
        lanes = [portion.tasks[number].settings for number in numbers]
        plans = jobs.plan_many(lanes, inputs, at_once=at_once)
        canvas = functools.partial(jobs.series.canvas_of_lanes, inputs)
        reader.say(_plan_line(portion, plans[0]))
        told = synthesis.continued(keeper.hearing(callback), before=sum(steps[: portion.before]), total=sum(steps))
        names = [portion.tasks[number].name for number in numbers]
        with jobs.watching.glimpsed(show, canvas, say=reader.say) as glimpses:
            standing = jobs.Standing(names, keeper.halfway or {}, [keeper, *glimpses])
            keeper.stands = standing.stands
            for lane, result in jobs.paint_many(lanes, inputs, plans=plans, callback=told, standing=standing):
                number = numbers[lane]
                yield portion.before + number, Painted(portion.tasks[number], inputs[lane], result)
                standing.finished.clear()  # as it is written
        if callback.stopped:
            return


def _portions(tasks: Sequence[jobs.FolderTask]) -> Iterator[Portion]:
    """The tasks, those of one size after one another, as many at a time as are held in memory."""
    before = 0
    for _, group in itertools.groupby(sorted(tasks, key=lambda task: task.shape), key=lambda task: task.shape):
        same_sized = list(group)
        for start in range(0, len(same_sized), AT_HAND):
            yield Portion(same_sized[start : start + AT_HAND], before + start)
        before += len(same_sized)


def _plan_line(portion: Portion, plan: synthesis.Plan) -> str:
    height, width, _ = portion.tasks[0].shape
    chunk = f"{plan.lanes_per_chunk} at once, about {reports.duration(plan.seconds_estimated)}"
    return f"painting {len(portion.tasks)} of {width} x {height} pixels, {chunk}"


def _write(number: int, painted: Painted) -> str:
    """Write a picture that was painted to its end; how its run ended."""
    task, inputs, result = painted.task, painted.inputs, painted.result
    if not jobs.is_painted(result.status):
        return result.status
    record = jobs.transfer_record("transfer", task.settings, inputs, result=jobs.transfer_result(result))
    content = inputs.content
    jobs.keep_picture(task.output, result.image, alpha=content.alpha, record=record, tags=content.tags)
    return result.status
