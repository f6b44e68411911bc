"""A run that was ended, by its checkpoint: its command, its settings and where its picture goes."""

from pathlib import Path
from typing import Any, NamedTuple

from ...errors import InputError
from ...files import is_file
from ...media.images import READABLE
from ...media.writing import Form
from ..replays.finding import with_files_found
from ..replays.readings import recorded
from .resuming import SUFFIX, CheckpointFile, beside, current_folder
from .storing import read_kept

REPEATED = ("sweep", "batch", "compare", "dream")  # commands that are gone on with by typing them again


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
        place: where it is kept.
        command: of its record.
        settings: likewise, with files where they lie now.
        output: where its picture goes.
        report: where its report goes, if it has one.
        form: of its picture.
    """

    place: CheckpointFile
    command: str
    settings: Any
    output: Path
    report: Path | None
    form: Form


def read_interrupted(path: Path) -> Interrupted:
    """What was ended, by its checkpoint or by its picture. Raises InputError where there is none."""
    place = _file_of(path)
    about = read_kept(place).about
    try:
        outputs, told = about["outputs"], recorded(about["record"])
        folder, form = Path(outputs["folder"]), Form(outputs["bits"], outputs["dpi"])
        report, output = (_within(folder, outputs[name]) for name in ("report", "output"))
    except (LookupError, TypeError):
        raise InputError(f"{place}: does not say what it is of; give the command that began it") from None
    settings = with_files_found(told.settings, folder)
    return Interrupted(CheckpointFile(place, 0.0), told.command, settings, output or Path(), report, form)


def line_of(path: Path) -> Line | None:
    """The line that began a run, by its checkpoint or by its picture; None of a run that settings tell of.

    Raises InputError where there is none.
    """
    place = _file_of(path)
    outputs = read_kept(place).about.get("outputs")
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
