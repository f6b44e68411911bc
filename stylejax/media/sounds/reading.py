"""Sound file -> float32 samples `[channels n]`, of a peak of 1."""

import dataclasses
import hashlib
from pathlib import Path

import numpy as np

from ...errors import InputError
from ..opening import named
from .opening import opened
from .resampling import resampled

LONGEST = 600.0  # seconds of a sound that is read: a spectrogram of it has a tenth of a gigabyte
MOST_CHANNELS = 8
RATES = (1000, 768_000)


@dataclasses.dataclass(frozen=True)
class Sound:
    """A sound read from a file.

    Attributes:
        samples: `[channels n]` in [-1, 1], divided by `peak`.
        rate: samples a second.
        peak: the largest absolute sample in the file, of 1 at full scale; 0 of silence.
        sha256: of the file; "" where there is none.

    Example:
        >>> import numpy as np
        >>> from stylejax.media import sounds
        >>> sounds.Sound(np.zeros((1, 8)), 8000, 0.0).rate
        8000
    """

    samples: np.ndarray
    rate: int
    peak: float
    sha256: str = ""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.samples.shape[-1] / self.rate

    @property
    def mono(self) -> np.ndarray:
        """The mean of its channels, `[1 n]`."""
        return self.samples.mean(0, keepdims=True)


def read_sound(path: str | Path, *, rate: int | None = None, seconds: float | None = None) -> Sound:
    """The sound in a WAV, FLAC, OGG, Opus, MP3 or AIFF file, at a rate, or at its own; the first `seconds` of it.

    It is divided by its peak first of all. So a file that is twice as loud is the same sound, to the bit.

    Raises InputError for what is no sound file, damaged, empty, longer than ten minutes or not finite.

    Args:
        path: a sound file.
        rate: samples a second.
        seconds: how much of it.

    Returns:
        The sound.

    Example:
        >>> import numpy as np
        >>> from stylejax.media import sounds
        >>> written = sounds.write_sound("tone.wav", np.sin(np.arange(8000))[None], rate=8000)
        >>> sounds.read_sound("tone.wav").samples.shape
        (1, 8000)
    """
    with opened(path) as (file, data):
        name = named(path)
        if not RATES[0] <= file.samplerate <= RATES[1] or not 1 <= file.channels <= MOST_CHANNELS:
            told = f"has {file.channels} channels at {file.samplerate} Hz"
            raise InputError(f"{name}: {told}; give one with up to {MOST_CHANNELS} at {RATES[0]} to {RATES[1]} Hz")
        most = int(file.samplerate * (seconds or LONGEST))
        if not seconds and file.frames > most:
            told = f"lasts {file.frames / file.samplerate:.0f} s"
            raise InputError(f"{name}: {told}, more than {LONGEST:.0f}; cut it, or read its first `seconds` only")
        samples = file.read(most, dtype="float64", always_2d=True).T
        given = file.samplerate
    if not samples.size:
        raise InputError(f"{name}: holds no samples; get a whole copy of it")
    if not np.isfinite(samples).all():
        raise InputError(f"{name}: holds samples that are not finite; write it again without them")
    level, peak = of_peak_one(samples)
    wanted = rate or given
    made = resampled(level, rate=given, to=wanted).astype(np.float32)
    return Sound(made, wanted, peak, hashlib.sha256(data).hexdigest())


def of_peak_one(samples: np.ndarray) -> tuple[np.ndarray, float]:
    """Samples divided by the largest absolute one, and that: silence as it is."""
    peak = float(np.max(np.abs(samples), initial=0.0))
    return (samples / peak if peak else samples), peak
