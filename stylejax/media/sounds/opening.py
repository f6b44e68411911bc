"""The library that knows sound files, and its errors in words. The only door to soundfile."""

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...errors import InputError
from ..opening import file_bytes, named

READABLE = (".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".caf", ".w64", ".rf64")


def is_sound_file(path: str | Path) -> bool:
    """Whether the name of a file is that of a sound.

    Args:
        path: of any file.

    Returns:
        True or False.

    Example:
        >>> from stylejax.media import sounds
        >>> sounds.is_sound_file("a.flac"), sounds.is_sound_file("a.png")
        (True, False)
    """
    return Path(path).suffix.lower() in READABLE


def soundfile_library() -> Any:
    """The module `soundfile`; raises InputError, which names the extra, where it is not installed."""
    try:
        import soundfile
    except (ImportError, OSError):  # its own C library may be missing
        raise InputError("sound: reading and writing it needs soundfile; run: pip install 'stylejax[sound]'") from None
    return soundfile


@contextlib.contextmanager
def opened(path: str | Path) -> Iterator[tuple[Any, bytes]]:
    """A sound file that is read, as `soundfile.SoundFile`, and all of its bytes.

    Raises InputError for what is no file, no sound, or damaged.
    """
    library, data = soundfile_library(), file_bytes(path)
    try:
        with library.SoundFile(io.BytesIO(data)) as file:
            yield file, data
    except library.LibsndfileError as error:
        raise InputError(f"{named(path)}: {_what_is_wrong(error, data)}") from None


def _what_is_wrong(error: Any, data: bytes) -> str:
    reason = " ".join(error.error_string.split()).rstrip(".")
    if data[4:8] == b"ftyp":
        return "is M4A or another of MPEG-4, which is not read; convert it to FLAC"
    if "not recognised" in reason or "unknown format" in reason:
        return "is not a sound in a known format; use WAV, FLAC, OGG, Opus, MP3 or AIFF"
    return f"is damaged or cut short ({reason}); get a whole copy of it"
