"""Laws of spectra: there and back, and their logarithms."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.synthesis.sounds import Scale, Window, istft, magnitudes, mean_power, seen_by_network, stft
from stylejax.synthesis.sounds.spectrograms import with_mean_spectrum

WINDOWS = {"a quarter apart": Window(256, 64), "half apart": Window(256, 128), "an eighth apart": Window(320, 40)}


def samples(length=3000, seed=0):
    return jnp.asarray(np.random.default_rng(seed).uniform(-1, 1, length), jnp.float32)


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
@pytest.mark.parametrize("length", [1, 500, 3000, 3001])
def test_a_sound_comes_back_from_its_spectra(window, length):
    given = samples(length)
    spectra = stft(given, window=window)
    assert spectra.shape == (window.frames(length), window.bins)
    np.testing.assert_allclose(istft(spectra, window=window, length=length), given, atol=1e-5)


@pytest.mark.parametrize("scale", Scale)
def test_a_sound_comes_back_from_what_a_network_looks_at_where_its_phase_is_kept(scale):
    given, window = samples(), Window(256, 64)
    spectra, mean = stft(given, window=window), mean_power(given, window=window)
    size = magnitudes(seen_by_network(spectra, scale=scale, mean=mean), scale=scale, mean=mean)
    again = istft(size * jnp.exp(1j * jnp.angle(spectra)), window=window, length=3000)
    np.testing.assert_allclose(again, given, atol=1e-5)


def test_spectra_are_not_scaled_as_in_2016():
    tone = jnp.sin(2 * jnp.pi * 32 / 256 * jnp.arange(2048.0))
    found = jnp.abs(stft(tone, window=Window(256, 64)))
    np.testing.assert_allclose(found[16, 32], 256 / 4, rtol=1e-3)


def test_the_relative_scale_does_not_know_how_loud_a_sound_is():
    window = Window(256, 64)
    one, two = (
        seen_by_network(stft(each, window=window), scale=Scale.RELATIVE, mean=mean_power(each, window=window))
        for each in (samples(), 2 * samples())
    )
    assert bool((one == two).all())


@pytest.mark.parametrize("scale", Scale)
def test_silence_has_finite_values_and_gradients(scale):
    window = Window(256, 64)

    def total(given):
        return jnp.sum(seen_by_network(stft(given, window=window), scale=scale))

    value, gradient = jax.value_and_grad(total)(jnp.zeros(1000))
    assert value == 0
    assert bool((gradient == 0).all())
    assert mean_power(jnp.zeros(1000), window=window) == 1


def test_a_window_that_is_no_multiple_of_its_hop_is_refused():
    with pytest.raises(InputError, match="window: 256 samples are not twice or more the hop of 100"):
        Window(256, 100)


def test_a_sound_is_given_a_mean_spectrum_within_a_decibel():
    window, draw = Window(256, 64), np.random.default_rng(0)
    samples = jnp.asarray(np.cumsum(draw.normal(size=8000)), jnp.float32)
    noise = jnp.asarray(draw.normal(size=8000), jnp.float32)

    def powers(sound):
        return jnp.mean(jnp.abs(stft(sound, window=window)) ** 2, axis=0)

    made = powers(with_mean_spectrum(samples, powers(noise), window=window))
    octaves = [(8, 16), (16, 32), (32, 64), (64, 128)]
    apart = [10 * np.log10(made[low:high].mean() / powers(noise)[low:high].mean()) for low, high in octaves]
    assert np.abs(apart).max() < 1
    assert float(jnp.abs(with_mean_spectrum(jnp.zeros(1000), jnp.ones(129), window=window)).max()) == 0
