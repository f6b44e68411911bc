"""A file that one process at a time may have; the system lets go of it when the process ends, however it ends."""

import os
from pathlib import Path

from ...errors import InputError

try:
    import fcntl
except ImportError:  # where there is no such lock, nothing is locked
    fcntl = None


def locked(path: Path) -> int:
    """Lock a file, and return what keeps it locked until it is `released`. Raises InputError where another has it."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None
    try:
        if fcntl:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise InputError(f"{path}: another run has it; wait for that one, or name another `checkpoint`") from None
    return descriptor


def released(descriptor: int | None) -> None:
    """Let go of a file."""
    if descriptor is not None:
        os.close(descriptor)


def is_locked_by(descriptor: int | None, path: Path) -> bool:
    """Whether it is the file of that name that is locked by it."""
    try:
        return descriptor is not None and os.path.samestat(os.fstat(descriptor), os.stat(path))
    except OSError:
        return False
