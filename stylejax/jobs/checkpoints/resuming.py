"""Going on with a run: where it is kept, whether it is the same one, and what its file says of it."""

import contextlib
import json
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jax

from ...errors import InputError
from ...files import check_writable, is_file, json_text
from ...media.writing import Form
from ..inputs.parts import FILES, PAIRS_OF_FILES
from .keeping import Keeper
from .locks import locked
from .packing import evaluations_of
from .storing import Kept, read_kept

WORTH_KEEPING = 300.0  # seconds that a run takes of which nobody has said where it is kept
SUFFIX = ".checkpoint"


class CheckpointFile(NamedTuple):
    """The file in which a run is kept, and the seconds that it must take to be.

    Attributes:
        path: of the file.
        least: seconds, 0 where it is kept however short the run is.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> jobs.checkpoints.CheckpointFile(Path("out.png.checkpoint"), 300.0).least
        300.0
    """

    path: Path
    least: float


def place_named(text: str, output: Path) -> CheckpointFile | None:
    """Where a run is kept that paints `output`: the path that is typed, beside the picture for auto, nowhere for off.

    Of a picture that is written to a pipe or a device, and of a run of several processes, auto is nowhere. Raises
    InputError where several processes are to keep theirs.

    Args:
        text: a path, "auto" or "off".
        output: where the picture goes.

    Returns:
        The file, or None.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> jobs.place_named("auto", Path("out.png")).path.name
        'out.png.checkpoint'
    """
    several = jax.process_count() > 1
    if text == "off" or (text == "auto" and (several or (is_file(output) and not os.path.isfile(output)))):
        return None
    if several:
        raise InputError("checkpoint: runs of several processes are not kept; leave it out")
    return CheckpointFile(beside(output), WORTH_KEEPING) if text == "auto" else CheckpointFile(Path(text), 0.0)


def beside(output: Path) -> Path:
    """Where a run is kept that paints `output`, unless somebody says where."""
    return output.with_name(output.name + SUFFIX)


def outputs_told(output: Path, report: Path | None, form: Form) -> dict[str, Any]:
    """What a checkpoint says of where its picture goes."""
    told = {"output": str(output), "report": str(report) if report else None, "folder": current_folder()}
    return {**told, **form._asdict()}


def words_told(words: Sequence[str]) -> dict[str, Any]:
    """What a checkpoint says of a run that a line began which can be typed again.

    Args:
        words: of the line, after the program's name.

    Returns:
        Plain values.

    Example:
        >>> from stylejax import jobs
        >>> jobs.checkpoints.words_told(["sweep", "photo.jpg"])["words"]
        ['sweep', 'photo.jpg']
    """
    return {"words": list(words), "folder": current_folder()}


def current_folder() -> str:
    """The folder that names of files are within; "" where it is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


@contextlib.contextmanager
def kept_at(
    place: CheckpointFile | None,
    record: Mapping[str, Any],
    outputs: Mapping[str, Any],
    *,
    say: Callable[[str], None],
) -> Iterator[Keeper]:
    """Keep a run of that record until the block ends, and go on where it is kept already.

    Raises InputError where what is kept is of another run, or another run has it.

    Args:
        place: the file, or None where the run is not kept.
        record: of the run, of plain values.
        outputs: where its picture goes.
        say: to whoever waits, that it goes on, or why it is not kept.

    Returns:
        The keeper, within the block.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> place = jobs.checkpoints.CheckpointFile(Path("out.png.checkpoint"), 0.0)
        >>> with jobs.checkpoints.kept_at(place, {"command": "transfer"}, {}, say=print) as keeper:
        ...     keeper.path.name, keeper.halfway
        ('out.png.checkpoint', None)
    """
    about = {"record": json.loads(json_text(record)), "outputs": outputs, "computed_on": computed_on()}
    if place and not place.least:
        check_writable(place.path)
    keeper = Keeper(place.path if place else Path(), about, say, place.least if place else math.inf)
    try:
        if place and is_file(place.path):
            _go_on(keeper)
        yield keeper
    finally:
        keeper.release()


def computed_on() -> dict[str, str]:
    """What computes, as far as it decides the last digits."""
    return {"platform": jax.default_backend(), "device": jax.devices()[0].device_kind}


def _go_on(keeper: Keeper) -> None:
    keeper.lock = locked(keeper.path)
    kept = read_kept(keeper.path)
    check_same(keeper.path, kept, keeper.about)
    keeper.halfway, keeper.least = kept.halfway, 0.0
    keeper.say(f"{keeper.path}: going on after {evaluations_of(kept.halfway)} evaluations")


def check_same(path: Path, kept: Kept, about: Mapping[str, Any]) -> None:
    """Raise InputError, which says what differs, where what is kept is not of the run that is about to begin."""
    then, now = (_decisive(told) for told in (kept.about, about))
    differ = [name for name in dict.fromkeys((*then, *now)) if then.get(name) != now.get(name)]
    if differ:
        told = "; ".join(_told(name, then.get(name), now.get(name)) for name in differ[:3])
        raise InputError(f"{path}: is of another run, as {told}; give what was given, or remove it to begin anew")


def _told(name: str, then: Any, now: Any) -> str:
    if name.startswith("file "):
        return f"{name.removeprefix('file ')} was another file"
    return f"{name} was {then} and is {now}"


def _decisive(about: Mapping[str, Any]) -> dict[str, Any]:
    """What decides a picture, by name: settings without the places of files, checksums, versions, the device."""
    record = about.get("record") or {}
    settings, places = record.get("settings") or {}, {*FILES, *PAIRS_OF_FILES, "more"} - {"init"}
    return {
        "command": record.get("command"),
        **{name.replace("_", " "): value for name, value in settings.items() if name not in places},
        **{name: record.get(name) for name in ("rows", "columns")},
        **{f"file {part}": checksum for part, checksum in (record.get("pictures") or {}).items()},
        "file network": record.get("network"),
        **(record.get("versions") or {}),
        **(about.get("computed_on") or {}),
    }
