"""`stylejax batch`: every picture of a folder in one style, resumable."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ... import cli, jobs, media, reports, synthesis
from ...errors import InputError
from ...files import check_apart, make_folder
from ...settings import TransferSettings
from .. import options


@options.command()
def batch(
    folder: Annotated[Path, typer.Argument(help="The folder with the photos.")],
    style: Annotated[Path, typer.Argument(help="The painting.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the pictures; made where missing.")],
    lanes: options.Lanes = "auto",
    *,
    settings: TransferSettings,
    quiet: options.Quiet = False,
) -> None:
    """Paint every picture of FOLDER in the style of STYLE.

    Started again, it goes on where it was ended: what is painted with the same settings is not painted again.

    Example: stylejax batch photos painting.jpg -o painted --strength 0.6
    """
    named = dataclasses.replace(settings, style=str(style))
    at_once = options.at_once(lanes)
    raise typer.Exit(paint_folder(named, folder, output, at_once=at_once, quiet=quiet))


AT_HAND = 64  # pictures held in memory at a time: more than are painted at once, far less than a folder may hold


@dataclasses.dataclass(frozen=True)
class Task:
    """One picture to paint: its settings, where it goes, its size, and what its record will say of its making."""

    settings: TransferSettings
    output: Path
    shape: tuple[int, ...]
    making: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Portion:
    """Some tasks of one size, and how many come before them."""

    tasks: Sequence[Task]
    before: int


def paint_folder(settings: TransferSettings, folder: Path, output: Path, *, at_once: int | None, quiet: bool) -> int:
    """Paint every picture of a folder as the settings say, write PNG files of the same names, return the exit code.

    A picture that is there already, whole and made in just this way, is left as it is. Same-sized pictures share a
    compiled program. Pictures under way when a signal comes are given up. Whatever can be wrong is found before the
    first evaluation. Raises InputError.
    """
    console = cli.console_for(quiet)
    pictures = _pictures(folder, output)
    check_apart(pictures.values(), [*pictures, *jobs.files_of(settings)])
    tasks = list(_tasks(settings, pictures, output))
    make_folder(output)
    left = [task for task in tasks if not is_done(task)]
    console.say(f"{len(tasks)} pictures, {len(tasks) - len(left)} of them painted already")
    outcome = jobs.paint_series(
        functools.partial(_paint, left, at_once, console.say),
        evaluations=len(left) * settings.steps,
        console=console,
        each=_write,
    )
    statuses, seconds = list(outcome.results.values()), reports.duration(outcome.seconds)
    painted = sum(map(is_whole, statuses))
    for number in (number for number, status in outcome.results.items() if status == "diverged"):
        console.say(f"{left[number].settings.content}: not painted, as the objective was no longer finite")
    console.say(f"{output}: {painted} pictures painted in {seconds}, {len(left) - painted} left to paint")
    return outcome.exit_code_for(statuses)


@dataclasses.dataclass(frozen=True)
class Painted:
    """A task carried out, with what was read for it."""

    task: Task
    inputs: jobs.Inputs
    result: synthesis.Result


def _paint(
    tasks: Sequence[Task], at_once: int | None, say: Callable[[str], None], callback: jobs.Watching
) -> Iterator[tuple[int, Painted]]:
    """Paint portion by portion, each read when it is its turn, until all are painted or a signal comes."""
    steps = [task.settings.steps for task in tasks]
    for portion in _portions(tasks):
        lanes = [task.settings for task in portion.tasks]
        inputs = jobs.read_many(lanes)
        plans = jobs.plan_many(lanes, inputs, at_once=at_once)
        say(_plan_line(portion, plans[0]))
        told = synthesis.continued(callback, before=sum(steps[: portion.before]), total=sum(steps))
        for lane, result in jobs.paint_many(lanes, inputs, plans=plans, callback=told):
            yield portion.before + lane, Painted(portion.tasks[lane], inputs[lane], result)
        if callback.stopped:
            return


def _pictures(folder: Path, output: Path) -> dict[Path, Path]:
    """Pictures of the folder and where each goes; of pictures that differ in suffix only, the name keeps it."""
    if output.exists() and not output.is_dir():
        raise InputError(f"{output}: is a file; name a folder")
    if output.resolve() == folder.resolve():
        raise InputError(f"{output}: is the folder of the photos themselves; name another")
    return {path: output / name for path, name in _output_names(media.picture_files(folder)).items()}


def _output_names(photos: Sequence[Path]) -> dict[Path, str]:
    """A name for each photo's picture: its own, with its suffix where others share it, and a number if need be.

    No two are the same, also where a file system does not tell upper from lower case.
    """
    stems, taken, names = Counter(path.stem.casefold() for path in photos), set[str](), dict[Path, str]()
    for path in photos:
        short = [path.stem] if stems[path.stem.casefold()] == 1 else []
        numbered = (f"{path.name}-{number}" for number in itertools.count(2))
        candidates = itertools.chain(short, [path.name], numbered)
        names[path] = next(f"{name}.png" for name in candidates if f"{name}.png".casefold() not in taken)
        taken.add(names[path].casefold())
    return names


def _tasks(settings: TransferSettings, pictures: dict[Path, Path], output: Path) -> Iterator[Task]:
    """Read and check each picture once; only what is needed to know whether it is done is kept in memory."""
    read_once, load = functools.cache(media.read_picture), functools.cache(jobs.network_named)
    for path, target in pictures.items():
        lane = dataclasses.replace(settings, content=str(path))
        read = functools.partial(_read, photo=str(path), read_once=read_once)
        inputs = jobs.read_inputs(lane, read=read, load=load)
        yield Task(lane, target, inputs.content.image.shape, making(lane, inputs))


def _read(path: str, *, photo: str, read_once: Any, **size: Any) -> Any:
    """A picture: each photo is held once only, what they share as long as it is read."""
    return media.read_picture(path, **size) if path == photo else read_once(path, **size)


def making(settings: TransferSettings, inputs: jobs.Inputs) -> dict[str, Any]:
    """What decides a picture: settings without the places of files, checksums of pictures and network."""
    return _decisive(jobs.transfer_record("transfer", settings, inputs))


def _decisive(record: dict[str, Any]) -> dict[str, Any]:
    settings = {name: list(value) if isinstance(value, tuple) else value for name, value in record["settings"].items()}
    for path in ("content", "style", "network"):
        settings.pop(path)
    return {"settings": settings, "pictures": record["pictures"], "network": record["network"]}


def is_done(task: Task) -> bool:
    """Whether the task's picture is there, whole, and made in just this way."""
    if not task.output.exists():
        return False
    try:
        media.read_picture(task.output)
        record = media.read_record(task.output)
        return _decisive(record) == task.making and is_whole(record["result"]["status"])
    except (InputError, KeyError, AttributeError):
        return False


def _portions(tasks: Sequence[Task]) -> Iterator[Portion]:
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


def is_whole(status: str) -> bool:
    """Whether a run that ended so has painted its picture."""
    return status not in ("stopped", "diverged")


def _write(number: int, painted: Painted) -> str:
    """Write a picture that was painted to its end; how its run ended."""
    task, inputs, result = painted.task, painted.inputs, painted.result
    if not is_whole(result.status):
        return result.status
    record = jobs.transfer_record("transfer", task.settings, inputs, result=jobs.transfer_result(result))
    media.write_image(task.output, result.image, alpha=inputs.content.alpha, record=record)
    return result.status
