"""One picture: painted as its settings say, and written with its record and its report."""

import functools
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from ..errors import InputError
from ..files import check_apart, check_writable, write_json
from ..losses.terms import by_kind
from ..media.writing import EIGHT_BITS, Form, check_output, write_image
from ..reports.words import conclusion, introduction, transparency_lost
from ..settings import TransferSettings
from ..signals import who_stopped
from ..synthesis.runs import DEAD, Result
from .checkpoints.resuming import CheckpointFile, beside, kept_at, outputs_told
from .inputs.named import painting_sides
from .inputs.parts import Inputs, files_of
from .records import transfer_record, transfer_result
from .series import paint_one, paint_series
from .session import Console, Watching, noting_times
from .watching.glimpses import Canvas, glimpsed
from .watching.watchers import UNWATCHED, Watch, check_watch, watched

Written = TypeVar("Written")


def check_outputs(
    picture: Path,
    *others: Path | None,
    inputs: Iterable[str | Path],
    beside: Iterable[Path] = (),
    form: Form = EIGHT_BITS,
) -> None:
    """Raise InputError when the picture, or another file that is wanted, could not be written, or is an input.

    What else is written is only looked at for being an input, or one of the others: it lies `beside` them.

    Args:
        picture: where it goes.
        others: where a report, a table or a checkpoint go, None where there is none.
        inputs: files that are read.
        beside: other files that will be written.
        form: of the picture.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> jobs.check_outputs(Path("photo.png"), inputs=["photo.png"])
        Traceback (most recent call last):
        stylejax.errors.InputError: ...
    """
    wanted = [path for path in others if path]
    check_apart([picture, *wanted, *beside], inputs)
    check_output(picture, bits=form.bits)
    for path in wanted:
        check_writable(path)


def paint_picture(
    settings: TransferSettings,
    inputs: Inputs,
    *,
    command: str,
    output: Path,
    report: Path | None,
    console: Console,
    form: Form = EIGHT_BITS,
    checkpoint: CheckpointFile | None = None,
    watch: Watch = UNWATCHED,
) -> int:
    """Paint with inputs read and outputs checked, write the picture and its report, and return the exit code.

    The picture's record bears the command's name. The code is 128 plus the number of the signal that ended the run
    early, if one did; the best picture so far is written all the same. Where a `checkpoint` of the run is there, it
    goes on from that, and until the picture is written it is kept there; one that is not beside the picture stays, for
    those who want more of it. `watch` is what is written beside it. Raises InputError for another run's.

    Args:
        settings: of the picture.
        inputs: what they name, as it was read.
        command: that is recorded.
        output: where the picture goes.
        report: where a JSON file about the run goes, or None.
        console: hears of the run.
        form: bits and tags of the picture.
        checkpoint: where the run is kept, or None.
        watch: what else is written.

    Returns:
        The exit code, 0 where all went well.

    Example:
        >>> import contextlib, pathlib, numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.random.default_rng(0).uniform(size=(16, 16, 3)))
        >>> stylejax.save_network("tiny.h5", stylejax.random_network("vgg19", seed=0, width=1 / 64))
        >>> settings = TransferSettings("photo.png", "photo.png", network="tiny.h5", steps=1, levels=1)
        >>> console = jobs.Console(lambda line: None, lambda evaluations: contextlib.nullcontext(lambda progress: None))
        >>> how = {"command": "transfer", "output": pathlib.Path("out.png"), "report": None, "console": console}
        >>> jobs.paint_picture(settings, jobs.read_inputs(settings), **how)
        0
    """
    made = functools.partial(transfer_record, command, settings, inputs)
    check_watch(watch, output, evaluations=settings.evaluations, inputs=files_of(settings))
    canvas = Canvas(inputs.content.image.shape[:2], inputs.finish)
    seen = {"evaluations": settings.evaluations, "made": made, "say": console.say, "form": form}
    with (
        kept_at(checkpoint, made(), outputs_told(output, report, form), say=console.say) as keeper,
        watched(watch, output, inputs, **seen) as watchers,
        glimpsed(console.show, lambda moment: canvas, say=console.say) as glimpses,
    ):
        keeper.stays = checkpoint is not None and checkpoint.path != beside(output)
        lost = transparency_lost(output, inputs.content.alpha)
        for line in (introduction(inputs.network), *notes(settings, inputs), *lost):
            console.say(line)
        clock: list[float] = []

        def paint(callback: Watching) -> Iterator[tuple[int, Result]]:
            clock.append(time.perf_counter())
            told = keeper.hearing(noting_times(callback, clock))
            observers = [keeper, *watchers.observers, *glimpses]
            yield 0, paint_one(settings, inputs, told, observers=observers, halfway=keeper.halfway)

        def write(number: int, result: Result) -> tuple[Path, Result] | None:
            if result.came_to_nothing:
                return None
            record = made(result=transfer_result(result))
            place = place_of(output, [result.status])
            more = form.options(inputs.content.tags)
            keep_picture(place, result.image, alpha=inputs.content.alpha, record=record, **more)
            watchers.end(result.image, lambda path: place_of(path, [result.status]))
            if report:
                write_json(report, _report(result, record, clock))
            if result.status != "stopped":
                keeper.remove()
            return place, result

        outcome = paint_series(paint, evaluations=settings.evaluations, console=console, each=write)
    if not outcome.results:
        console.say(f"{output}: {who_stopped(outcome.signal)} before there was a better picture than the start")
        return outcome.exit_code
    place, result = outcome.results[0]
    console.say(conclusion(place, result, settings, seconds=clock[-1] - clock[0], signal_number=outcome.signal))
    return outcome.exit_code_for([result.status])


# A painting with fewer pixels than this share of the picture's has visibly coarser strokes.
SMALL_PAINTING = 0.75


def notes(settings: TransferSettings, inputs: Inputs) -> list[str]:
    """What whoever waits should know of the sizes: a photo that is enlarged, a painting that has little to show."""
    painted, photo = max(inputs.content.image.shape[:2]), inputs.content
    said = []
    if 0 < photo.longest_side < painted:
        said.append(f"{settings.content}: {photo.longest_side} pixels are enlarged to {painted}, as asked")
    wanted = painting_sides(settings.style_size, painted).get("at_most")
    each = zip(inputs.paths, inputs.styles, strict=True)
    on_styles = (_note_on(path, style.longest_side, wanted, painted) for path, style in each)
    return [*said, *inputs.notes, *filter(None, on_styles)]


def _note_on(path: str, side: int, wanted: int | None, painted: int) -> str:
    """What should be known of a painting whose longest side is that; "" where it is as large as it should be."""
    if wanted and 0 < side < wanted:
        return f"{path}: has {side} pixels, and is not enlarged to {wanted}"
    if 0 < side < SMALL_PAINTING * painted:
        told = "its detail will be coarse, and a larger one would be finer"
        return f"{path}: has {side} pixels where the picture has {painted}; {told}"
    return ""


def place_of(output: Path, statuses: Iterable[str]) -> Path:
    """Where a picture goes: what a run has left that was stopped or came to nothing is kept beside what is there.

    Args:
        output: where it is wanted.
        statuses: how the runs ended.

    Returns:
        The path, or one beside it.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> Path("out.png").touch()
        >>> jobs.place_of(Path("out.png"), ["stopped"]).name
        'out.stopped.png'
    """
    unfinished = [status for status in ("stopped", *DEAD) if status in statuses]
    if unfinished and os.path.exists(output):
        return output.with_name(f"{output.stem}.{unfinished[0]}{output.suffix}")
    return output


def place_of_sheet(output: Path, statuses: Sequence[str], *, of: int) -> Path:
    """Where a sheet of so many pictures goes, or what else tells of them all: as `place_of`, unless it is whole.

    Args:
        output: where it is wanted.
        statuses: how the runs ended.
        of: how many there were to be.

    Returns:
        The path, or one beside it.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> Path("sheet.png").touch()
        >>> jobs.place_of_sheet(Path("sheet.png"), ["finished"], of=2).name
        'sheet.stopped.png'
    """
    return place_of(output, [] if is_whole(statuses, of=of) else ["stopped"])


def is_whole(statuses: Sequence[str], *, of: int) -> bool:
    """Whether so many pictures are all painted to their end."""
    return len(statuses) == of and "stopped" not in statuses


def keep_picture(path: Path, image: ArrayLike, **more: Any) -> None:
    """Write a picture that was long in the making, as `write_image`.

    Where it cannot be written, it goes into the current folder, or the temporary one. Raises InputError, which says
    where it is then.

    Args:
        path: where it goes.
        image: `[h w 3]` in [0, 1].
        more: what else `write_image` is given.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np
        >>> from stylejax import jobs
        >>> jobs.keep_picture(Path("out.png"), np.zeros((16, 16, 3)))
        >>> [path.name for path in Path().iterdir()]
        ['out.png']
    """
    pixels = np.asarray(image)
    written_or_kept(path, lambda place: write_image(place, pixels, **more), what="picture", suffix=".png")


def written_or_kept(path: Path, write: Callable[[Path], Written], *, what: str, suffix: str) -> Written:
    """What `write` gives for the path of something that was long in the making.

    Where it raises InputError, it is written with that suffix into the current folder, or the temporary one. Raises
    InputError, which says where it is then.
    """
    try:
        return write(path)
    except InputError as error:
        place = _kept_elsewhere(f"stylejax-{path.stem[:40]}{suffix}", write)
        raise InputError(f"{error}; the {what} is kept as {place}" if place else str(error)) from None


def _kept_elsewhere(name: str, write: Callable[[Path], Any]) -> Path | None:
    for folder in (Path.cwd, tempfile.gettempdir):
        try:
            place = _unused(Path(folder()) / name)
            write(place)
        except (InputError, OSError):  # there may be no current folder any more
            continue
        return place
    return None


def _unused(path: Path) -> Path:
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in itertools.count(2))
    return next(place for place in itertools.chain([path], numbered) if not os.path.exists(place))


def _report(result: Result, record: dict[str, Any], clock: list[float]) -> dict[str, Any]:
    """What a script would ask about a run; seconds of an evaluation are a median at the last level."""
    intervals = [later - earlier for earlier, later in itertools.pairwise(clock[-result.levels[-1].evaluations :])]
    return {
        "evaluations": result.evaluations,
        "accepted_steps": result.accepted_steps,
        "seconds": clock[-1] - clock[0],
        "seconds_per_evaluation": statistics.median(intervals or [clock[-1] - clock[0]]),
        "status": result.status,
        "objective": list(result.objective),
        "terms": by_kind(result.terms),
        **record,
    }
