"""Samples `[channels n]` -> sound file, with its settings; never clipped."""

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ...errors import InputError
from ...files import check_writable, json_text, whole_file
from ..opening import named, reason_of
from .opening import soundfile_library
from .records import MARK, with_chunk

# Format and kind of samples by suffix: floats in WAV, 24 bits in FLAC.
WRITABLE: Mapping[str, tuple[str, str]] = {
    ".wav": ("WAV", "FLOAT"),
    ".flac": ("FLAC", "PCM_24"),
    ".ogg": ("OGG", "VORBIS"),
}
BLOCK = 65536  # samples written at once: libsndfile 1.2 keeps a block of Vorbis on its stack
HEADROOM = 0.99  # of full scale that the loudest sample is given
TRIES = 5  # at a gain at which what is decoded of Vorbis, which is louder than what was written, is below full scale


class Written(NamedTuple):
    """What was written: the gain by which the samples were multiplied, in decibels, and the largest that came of it."""

    gain: float
    peak: float


def check_sound_output(path: str | Path) -> None:
    """Raise InputError when a sound could not be written to this path; best asked before minutes of computing.

    Args:
        path: where a sound is to go.

    Example:
        >>> from stylejax.media import sounds
        >>> sounds.check_sound_output("tone.wav")
    """
    path = Path(path)
    soundfile_library()
    if path.suffix.lower() not in WRITABLE:
        raise InputError(f"{named(path)}: unknown suffix {path.suffix!r}; use one of {', '.join(WRITABLE)}")
    target = Path(os.path.realpath(path))
    if not os.path.isdir(target.parent):
        raise InputError(f"{named(path)}: the folder {named(target.parent)} does not exist; make it first")
    check_writable(target)


def write_sound(path: str | Path, samples: ArrayLike, *, rate: int, record: dict[str, Any] | None = None) -> Written:
    """Write samples `[channels n]` as WAV (32-bit floats), FLAC (24 bits) or OGG Vorbis, by the suffix.

    They are multiplied so that the largest is 0.99 of full scale, of OGG as decoded; silence stays as it is. `record`,
    settings that JSON can hold, goes into the comment of FLAC and OGG and into a chunk of WAV, where
    `read_sound_record` finds it. The file appears whole or not at all.

    Raises InputError for another suffix, samples of another shape or not finite, and a place that cannot be written to.

    Args:
        path: .wav, .flac or .ogg.
        samples: `[channels n]`.
        rate: samples a second.
        record: settings to be stored in the file.

    Returns:
        By what the samples were multiplied, and the largest as written.

    Example:
        >>> import numpy as np
        >>> from stylejax.media import sounds
        >>> written = sounds.write_sound("tone.wav", np.sin(np.arange(8000))[None], rate=8000)
        >>> sounds.read_sound("tone.wav").rate
        8000
    """
    check_sound_output(path)
    given = np.asarray(samples)
    if given.ndim != 2 or not given.size or given.dtype.kind != "f":
        raise InputError(f"samples: {given.dtype} of shape {given.shape}; give floats [channels n]")
    if not np.isfinite(given).all():
        raise InputError("samples: some are not finite; replace them before writing")
    peak = float(np.max(np.abs(given)))
    data, gain = _unclipped(given, HEADROOM / peak if peak > 0 else 1.0, rate, Path(path).suffix.lower(), record)
    with whole_file(path) as temporary:
        temporary.write_bytes(data)
    return Written(20 * float(np.log10(gain)), peak * gain)


def _unclipped(
    samples: np.ndarray, gain: float, rate: int, suffix: str, record: dict[str, Any] | None
) -> tuple[bytes, float]:
    """The file's bytes and the gain: what is lossy is decoded, and written again where that is beyond full scale."""
    for _ in range(TRIES):
        data = _bytes(np.asarray(samples * gain, np.float32).T, rate, suffix, record)
        if suffix != ".ogg":
            return data, gain
        decoded, _ = soundfile_library().read(io.BytesIO(data), dtype="float32")
        peak = float(np.max(np.abs(decoded), initial=0.0))
        if peak <= HEADROOM:
            break
        gain *= 0.98 * HEADROOM / peak
    return data, gain


def _bytes(samples: np.ndarray, rate: int, suffix: str, record: dict[str, Any] | None) -> bytes:
    """The file's bytes, of samples `[n channels]`."""
    library, buffer = soundfile_library(), io.BytesIO()
    format, subtype = WRITABLE[suffix]
    text = None if record is None else json_text(record)
    kind = {"samplerate": rate, "channels": samples.shape[1], "format": format, "subtype": subtype}
    try:
        with library.SoundFile(buffer, "w", **kind) as file:
            if text is not None and format != "WAV":
                file.comment = MARK + text
            for start in range(0, len(samples), BLOCK):
                file.write(samples[start : start + BLOCK])
    except library.LibsndfileError as error:
        raise InputError(f"rate: {format} cannot hold this ({reason_of(error)}); write a .wav") from None
    return with_chunk(buffer.getvalue(), text) if text is not None and format == "WAV" else buffer.getvalue()
