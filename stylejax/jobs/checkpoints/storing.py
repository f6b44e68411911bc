"""Where a run stands, in a file: arrays as safetensors, all else as JSON in its header, and a checksum of both."""

import contextlib
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import safetensors
import safetensors.numpy

from ...errors import InputError
from ...files import json_text, temporary_folder_in
from .packing import told, understood

FORMAT = 2
MOST_BYTES = 2**36  # of a file; a picture of 8192 pixels with ten pairs of history has 2**34
MOST_ARRAYS = 10_000
LONGEST_TEXT = 2**20  # letters of JSON; a record has some thousand


class Kept(NamedTuple):
    """What is kept of a run.

    Attributes:
        about: its record, where its picture goes, and what computes it; plain values.
        halfway: where it stands: records of `packing`, or some by name.
    """

    about: Mapping[str, Any]
    halfway: Any


def write_kept(path: Path, kept: Kept) -> None:
    """Write in place of a file that is there, as the temporary one of `whole_file` is. Raises OSError."""
    arrays = list[np.ndarray]()
    standing = told(kept.halfway, arrays)
    named = {str(number): array for number, array in enumerate(arrays)}
    text = json_text({"format": FORMAT, "halfway": standing, **kept.about})
    metadata = {"stylejax": text, "sha256": _checksum(text, named)}
    # The package puts a file of its own in the place of the one it is given: made here, it vanishes where that fails.
    with temporary_folder_in(path.parent) as folder:
        try:
            safetensors.numpy.save_file(named, folder / "file", metadata)
        except safetensors.SafetensorError as error:
            raise OSError(str(error)) from error
        shutil.copymode(path, folder / "file")
        os.replace(folder / "file", path)


def _checksum(text: str, arrays: Mapping[str, np.ndarray]) -> str:
    found = hashlib.sha256(text.encode())
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        found.update(f"{name} {array.dtype} {arrays[name].shape}".encode())
        found.update(array.reshape(-1).view(np.uint8).data)
    return found.hexdigest()


def read_kept(path: Path) -> Kept:
    """What `write_kept` wrote. Raises InputError for a file that is none, or damaged, or of another format."""
    with _opened(path) as file:
        about, metadata = _about(path, file), file.metadata()
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (no mapping)
        if metadata["sha256"] != _checksum(metadata["stylejax"], arrays):
            raise ValueError
        return Kept(about, understood(about.pop("halfway"), arrays))


def read_about(path: Path) -> Mapping[str, Any]:
    """What a checkpoint is of, its arrays not looked at. Raises InputError as `read_kept`, as far as that shows."""
    with _opened(path) as file:
        return _about(path, file)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The file, as it is read; whatever goes wrong while it is means that it is none."""
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            raise ValueError
        with safetensors.safe_open(path, framework="numpy") as file:
            yield file
    except InputError:
        raise
    except (safetensors.SafetensorError, OSError, ValueError, TypeError, LookupError, RecursionError) as error:
        raise InputError(f"{path}: is no checkpoint, or a damaged one; remove it to begin anew") from error


def _about(path: Path, file: Any) -> dict[str, Any]:
    text = (file.metadata() or {})["stylejax"]
    if len(list(file.keys())) > MOST_ARRAYS or len(text) > LONGEST_TEXT:
        raise ValueError
    about = json.loads(text)
    if about["format"] != FORMAT:
        raise InputError(
            f"{path}: is a checkpoint of format {about['format']}, and this version has {FORMAT}; "
            "go on with the version that began it, or remove it to begin anew"
        )
    return about
