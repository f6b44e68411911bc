"""What people see of a sound: its spectrogram, in decibels, as a picture."""

import itertools

import jax.numpy as jnp
import numpy as np

from ...synthesis.sounds.spectrograms import Window, stft

RANGE = 70.0  # decibels below the loudest that are black
LOWEST = 60.0  # Hz at the bottom edge
WINDOW = Window(2048, 512)


def log_spectrogram(samples: np.ndarray, *, rate: int, width: int = 360, height: int = 180) -> np.ndarray:
    """The spectrogram of samples `[n]` as a picture `[height width 3]`: time to the right, octaves upward.

    Brightness is in decibels, from 70 below the loudest place; colors go from black by purple and orange to white.

    Args:
        samples: `[n]`.
        rate: samples a second.
        width: of the picture, in pixels.
        height: likewise.

    Returns:
        The picture, in [0, 1].

    Example:
        >>> import numpy as np
        >>> from stylejax import jobs
        >>> jobs.sounds.log_spectrogram(np.sin(np.arange(8000.0)), rate=8000, width=36, height=18).shape
        (18, 36, 3)
    """
    power = np.abs(np.asarray(stft(jnp.asarray(samples, jnp.float32), window=WINDOW))) ** 2
    rows = np.geomspace(LOWEST, rate / 2, height) * WINDOW.size / rate
    edges = np.linspace(0, len(power), width + 1)
    shown = np.stack([_mean(power, first, last) for first, last in itertools.pairwise(edges)], axis=1)
    found = np.stack([np.interp(rows, np.arange(len(shown)), column) for column in shown.T], axis=1)
    level = 10 * np.log10(np.maximum(found / max(found.max(), 1e-20), 1e-20))
    return colored(np.clip(1 + level / RANGE, 0, 1)[::-1])


def _mean(power: np.ndarray, first: float, last: float) -> np.ndarray:
    start = min(int(first), len(power) - 1)
    return power[start : max(start + 1, int(np.ceil(last)))].mean(0)


# Black, purple, red, orange, white: lightness rises all the way, so that it reads in gray, too.
COLORS = np.array([[0.0, 0.0, 0.02], [0.27, 0.05, 0.42], [0.73, 0.21, 0.33], [0.98, 0.6, 0.2], [1.0, 1.0, 0.9]])


def colored(values: np.ndarray) -> np.ndarray:
    """Numbers in [0, 1] as colors, `[... 3]`."""
    places = np.linspace(0, 1, len(COLORS))
    return np.stack([np.interp(values, places, COLORS[:, channel]) for channel in range(3)], axis=-1).astype(np.float32)
