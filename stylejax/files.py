"""Files that appear whole or not at all, and the folders where things are kept."""

import contextlib
import json
import math
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import platformdirs

from .errors import InputError


@contextlib.contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place when the block ends well, and vanishes when it does not.

    Raises InputError when the folder cannot be written to, and when the disk is full or something else is in the way.
    """
    path = Path(path)
    if _is_special(path):
        with _written_into(path) as temporary:
            yield temporary
        return
    with _empty_file_beside(path) as temporary:
        try:
            yield temporary
            os.replace(temporary, os.path.realpath(path))  # a link stays a link: what it points to is replaced
        except OSError as error:
            raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> InputError:
    reason = error.strerror or error
    return InputError(f"{path}: cannot be written ({reason}); make room, or choose another place or name")


def _is_special(path: Path) -> bool:
    """Whether it is a pipe, a device or the like, which is written to and never replaced."""
    try:
        kind = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(kind) and not stat.S_ISDIR(kind)


@contextlib.contextmanager
def _written_into(path: Path) -> Iterator[Path]:
    """A temporary path whose bytes are written to a pipe or a device when the block ends well."""
    with tempfile.TemporaryDirectory(prefix="stylejax-") as folder, _vanishing(Path(folder)):
        temporary = Path(folder) / f"file{path.suffix[-8:]}"
        temporary.touch()
        yield temporary
        try:
            descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))  # no waiting for who may never read
            os.set_blocking(descriptor, True)
            with open(descriptor, "wb") as special:
                special.write(temporary.read_bytes())
        except OSError as error:
            raise _not_written(path, error) from error


_TEMPORARY = set[Path]()


@contextlib.contextmanager
def _vanishing(path: Path) -> Iterator[None]:
    """See that a file or folder is gone also where the program is left in the middle of the block."""
    _TEMPORARY.add(path)
    try:
        yield
    finally:
        _TEMPORARY.discard(path)


def remove_temporary_files() -> None:
    """Remove what is half-written; for a program that ends here and now."""
    for path in list(_TEMPORARY):
        shutil.rmtree(path, ignore_errors=True)
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def temporary_folder_in(parent: Path) -> Iterator[Path]:
    """A new folder of this process's own, gone with all its files when the block ends, however it ends."""
    folder = tempfile.TemporaryDirectory(prefix=".stylejax-", dir=parent, ignore_cleanup_errors=True)
    with folder as path, _vanishing(Path(path)):
        yield Path(path)


# How text is stored: what a name holds that is no letter in any encoding, as file systems allow, is escaped.
TEXT: Mapping[str, Any] = {"encoding": "utf-8", "errors": "backslashreplace"}


def write_text(path: str | Path, text: str) -> None:
    """Write text. Raises InputError as `whole_file`."""
    with whole_file(path) as temporary:
        temporary.write_text(text, **TEXT)


def write_json(path: str | Path, record: Any) -> None:
    """Write a record as JSON, for people and programs to read: see `json_text`. Raises InputError as `whole_file`."""
    write_text(path, json_text(record, indent=2) + "\n")


def json_text(record: Any, *, indent: int | None = None) -> str:
    """A record as JSON. Numbers that are not finite, which JSON cannot say, are null.

    Raises InputError for what is no number, text, list or dict.
    """
    try:
        return json.dumps(_finite(record), allow_nan=False, indent=indent)
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(f"record: cannot be written as JSON ({error}); use numbers, text, lists, dicts") from None


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def check_writable(path: str | Path) -> None:
    """Raise InputError when a file of this path could not be written; best asked before minutes of computing."""
    path = Path(path)
    if os.path.isdir(path):
        raise InputError(f"{path}: is a folder; name a file")
    if _is_special(path):
        if not os.access(path, os.W_OK):
            raise InputError(f"{path}: may not be written to; choose another place or name")
        return
    with _empty_file_beside(path):  # really making one is true for read-only disks and for the administrator too
        pass


def is_file(path: str | Path) -> bool:
    """Whether there is a file of that name, or something else that can be read as one; False for unfit names."""
    try:
        return os.path.exists(path) and not os.path.isdir(path)
    except (OSError, ValueError):
        return False


def check_apart(outputs: Iterable[str | Path], inputs: Iterable[str | Path]) -> None:
    """Raise InputError where a file to be written is one that is read, or another to be written, links followed.

    A file that stands under two names, by a hard link or on a file system that does not tell cases apart, is one.
    """
    read, written = {_identity(path): path for path in inputs}, dict[Any, str | Path]()
    for path in outputs:
        identity = _identity(path)
        if identity in read:
            raise InputError(f"{path}: is read as {read[identity]}, and would be overwritten; give another name")
        if identity in written:
            raise InputError(f"{path}: is to be written twice, also as {written[identity]}; give another name")
        written[identity] = path


def _identity(path: str | Path) -> Any:
    """What is the same for two names of one file: its number on its disk, or its place where it is not there yet."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return os.path.realpath(path)
    return found.st_dev, found.st_ino


def make_folder(path: str | Path) -> None:
    """Make a folder and those above it where they are missing; raises InputError when files could not be put there."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be made a folder ({error.strerror}); choose another name") from None
    check_writable(Path(path) / "file")


@contextlib.contextmanager
def _empty_file_beside(path: Path) -> Iterator[Path]:
    """A new file of a short name of its own, so that every name is as good as the system takes it to be.

    It is gone when the block ends, however it ends, unless it was given another name.
    """
    try:
        with contextlib.suppress(FileNotFoundError):
            os.lstat(path)  # tells of names that are too long
        folder = os.path.dirname(os.path.realpath(path))
        descriptor, name = tempfile.mkstemp(prefix=".stylejax-", suffix=path.suffix[-8:], dir=folder)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be written there ({reason}); choose another place or name") from error
    temporary = Path(name)
    with _vanishing(temporary):
        try:
            os.close(descriptor)
            os.chmod(temporary, 0o666 & ~_umask())  # os.fchmod is not everywhere
            yield temporary
        finally:
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def cache_folder() -> Path:
    """Where fetched networks and compiled programs are kept: `STYLEJAX_CACHE`, else the platform's own user cache."""
    return Path(os.environ.get("STYLEJAX_CACHE") or platformdirs.user_cache_path("stylejax"))
