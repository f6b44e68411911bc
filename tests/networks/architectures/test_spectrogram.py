"""Laws of random networks over time."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.networks import convolve_in_pairs, convolve_over_time, ensemble_network, in_pairs, wide_network


def spectrogram(frames=30, bins=9, seed=0):
    return jnp.asarray(np.random.default_rng(seed).random((frames, 1, bins)), jnp.float32)


def test_the_convolution_is_the_compilers_own_and_so_is_its_gradient():
    values, kernel = spectrogram(), jnp.asarray(np.random.default_rng(1).normal(size=(4, 9, 7)), jnp.float32)

    def own(values):
        names = ("NWC", "WIO", "NWC")
        return jax.lax.conv_general_dilated(values[None, :, 0], kernel, (1,), "VALID", dimension_numbers=names)[0]

    np.testing.assert_allclose(convolve_over_time(values, kernel)[:, 0], own(values), rtol=1e-5, atol=1e-5)
    found = (
        jax.grad(lambda x, f=f: jnp.sum(jnp.sin(f(x).reshape(-1, 7))))(values)
        for f in (lambda x: convolve_over_time(x, kernel), own)
    )
    np.testing.assert_allclose(*found, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("width", [2, 3, 8, 11])
@pytest.mark.parametrize("frames", [11, 12, 30])
def test_two_positions_at_a_time_are_the_same(width, frames):
    values, network = spectrogram(frames), ensemble_network(9, seed=0, filters=7, widths=(width,))
    kernel, paired = network.parameters[f"relu{width}"]["kernel"], in_pairs(network).parameters[f"relu{width}"]
    np.testing.assert_allclose(convolve_in_pairs(values, paired), convolve_over_time(values, kernel), atol=1e-5)


def test_kernels_are_those_of_their_seed_and_of_the_size_of_2016():
    one, again, other = (wide_network(65, seed=seed, filters=64) for seed in (0, 0, 1))
    kernel = one.parameters["relu11"]["kernel"]
    assert kernel.shape == (11, 65, 64)
    assert bool((kernel == again.parameters["relu11"]["kernel"]).all())
    assert not bool((kernel == other.parameters["relu11"]["kernel"]).all())
    np.testing.assert_allclose(kernel.std(), np.sqrt(2) * np.sqrt(2 / ((65 + 64) * 11)), rtol=0.02)


def test_an_ensemble_looks_at_each_width_and_its_activations_are_of_one_size():
    network, values = ensemble_network(9, seed=0, filters=128, widths=(2, 8)), spectrogram() - 0.5
    layers = network.architecture.layer_names()
    found = network.architecture.activations(network.parameters, values, layers)
    assert {name: each.shape for name, each in found.items()} == {
        "spectrogram": (30, 1, 9), "relu2": (29, 1, 128), "relu8": (23, 1, 128),
    }  # fmt: skip
    assert 0.7 < float(found["relu2"].std() / found["relu8"].std()) < 1.4


def test_a_sound_that_is_too_short_or_a_layer_that_is_none_is_refused_in_words():
    network = wide_network(9, seed=0, filters=4)
    with pytest.raises(InputError, match=r"sound: has 5 frames, and the network looks at 11 at once"):
        network.architecture.activations(network.parameters, spectrogram(5), ["relu11"])
    with pytest.raises(InputError, match=r"layer: 'relu3' is unknown"):
        network.architecture.activations(network.parameters, spectrogram(), ["relu3"])
