"""Where a studio keeps things: pictures, paintings that are not finished, and files for as long as it is open."""

import contextlib
import json
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ..errors import InputError
from ..files import is_file, make_folder, whole_file
from ..jobs.checkpoints.locks import locked, released
from ..media.images import READABLE

UNFINISHED = "unfinished"
OPEN = ".open-"  # how the folder begins whose files are there while a studio is open
LOCK = "lock"
MOST_BYTES = 4 * 2**30  # of files at a time


class Folders:
    """The folders of an open studio, which the process works in, so that pictures remember no place of the machine.

    Attributes:
        files: for as long as the studio is open.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import studio
        >>> studio.Folders(Path("files")).new_picture("sea").name
        'sea.png'
    """

    def __init__(self, files: Path) -> None:
        self.files = files

    @property
    def unfinished(self) -> list[Path]:
        """The folders of paintings that are not finished, the oldest first."""
        found = [path for path in Path(UNFINISHED).glob("*") if is_file(path / "run.json")]
        return sorted(found, key=lambda path: path.name)

    @property
    def pictures(self) -> list[Path]:
        """The pictures that were painted, the youngest first."""
        found = [path for path in Path().glob("*.png") if not path.name.startswith(".")]
        return sorted(found, key=_when, reverse=True)

    def room(self) -> float:
        """Bytes that files may still take."""
        return MOST_BYTES - sum(_size(path) for path in self.files.rglob("*"))

    def new_picture(self, name: str) -> Path:
        """A name for a picture that is not taken, also by a painting that waits."""
        taken = {path.name for path in [*Path().glob("*.png"), *(Path(UNFINISHED).glob("*/*.png"))]}
        taken |= {_promised(path) for path in self.unfinished}
        numbered = (f"{name}{f'-{number}' if number > 1 else ''}.png" for number in range(1, 10**6))
        return Path(next(each for each in numbered if each not in taken))

    def new_painting(self) -> Path:
        """A folder for a painting that begins."""
        made = Path(UNFINISHED) / f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        make_folder(made)
        return made


def _promised(folder: Path) -> str:
    try:
        return str(json.loads((folder / "run.json").read_text())["output"])
    except (OSError, ValueError, KeyError):
        return ""


def _when(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[Folders]:
    """Work in a folder until the block ends; files of studios that were killed are removed.

    Raises InputError where another studio has it, and where nothing can be written.

    Args:
        folder: that pictures go to; made where it is missing.

    Returns:
        The folders, within the block.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import studio
        >>> with studio.opened(Path("pictures")) as folders:
        ...     folders.pictures, folders.unfinished
        ([], [])
    """
    make_folder(folder)
    before = Path.cwd()
    os.chdir(folder)
    try:
        remove_left(folder)
        files = Path(tempfile.mkdtemp(prefix=OPEN, dir="."))
        (files / LOCK).touch()
        lock = locked(files / LOCK)
        try:
            yield Folders(files)
        finally:
            released(lock)
            shutil.rmtree(files, ignore_errors=True)
    finally:
        os.chdir(before)


def remove_left(folder: Path) -> None:
    """Remove the files of studios that are no longer open. Raises InputError where one is."""
    for files in Path().glob(f"{OPEN}*"):
        try:
            released(locked(files / LOCK) if is_file(files / LOCK) else None)
        except InputError:
            raise InputError(f"folder: {folder} is open in another studio; close that one, or name another") from None
        shutil.rmtree(files, ignore_errors=True)


def plain_name(name: str, *, suffix: str = "") -> str:
    """A file name of a name that came from elsewhere: its letters and digits, without a folder."""
    stem, own = os.path.splitext(re.split(r"[/\\]", name)[-1])
    kept = own.lower() if own.lower() in READABLE else ".png"
    return (re.sub(r"[^\w-]+", "-", stem).strip("-_")[:60] or "picture") + (suffix or kept)


def write_text(path: Path, text: str) -> None:
    """Write a small file, whole or not at all."""
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
