"""Samples as spectrograms and back: the short-time Fourier transform, and the logarithm that networks look at."""

import enum
import functools
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from ...errors import InputError


class Scale(enum.StrEnum):
    """What of a spectrum a network looks at, of which both are logarithms.

    `MAGNITUDE` is `log(1 + |S|)` of magnitudes that are not scaled (Ulyanov and Lebedev 2016). `RELATIVE` is
    `log(1 + 10 |S| / r)` with r the root of the mean of `|S|^2` over the sound, which does not know how loud it is. It
    is next to linear only 20 dB below r. Cifka (2020) takes the logarithm of `1 + |S|^2 / r^2`, at which all that is
    below r counts for little.

    Example:
        >>> from stylejax.synthesis import sounds
        >>> sounds.Scale.RELATIVE.value
        'relative'
    """

    MAGNITUDE = "magnitude"
    RELATIVE = "relative"


GAIN = 10.0


@dataclass(frozen=True)
class Window:
    """Hann windows of `size` samples, one each `hop` samples; the size is a multiple of the hop.

    Attributes:
        size: samples of a window.
        hop: samples from one to the next.

    Example:
        >>> from stylejax.synthesis import sounds
        >>> sounds.Window(size=64, hop=16).hop
        16
    """

    size: int = 2048
    hop: int = 512

    def __post_init__(self) -> None:
        if self.hop < 1 or self.size % self.hop or self.size < 2 * self.hop:
            raise InputError(
                f"window: {self.size} samples are not twice or more the hop of {self.hop}; give a multiple"
            )

    @property
    def bins(self) -> int:
        """Frequencies of a spectrum."""
        return self.size // 2 + 1

    def frames(self, length: int) -> int:
        """Spectra of so many samples: the first window has its middle at the first one, the last near the end."""
        return -(-length // self.hop) + 1

    def values(self) -> jax.Array:
        """The window itself, `[size]`: `sin(pi i / size)^2`."""
        return jnp.sin(jnp.pi * jnp.arange(self.size) / self.size).astype(jnp.float32) ** 2


def stft(samples: jax.Array, *, window: Window) -> jax.Array:
    """Spectra `[t f]` of samples `[n]`, which count as 0 beyond their ends.

    Unscaled, as librosa has them: `jax.scipy.signal.stft` divides by the sum of the window, size / 2, at which
    `log(1 + |S|)` is next to linear and compresses nothing.

    Args:
        samples: `[n]`.
        window: of the spectra.

    Returns:
        Complex, `[t f]`.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.synthesis.sounds import Window, istft, stft
        >>> samples, window = jnp.sin(jnp.arange(1000.0)), Window(size=64, hop=16)
        >>> spectra = stft(samples, window=window)
        >>> spectra.shape, bool(jnp.allclose(istft(spectra, window=window, length=1000), samples, atol=1e-5))
        ((64, 33), True)
    """
    hop, parts = window.hop, window.size // window.hop
    frames = window.frames(samples.shape[0])
    after = (frames + parts - 1) * hop - samples.shape[0] - window.size // 2
    blocks = jnp.pad(samples, (window.size // 2, after)).reshape(-1, hop)
    framed = jnp.concatenate([blocks[first : first + frames] for first in range(parts)], axis=1)
    return jnp.fft.rfft(framed * window.values()[None], axis=1)


def istft(spectra: jax.Array, *, window: Window, length: int) -> jax.Array:
    """The `length` samples whose spectra are nearest to `[t f]` (Griffin and Lim 1984, equation 6).

    Args:
        spectra: complex, `[t f]`.
        window: of the spectra.
        length: of the sound.

    Returns:
        `[length]`.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.synthesis import sounds
        >>> window = sounds.Window(size=64, hop=16)
        >>> samples = jnp.sin(jnp.arange(512.0))
        >>> wanted = jnp.abs(sounds.stft(samples, window=window))
        >>> back = sounds.istft(sounds.stft(samples, window=window), window=window, length=512)
        >>> bool(jnp.abs(back - samples).max() < 1e-4)
        True
    """
    framed = jnp.fft.irfft(spectra, window.size, axis=1) * window.values()[None]
    weight = _overlapped(jnp.broadcast_to(window.values()[None] ** 2, framed.shape), window)
    samples = _overlapped(framed, window) / jnp.maximum(weight, 1e-8)
    return samples[window.size // 2 :][:length]


def _overlapped(framed: jax.Array, window: Window) -> jax.Array:
    """The sum of all frames, each in its place."""
    parts, frames = window.size // window.hop, framed.shape[0]
    pieces = framed.reshape(frames, parts, window.hop)
    shifted = (jnp.pad(pieces[:, part], ((part, parts - 1 - part), (0, 0))) for part in range(parts))
    return functools.reduce(jnp.add, shifted).reshape(-1)


NEIGHBORS = 1 / 6  # of an octave, on each side of a frequency


def with_mean_spectrum(samples: jax.Array, wanted: jax.Array, *, window: Window) -> jax.Array:
    """The samples `[n]`, each frequency as loud in the mean over time as wanted: powers `[f]`.

    Powers are compared in means over a third of an octave around each frequency, so that single ones keep their noise.
    What is silent stays so.
    """
    spectra, near = stft(samples, window=window), jnp.asarray(_neighbors(window.bins))
    found, aim = near @ _power(spectra).mean(0), near @ wanted
    gain = jnp.where(found > 0, jnp.sqrt(aim / jnp.where(found > 0, found, 1.0)), 0.0)
    return istft(spectra * gain[None], window=window, length=samples.shape[0])


@functools.lru_cache(maxsize=4)
def _neighbors(bins: int) -> np.ndarray:
    """`[f f]`: what is added up around each frequency."""
    number, reach = np.arange(bins)[:, None], 2.0**NEIGHBORS
    near = (np.maximum(number * reach, number + 1) >= number.T) & (np.minimum(number / reach, number - 1) <= number.T)
    return near.astype(np.float32)


def mean_power(samples: jax.Array, *, window: Window) -> jax.Array:
    """The mean of `|S|^2` over a sound's spectra, and 1 of silence.

    Args:
        samples: `[n]`.
        window: of the spectra.

    Returns:
        A number.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.synthesis import sounds
        >>> window = sounds.Window(size=64, hop=16)
        >>> float(sounds.mean_power(jnp.zeros(512), window=window))
        1.0
    """
    mean = jnp.mean(_power(stft(samples, window=window)))
    return jnp.where(mean > 0, mean, 1.0)


def seen_by_network(spectra: jax.Array, *, scale: Scale, mean: jax.Array | float = 1.0) -> jax.Array:
    """What a network looks at of spectra `[t f]`, as a picture `[t 1 f]`; `mean` is the power `r^2`.

    Args:
        spectra: `[t f]`.
        scale: of the spectrogram.
        mean: the power `r^2`.

    Returns:
        `[t 1 f]`.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.synthesis import sounds
        >>> window = sounds.Window(size=64, hop=16)
        >>> samples = jnp.sin(jnp.arange(512.0))
        >>> wanted = jnp.abs(sounds.stft(samples, window=window))
        >>> sounds.seen_by_network(wanted, scale=sounds.Scale.MAGNITUDE).shape == (wanted.shape[0], 1, 33)
        True
    """
    power = _power(spectra)
    some = power > 0
    size = jnp.where(some, jnp.sqrt(jnp.where(some, power, 1.0)), 0.0)
    return jnp.log1p(size * _gain(scale, mean))[:, None]


def _gain(scale: Scale, mean: jax.Array | float) -> jax.Array | float:
    """What magnitudes are multiplied by before the logarithm."""
    return GAIN / jnp.sqrt(mean) if scale is Scale.RELATIVE else 1.0


def magnitudes(seen: jax.Array, *, scale: Scale, mean: jax.Array | float = 1.0) -> jax.Array:
    """The magnitudes `[t f]` of what a network looks at, `[t 1 f]`; what is below 0 is silence.

    Args:
        seen: `[t 1 f]`.
        scale: of the spectrogram.
        mean: the power `r^2`.

    Returns:
        `[t f]`.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.synthesis import sounds
        >>> window = sounds.Window(size=64, hop=16)
        >>> samples = jnp.sin(jnp.arange(512.0))
        >>> wanted = jnp.abs(sounds.stft(samples, window=window))
        >>> scale = sounds.Scale.MAGNITUDE
        >>> seen = sounds.seen_by_network(wanted, scale=scale)
        >>> bool(jnp.allclose(sounds.magnitudes(seen, scale=scale), wanted, atol=1e-3))
        True
    """
    return jnp.expm1(jnp.maximum(seen[:, 0], 0)) / _gain(scale, mean)


def _power(spectra: jax.Array) -> jax.Array:
    return spectra.real**2 + spectra.imag**2
