"""What ears would tell of a sound, as numbers: its spectrum in third octaves, its onsets, its beat, its crest."""

import numpy as np

FLOOR = -60.0  # decibels below the loudest band at which a band is silence
STEP = 0.01  # seconds of an envelope's sample


def third_octaves(samples: np.ndarray, rate: int, *, low: float = 50.0) -> tuple[np.ndarray, np.ndarray]:
    """Centers in Hz and levels in dB of the third octaves, of a whole power of 1; none below the floor."""
    power = np.abs(np.fft.rfft(samples)) ** 2
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate)
    centers = 1000 * 2 ** (np.arange(-18, 14) / 3)
    centers = centers[(centers >= low) & (centers * 2 ** (1 / 6) < rate / 2)]
    edges = ((center * 2 ** (-1 / 6), center * 2 ** (1 / 6)) for center in centers)
    bands = np.array([power[(frequencies >= one) & (frequencies < other)].sum() for one, other in edges])
    levels = 10 * np.log10(bands / max(power.sum(), 1e-30) + 1e-12)
    return centers, np.maximum(levels, levels.max() + FLOOR)


def spectral_distance(one: np.ndarray, other: np.ndarray, rate: int) -> float:
    """The mean absolute difference of two sounds' third octaves in dB, each of a whole power of 1."""
    return float(np.mean(np.abs(third_octaves(one, rate)[1] - third_octaves(other, rate)[1])))


def envelope(samples: np.ndarray, rate: int) -> np.ndarray:
    """How loud a sound is, as the root of its mean square each hundredth of a second."""
    hop = round(STEP * rate)
    whole = samples[: len(samples) // hop * hop].reshape(-1, hop)
    return np.sqrt(np.mean(whole**2, axis=1))


def onsets(samples: np.ndarray, rate: int) -> np.ndarray:
    """How much louder a sound gets each hundredth of a second, of spectra in decibels (spectral flux)."""
    hop, size = round(STEP * rate), 1024
    padded = np.pad(samples, size // 2)
    frames = np.stack([padded[start : start + size] for start in range(0, len(samples) - hop, hop)])
    level = np.log1p(100 * np.abs(np.fft.rfft(frames * np.hanning(size), axis=1)) / np.sqrt(np.mean(samples**2) * size))
    flux = np.maximum(np.diff(level, axis=0), 0).sum(1)
    return np.convolve(flux, np.hanning(7) / np.hanning(7).sum(), "same")  # onsets within 30 ms are one


def onset_correlation(one: np.ndarray, other: np.ndarray, rate: int) -> float:
    """Pearson's correlation of two sounds' onsets."""
    first, second = onsets(one, rate), onsets(other, rate)
    length = min(len(first), len(second))
    return float(np.corrcoef(first[:length], second[:length])[0, 1])


def beat_strength(samples: np.ndarray, rate: int, seconds: float) -> float:
    """The autocorrelation of a sound's onsets at a beat, the largest within 20 ms of it, of 1 at no lag."""
    found = onsets(samples, rate)
    found = found - found.mean()
    whole = np.correlate(found, found, "full")[len(found) - 1 :] / len(found)
    lag = round(seconds / STEP)
    return float(whole[lag - 2 : lag + 3].max() / max(whole[0], 1e-30))


def crest(samples: np.ndarray) -> float:
    """The peak over the root of the mean square, in decibels."""
    return float(20 * np.log10(np.max(np.abs(samples)) / np.sqrt(np.mean(samples**2))))
