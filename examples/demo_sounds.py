"""Sounds to try things with, made of formulas: python examples/demo_sounds.py FOLDER [.ogg] writes them.

A plucked melody (Beethoven's Ode to Joy), bells, a drum loop, rain, sung vowels and white noise. None is recorded.
"""

import sys
from pathlib import Path

import numpy as np

RATE = 22050
BEAT = 0.5  # seconds of the drums' beat: 120 a minute
SECONDS = 8.0

Samples = np.ndarray  # `[n]`

ODE = (64, 64, 65, 67, 67, 65, 64, 62, 60, 60, 62, 64, 64, 62, 62, 62)  # as MIDI has keys: 60 is the middle C


def frequency(key: float) -> float:
    """The frequency of a key, of 440 Hz at 69."""
    return 440.0 * 2 ** ((key - 69) / 12)


def _times(seconds: float) -> Samples:
    return np.arange(int(seconds * RATE)) / RATE


def _placed(sounds: list[tuple[float, Samples]], seconds: float) -> Samples:
    """Sounds that begin at these seconds, added up."""
    whole = np.zeros(int(seconds * RATE))
    for start, sound in sounds:
        first = int(start * RATE)
        part = sound[: max(0, len(whole) - first)]
        whole[first : first + len(part)] += part
    return np.asarray(whole / np.max(np.abs(whole)))


def plucked(key: float, seconds: float, draw: np.random.Generator) -> Samples:
    """A string by Karplus and Strong 1983: noise that runs round a delay line and is averaged each time."""
    period = round(RATE / frequency(key))
    line, found = draw.uniform(-1, 1, period), []
    for _ in range(int(seconds * RATE / period) + 1):
        found.append(line)
        line = 0.498 * (line + np.roll(line, -1))
    return np.concatenate(found)[: int(seconds * RATE)]


def melody(*, seconds: float = SECONDS, seed: int = 0) -> Samples:
    """The Ode to Joy on strings, a note each half second."""
    draw = np.random.default_rng(seed)
    keys = [ODE[note % len(ODE)] for note in range(int(seconds / BEAT))]
    return _placed([(BEAT * note, plucked(key, 1.2, draw)) for note, key in enumerate(keys)], seconds)


def bells(*, seconds: float = SECONDS, seed: int = 1) -> Samples:
    """Struck bells: partials at 1, 2.76, 5.40 and 8.93 times the lowest, as of a free bar; the high ones die first."""
    draw, struck = np.random.default_rng(seed), []
    for start in np.arange(0, seconds, 0.4):
        low, times = frequency(draw.choice([57, 60, 62, 65, 67, 69])), _times(3.0)
        partials = ((1.0, 1.0, 1.2), (2.76, 0.6, 2.2), (5.40, 0.4, 4.0), (8.93, 0.25, 7.0))
        rung = sum(
            size * np.exp(-decay * times) * np.sin(2 * np.pi * low * ratio * times) for ratio, size, decay in partials
        )
        struck.append((float(start + draw.uniform(0, 0.05)), np.asarray(draw.uniform(0.5, 1.0) * rung)))
    return _placed(struck, seconds)


def drums(*, seconds: float = SECONDS, seed: int = 2) -> Samples:
    """A loop at 120 beats a minute: a kick that falls from 120 to 45 Hz, and bursts of high noise between."""
    draw, times = np.random.default_rng(seed), _times(0.25)
    kick = np.sin(2 * np.pi * np.cumsum(45 + 75 * np.exp(-30 * times)) / RATE) * np.exp(-14 * times)
    struck = []
    for beat in range(int(seconds / BEAT)):
        noise = np.diff(draw.normal(size=len(times) + 2), n=2)  # second differences leave what is high
        snare = draw.normal(size=len(times)) * np.exp(-25 * times)
        struck += [(BEAT * beat, kick), (BEAT * (beat + 0.5), 0.12 * noise * np.exp(-60 * times))]
        struck += [(BEAT * beat, 0.35 * snare)] if beat % 2 else []
    return _placed(struck, seconds)


def rain(*, seconds: float = SECONDS, seed: int = 3) -> Samples:
    """Drops at random times, 400 a second, each a short ring of a pitch of its own, over faint high noise."""
    draw, times = np.random.default_rng(seed), _times(0.02)
    whole = 0.02 * np.diff(draw.normal(size=int(seconds * RATE) + 1))
    for _ in range(int(400 * seconds)):
        first, pitch = draw.integers(len(whole) - len(times)), draw.uniform(900, 8000)
        drop = draw.exponential(0.25) * np.exp(-draw.uniform(200, 700) * times)
        whole[first : first + len(times)] += drop * np.sin(2 * np.pi * pitch * times)
    return np.asarray(whole / np.max(np.abs(whole)))


FORMANTS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480))  # a, i, u, e


def vowels(*, seconds: float = SECONDS, seed: int = 4) -> Samples:
    """A voice that sings one vowel after the other: pulses at 110 Hz with vibrato, through three formants."""
    times = _times(seconds)
    pitch = 110 * (1 + 0.012 * np.sin(2 * np.pi * 5 * times))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    which = ((times / 0.8).astype(int)) % len(FORMANTS)
    found = np.zeros_like(times)
    for number in range(1, 60):
        size = np.zeros_like(times)
        for place in range(3):
            center = np.array([vowel[place] for vowel in FORMANTS])[which]
            size += (0.5**place) / (1 + ((number * pitch - center) / 90) ** 2)
        found += size * np.sin(number * phase)
    fade = np.minimum(1, np.minimum(times % 0.8, 0.8 - times % 0.8) / 0.05)
    return np.asarray(found * fade / np.max(np.abs(found * fade)))


def noise(*, seconds: float = SECONDS, seed: int = 5) -> Samples:
    """White noise."""
    found = np.random.default_rng(seed).normal(size=int(seconds * RATE))
    return np.asarray(found / np.max(np.abs(found)))


SOUNDS = {"melody": melody, "bells": bells, "drums": drums, "rain": rain, "vowels": vowels, "noise": noise}


def main(folder: Path, *, suffix: str = ".flac") -> None:
    """Write all of them."""
    from stylejax.media.sounds import write_sound

    folder.mkdir(parents=True, exist_ok=True)
    for name, make in SOUNDS.items():
        write_sound(folder / f"{name}{suffix}", make()[None], rate=RATE)


if __name__ == "__main__":
    main(Path(sys.argv[1]), suffix=sys.argv[2] if len(sys.argv) > 2 else ".flac")
