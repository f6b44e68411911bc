"""What a painted picture remembers, as settings of the page, and paintings that were ended with their studio."""

import dataclasses
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..jobs.inputs.parts import FILES, PAIRS_OF_FILES, files_of
from ..jobs.replays.readings import Recorded, recorded
from ..media.records import read_record
from ..reports.words import unusual_settings
from ..settings import DEFAULTS, TransferSettings
from ..weights.library import network_files
from .controls import LARGEST, MOST_STEPS
from .engine import Painting

STARTS = ("auto", "content", "noise", "style")
OF_FILES = {*FILES, *PAIRS_OF_FILES} - {"image", "guide"}  # which a transfer has none of


def restored(path: Path) -> Recorded:
    """What a picture remembers, without any file that it names. Raises InputError for other commands' pictures.

    A picture comes from anywhere: what it says is read as it would be typed, and no place of this machine is taken from
    it.
    """
    told = recorded(read_record(path))
    if not isinstance(told.settings, TransferSettings) or told.command != "transfer":
        raise InputError(f"{path.name}: was painted by {told.command}; drop a picture that was painted from a photo")
    return told._replace(settings=harmless(told.settings))


def harmless(settings: TransferSettings) -> TransferSettings:
    """The settings without files, with a network that is at hand and sizes that the page offers."""
    kept = {name: getattr(DEFAULTS, name) for name in OF_FILES}
    if settings.network in {DEFAULTS.network, *network_files()}:
        kept["network"] = settings.network
    if settings.init in STARTS:
        kept["init"] = settings.init
    if isinstance(settings.size, int) and not 16 <= settings.size <= LARGEST:
        kept["size"] = None
    kept |= {"steps": min(max(settings.steps, 1), MOST_STEPS), "more": 0}
    return dataclasses.replace(settings, **kept)


def words_of(settings: TransferSettings) -> str:
    """What differs from the usual, in words."""
    told = unusual_settings(settings, told={*OF_FILES, "more_styles", "more", "pool"})
    return ", ".join(told) or "as usual"


def with_files_moved(settings: TransferSettings, move: Callable[[str], str]) -> TransferSettings:
    """The settings with files where `move` has put them; what a painting begins with stays where it is."""
    moved = {path: move(path) for path in files_of(settings) if path not in (settings.init, settings.network)}

    def told(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(told(each) for each in value)
        if isinstance(value, str) and "=" in value:
            return "=".join(moved.get(part, part) for part in value.rpartition("=")[::2])
        return moved.get(value, value)

    names = OF_FILES - {"init", "network"}
    return dataclasses.replace(settings, **{name: told(getattr(settings, name)) for name in names})


def linked(folder: Path, path: str) -> str:
    """Where a file lies in a folder, put there if it is not."""
    place = folder / Path(path).name
    if not os.path.exists(place):
        try:
            os.link(path, place)
        except OSError:  # on another disk, or where there are no links
            shutil.copyfile(path, place)
    return str(place)


def read_unfinished(folder: Path) -> Painting:
    """A painting that was ended with its studio. Raises InputError where its folder does not say what it is."""
    try:
        told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        record: Mapping[str, Any] = {"command": "transfer", "settings": told["settings"], "pictures": {}}
        settings, output = recorded(record).settings, Path(Path(str(told["output"])).name)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise InputError(f"{folder.name}: does not say what it was to be ({error}); throw it away") from None
    return Painting(str(told["title"]), settings, settings, output, folder)


def is_paired(checksums: Mapping[str, str | None], photo: str, paintings: Sequence[str]) -> bool:
    """Whether these are the photo and the paintings that a picture was painted from."""
    then = [checksum for part, checksum in checksums.items() if part.startswith("style")]
    return checksums.get("content") == photo and then == list(paintings)
