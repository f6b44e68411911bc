"""Laws of Griffin-Lim."""

import jax.numpy as jnp
import numpy as np

from stylejax.synthesis.sounds import Window, convergence, griffin_lim, random_phases, stft

WINDOW = Window(256, 64)


def chord(length=6000):
    times = np.arange(length) / 8000
    return jnp.asarray(sum(np.sin(2 * np.pi * pitch * times) for pitch in (220, 330, 445)) / 3, jnp.float32)


def test_a_sounds_own_phases_give_the_sound_again():
    spectra = stft(chord(), window=WINDOW)
    again = griffin_lim(jnp.abs(spectra), jnp.angle(spectra), window=WINDOW, length=6000, iterations=5)
    np.testing.assert_allclose(again, chord(), atol=1e-4)


def test_momentum_comes_nearer_in_as_many_iterations():
    size = jnp.abs(stft(chord(), window=WINDOW))
    phases = random_phases(size.shape, seed=0)
    apart = [
        float(
            convergence(griffin_lim(size, phases, window=WINDOW, length=6000, momentum=momentum), size, window=WINDOW)
        )
        for momentum in (0.0, 0.99)
    ]
    assert apart[1] < 0.75 * apart[0]


def test_silence_stays_silent():
    size = jnp.zeros((95, WINDOW.bins))
    found = griffin_lim(size, random_phases(size.shape, seed=0), window=WINDOW, length=6000)
    assert bool((found == 0).all())
    assert convergence(found, size, window=WINDOW) == 0
