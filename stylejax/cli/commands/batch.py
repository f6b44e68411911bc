"""`stylejax batch`: every picture of a folder in one style, resumable."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ... import cli, jobs, media, reports, synthesis
from ...errors import InputError
from ...files import check_apart, is_file, make_folder
from ...settings import TransferSettings
from .. import options


@options.command()
def batch(
    folder: Annotated[Path, typer.Argument(help="The folder with the photos.")],
    styles: Annotated[list[Path], typer.Argument(metavar="STYLE...", help="The painting. Several are mixed.")],
    output: options.Folder,
    lanes: options.Lanes = "auto",
    *,
    settings: TransferSettings,
    quiet: options.Quiet = False,
) -> None:
    """Paint every picture of FOLDER in the style of STYLE, or of several.

    Started again, it goes on where it was ended: what is painted with the same settings is not painted again.

    Example: stylejax batch photos painting.jpg -o painted --strength 0.6
    """
    named = jobs.with_styles(settings, styles)
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
    compiled program. Pictures under way when a signal comes are given up. A photo that cannot be read is passed over
    and named, and the exit code says so; whatever else can be wrong is found before the first evaluation. Raises
    InputError.
    """
    console = cli.console_for(quiet)
    pictures = _pictures(folder, output)
    check_apart(pictures.values(), [*pictures, *jobs.files_of(settings)])
    reader = Reader(console.say)
    tasks = list(_tasks(settings, pictures, reader))
    if not tasks:
        raise InputError(reader.passed_over[0])
    make_folder(output)
    left = [task for task in tasks if not is_done(task)]
    others = [path.name for path in media.other_files(folder)]
    if others:
        console.say(f"no pictures, passed over: {', '.join(others)}")
    console.say(f"{len(tasks)} pictures, {len(tasks) - len(left)} of them painted already")
    outcome = jobs.paint_series(
        functools.partial(_paint, left, at_once, reader),
        evaluations=len(left) * settings.steps,
        console=console,
        each=_write,
    )
    statuses, seconds = list(outcome.results.values()), reports.duration(outcome.seconds)
    painted = sum(map(is_whole, statuses))
    for number, status in outcome.results.items():
        if status in synthesis.DEAD:
            reader.passed_over.append(f"{left[number].settings.content}: its run has {status}")
    for line in reader.passed_over:
        console.say(f"not painted: {line}")
    console.say(f"{output}: {painted} pictures painted in {seconds}, {len(left) - painted} left to paint")
    return outcome.exit_code or (jobs.INCOMPLETE if reader.passed_over else 0)


class PhotoError(InputError):
    """A photo of the folder that cannot be painted, while others can."""


@dataclasses.dataclass
class Reader:
    """Reads what tasks name, what they share once; photos that cannot be read are told, and passed over."""

    say: Callable[[str], None]
    passed_over: list[str] = dataclasses.field(default_factory=list)
    read_once: Any = dataclasses.field(default_factory=lambda: functools.cache(media.read_visible))
    load: Any = dataclasses.field(default_factory=lambda: functools.cache(jobs.network_named))

    def inputs_of(self, settings: TransferSettings) -> jobs.Inputs | None:
        """All that a photo's settings name, None where the photo is passed over. Raises InputError for the rest."""
        try:
            return jobs.read_inputs(settings, read=functools.partial(self._read, settings.content), load=self.load)
        except (PhotoError, synthesis.TooLargeError) as error:
            self.passed_over.append(str(error) if isinstance(error, PhotoError) else f"{settings.content}: {error}")
            self.say(f"passed over: {self.passed_over[-1]}")
            return None

    def _read(self, photo: str, path: str, **size: Any) -> media.Picture:
        if path != photo:
            return self.read_once(path, **size)
        try:
            return media.read_visible(path, **size)
        except InputError as error:
            raise PhotoError(str(error)) from None


@dataclasses.dataclass(frozen=True)
class Painted:
    """A task carried out, with what was read for it."""

    task: Task
    inputs: jobs.Inputs
    result: synthesis.Result


def _paint(
    tasks: Sequence[Task], at_once: int | None, reader: Reader, callback: jobs.Watching
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
        reader.say(_plan_line(portion, plans[0]))
        told = synthesis.continued(callback, before=sum(steps[: portion.before]), total=sum(steps))
        for lane, result in jobs.paint_many(lanes, inputs, plans=plans, callback=told):
            number = numbers[lane]
            yield portion.before + number, Painted(portion.tasks[number], inputs[lane], result)
        if callback.stopped:
            return


def _pictures(folder: Path, output: Path) -> dict[Path, Path]:
    """Pictures of the folder and where each goes; of pictures that differ in suffix only, the name keeps it."""
    if is_file(output):
        raise InputError(f"{output}: is a file; name a folder")
    if os.path.realpath(output) == os.path.realpath(folder):
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


def _tasks(settings: TransferSettings, pictures: dict[Path, Path], reader: Reader) -> Iterator[Task]:
    """Read and check each picture once; only what is needed to know whether it is done is kept in memory."""
    for path, target in pictures.items():
        lane = dataclasses.replace(settings, content=str(path))
        inputs = reader.inputs_of(lane)
        if inputs:
            yield Task(lane, target, inputs.content.image.shape, making(lane, inputs))


def making(settings: TransferSettings, inputs: jobs.Inputs) -> dict[str, Any]:
    """What decides a picture: settings without the places of files, checksums of pictures and network."""
    return _decisive(jobs.transfer_record("transfer", settings, inputs))


def _decisive(record: dict[str, Any]) -> dict[str, Any]:
    settings = {name: list(value) if isinstance(value, tuple) else value for name, value in record["settings"].items()}
    for path in ("content", "style", "more_styles", "network"):
        settings.pop(path, None)
    return {"settings": settings, "pictures": record["pictures"], "network": record["network"]}


def is_done(task: Task) -> bool:
    """Whether the task's picture is there, whole, and made in just this way."""
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
    return status not in ("stopped", *synthesis.DEAD)


def _write(number: int, painted: Painted) -> str:
    """Write a picture that was painted to its end; how its run ended."""
    task, inputs, result = painted.task, painted.inputs, painted.result
    if not is_whole(result.status):
        return result.status
    record = jobs.transfer_record("transfer", task.settings, inputs, result=jobs.transfer_result(result))
    content = inputs.content
    jobs.keep_picture(task.output, result.image, alpha=content.alpha, record=record, tags=content.tags)
    return result.status
