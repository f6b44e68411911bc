"""A sound of given magnitudes: what their phases may be."""

import functools

import jax
import jax.numpy as jnp

from .spectrograms import Window, istft, stft

ITERATIONS = 60  # with momentum: as near as 500 without, see docs/sound.md
MOMENTUM = 0.99


@functools.partial(jax.jit, static_argnames=("window", "length", "iterations", "momentum"))
def griffin_lim(
    magnitudes: jax.Array,
    phases: jax.Array,
    *,
    window: Window,
    length: int,
    iterations: int = ITERATIONS,
    momentum: float = MOMENTUM,
) -> jax.Array:
    """Samples `[length]` whose spectra have about these magnitudes `[t f]`, from phases `[t f]` in radians.

    Each iteration makes a sound of the magnitudes with the phases so far, and takes the phases of its spectra,
    `angle(P_i - m / (1 + m) P_{i-1})`. With a momentum m of 0 it is Griffin and Lim 1984; of 0.99 Perraudin, Balazs and
    Soendergaard 2013 ("A fast Griffin-Lim algorithm"), as librosa has it.

    Args:
        magnitudes: `[t f]`.
        phases: `[t f]`, in radians.
        window: of the spectra.
        length: of the sound.
        iterations: how many.
        momentum: from 0 to 1.

    Returns:
        `[length]`.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.synthesis import sounds
        >>> window = sounds.Window(size=64, hop=16)
        >>> samples = jnp.sin(jnp.arange(512.0))
        >>> wanted = jnp.abs(sounds.stft(samples, window=window))
        >>> phases = sounds.random_phases(wanted.shape, seed=0)
        >>> sounds.griffin_lim(wanted, phases, window=window, length=512, iterations=2).shape
        (512,)
    """
    kept = momentum / (1 + momentum)

    def again(state: tuple[jax.Array, jax.Array], _: None) -> tuple[tuple[jax.Array, jax.Array], None]:
        turned, before = state
        projected = stft(istft(magnitudes * turned, window=window, length=length), window=window)
        return (_of_size_one(projected - kept * before), projected), None

    turned = jnp.exp(1j * phases)
    (turned, _), _ = jax.lax.scan(again, (turned, jnp.zeros_like(turned)), None, length=iterations)
    return istft(magnitudes * turned, window=window, length=length)


def _of_size_one(spectra: jax.Array) -> jax.Array:
    size = jnp.abs(spectra)
    return jnp.where(size > 0, spectra / jnp.where(size > 0, size, 1), 1.0)


def random_phases(shape: tuple[int, ...], *, seed: int) -> jax.Array:
    """Phases uniform in a whole turn.

    Args:
        shape: `[t f]`.
        seed: the same seed gives the same phases.

    Returns:
        Radians.

    Example:
        >>> from stylejax.synthesis import sounds
        >>> sounds.random_phases((4, 9), seed=0).shape
        (4, 9)
    """
    return jax.random.uniform(jax.random.key(seed), shape, jnp.float32, -jnp.pi, jnp.pi)


def convergence(samples: jax.Array, magnitudes: jax.Array, *, window: Window) -> jax.Array:
    """`| |S| - M | / |M|`, how far the magnitudes of a sound are from those wanted, `[t f]`: 0 where none is.

    Args:
        samples: `[n]`.
        magnitudes: `[t f]`.
        window: of the spectra.

    Returns:
        A share.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.synthesis import sounds
        >>> window = sounds.Window(size=64, hop=16)
        >>> samples = jnp.sin(jnp.arange(512.0))
        >>> wanted = jnp.abs(sounds.stft(samples, window=window))
        >>> float(sounds.convergence(samples, wanted, window=window)) < 1e-5
        True
    """
    size = jnp.linalg.norm(magnitudes)
    apart = jnp.linalg.norm(jnp.abs(stft(samples, window=window)) - magnitudes)
    return jnp.where(size > 0, apart / jnp.where(size > 0, size, 1), 0.0)
