"""A run that was ended, by its checkpoint: its command, its settings and where its picture goes."""

import dataclasses
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import InputError
from ...files import is_file
from ...media.images import READABLE
from ...media.records import read_record
from ...media.writing import EIGHT_BITS, Form
from ..replays.finding import with_files_found
from ..replays.readings import recorded
from .resuming import SUFFIX, CheckpointFile, beside, current_folder
from .storing import read_about

REPEATED = (
    "sweep",
    "batch",
    "compare",
    "dream",
    "sound",
    "sound-texture",
)  # commands that are gone on with by typing them again


class Line(NamedTuple):
    """What was typed, after the program's name.

    Attributes:
        place: where its run is kept.
        words: of the line.
        folder: where it was typed.
    """

    place: Path
    words: tuple[str, ...]
    folder: Path


class Interrupted(NamedTuple):
    """A run that was ended.

    Attributes:
        place: where it is kept, if it is.
        command: of its record.
        settings: likewise, with files where they lie now.
        output: where its picture goes.
        report: where its report goes, if it has one.
        form: of its picture.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> from stylejax.media import Form
        >>> jobs.checkpoints.Interrupted(None, "transfer", None, Path("out.png"), None, Form()).output.name
        'out.png'
    """

    place: CheckpointFile | None
    command: str
    settings: Any
    output: Path
    report: Path | None
    form: Form


def is_kept(path: Path) -> bool:
    """Whether there is a checkpoint of that name, or of the picture of that name.

    Args:
        path: of a checkpoint or of a picture.

    Returns:
        True or False.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> Path("out.png.checkpoint").touch()
        >>> jobs.is_kept(Path("out.png")), jobs.is_kept(Path("other.png"))
        (True, False)
    """
    try:
        _file_of(path)
    except InputError:
        return False
    return True


def from_picture(path: Path, *, more: int, output: Path | None) -> Interrupted:
    """A run of so many evaluations that begins with a finished picture, at its size. Raises InputError.

    Args:
        path: of the picture.
        more: evaluations.
        output: where the new picture goes; None puts it beside the first.

    Returns:
        The run.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((16, 16, 3)))
        >>> settings = TransferSettings("photo.png", "photo.png")
        >>> record = jobs.transfer_record("transfer", settings, jobs.read_inputs(settings))
        >>> stylejax.write_image("out.png", np.zeros((16, 16, 3)), record=record)
        >>> jobs.from_picture(Path("out.png"), more=100, output=None).output.name
        'out-more.png'
    """
    record = read_record(path)
    if record.get("command") in REPEATED:
        raise InputError(f"{path}: is of {record['command']}; only a single picture is painted on")
    told = recorded(record)
    own = {"init": str(path), "levels": 1, "steps": more, "more": 0}
    settings = dataclasses.replace(with_files_found(told.settings, path.parent), **own)
    place = output or path.with_name(f"{path.stem}-more{path.suffix}")
    return Interrupted(None, told.command, settings, place, None, EIGHT_BITS)


def read_interrupted(path: Path, *, more: int = 0, output: Path | None = None) -> Interrupted:
    """What was ended, by its checkpoint or by its picture, with `more` evaluations. Raises InputError without one.

    Args:
        path: of the checkpoint or of the picture.
        more: evaluations beyond those that were asked for.
        output: where the picture goes; None leaves it where it was to go.

    Returns:
        The run.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> from stylejax.jobs.checkpoints import storing
        >>> Path("out.png.checkpoint").touch()
        >>> record = {"command": "transfer", "settings": {"seed": 3}, "pictures": {}}
        >>> outputs = {"output": "out.png", "report": None, "folder": "", "bits": 8, "dpi": 0.0}
        >>> storing.write_kept(Path("out.png.checkpoint"), storing.Kept({"record": record, "outputs": outputs}, {}))
        >>> jobs.read_interrupted(Path("out.png")).settings.seed
        3
    """
    place = _file_of(path)
    about = read_about(place)
    try:
        outputs, told = about["outputs"], recorded(about["record"])
        folder, form = Path(outputs["folder"]), Form(outputs["bits"], outputs["dpi"])
        report, place_before = (_within(folder, outputs[name]) for name in ("report", "output"))
    except (LookupError, TypeError):
        raise InputError(f"{place}: does not say what it is of; give the command that began it") from None
    settings = with_files_found(told.settings, folder)
    if more:
        settings = dataclasses.replace(settings, more=settings.more + more)
    to = output or place_before or Path()
    return Interrupted(CheckpointFile(place, 0.0), told.command, settings, to, report, form)


def line_of(path: Path) -> Line | None:
    """The line that began a run, by its checkpoint or by its picture; None of a run that settings tell of.

    Raises InputError where there is none.

    Args:
        path: of the checkpoint or of the picture.

    Returns:
        The line, or None.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> from stylejax.jobs.checkpoints import storing
        >>> Path("sheet.png.checkpoint").touch()
        >>> told = {"outputs": jobs.checkpoints.words_told(["sweep", "photo.jpg"])}
        >>> storing.write_kept(Path("sheet.png.checkpoint"), storing.Kept(told, {}))
        >>> jobs.line_of(Path("sheet.png")).words
        ('sweep', 'photo.jpg')
    """
    place = _file_of(path)
    outputs = read_about(place).get("outputs")
    if not isinstance(outputs, dict) or "words" not in outputs:
        return None
    words, folder = outputs["words"], outputs.get("folder")
    if not (
        isinstance(words, list) and words and words[0] in REPEATED and all(isinstance(word, str) for word in words)
    ):
        raise InputError(f"{place}: does not say what it is of; give the command that began it")
    return Line(place, tuple(words), Path(str(folder or ".")))


def _file_of(path: Path) -> Path:
    """The checkpoint that a path names, or the one of the picture of that name."""
    if path.suffix != SUFFIX and is_file(beside(path)):
        return beside(path)
    if is_file(path) and (path.suffix == SUFFIX or path.suffix.lower() not in READABLE):
        return path
    raise InputError(f"{path}: there is no checkpoint of it, so nothing is left to do; or name where the run is kept")


def _within(folder: Path, name: str | None) -> Path | None:
    """A file by the name that it had in a folder, as short as it can be told from here."""
    if name is None:
        return None
    return Path(name) if str(folder) == current_folder() else folder / name
