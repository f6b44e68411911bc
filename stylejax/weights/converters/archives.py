"""`.npz` archives that nobody need trust -> arrays."""

import re
import tokenize
import zipfile
import zlib
from pathlib import Path

import numpy as np

from ...errors import InputError
from ..hdf5 import MOST_BYTES

MOST_RATIO = 20  # trained numbers hardly shrink at all
FREE_BYTES = 2**24  # what may be unpacked whatever the ratio
# What zipfile and NumPy raise; the last four come of parsing a header, which is Python's text of a dict.
BROKEN = (
    *(OSError, ValueError, EOFError, RuntimeError, TypeError, LookupError, zipfile.BadZipFile, zlib.error),
    *(SyntaxError, tokenize.TokenError, RecursionError, MemoryError),
)
NOTHING = re.compile(r"(?!)")


def read_npz_arrays(path: str | Path, *, left_out: re.Pattern[str] = NOTHING) -> dict[str, np.ndarray]:
    """The arrays of an `.npz` file by name, but for those left out. Raises InputError for a broken or forged file."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = checked_members(path, archive)
            named = {member.filename.removesuffix(".npy"): member for member in members}
            return {name: _array(archive, member) for name, member in named.items() if not left_out.fullmatch(name)}
    except InputError:
        raise
    except BROKEN as error:
        raise InputError(f"{path}: not a readable .npz file of plain arrays; fetch it again") from error


def checked_members(path: str | Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members of an archive whose claimed sizes are bearable. Raises InputError for a zip bomb."""
    members = archive.infolist()
    most = min(MOST_BYTES, max(FREE_BYTES, MOST_RATIO * Path(path).stat().st_size))
    if sum(member.file_size for member in members) > most:
        raise InputError(f"{path}: unpacks to more than {most} bytes, which no weight file does; fetch it again")
    if len({member.filename for member in members}) < len(members):
        raise InputError(f"{path}: holds two members of one name; fetch it again")
    return members


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> np.ndarray:
    """One array, refused before numpy makes room for more numbers than the archive holds."""
    with archive.open(member) as stream:
        version = np.lib.format.read_magic(stream)
        header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = header(stream)
        if dtype.hasobject or np.prod(shape, dtype=float) * dtype.itemsize > member.file_size:
            raise ValueError(member.filename)
    with archive.open(member) as stream:
        return np.lib.format.read_array(stream, allow_pickle=False)
