"""Laws of the preconditioner that moves low frequencies of a picture first."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from miniatures import random_picture
from stylejax.optimizers import frequencies

low_frequencies_first = jax.jit(frequencies.low_frequencies_first, static_argnames="exponent")
SHAPE = (6, 9, 2)


def dense(exponent):
    """It as a matrix, `[hwc hwc]`."""

    def flat(vector):
        return low_frequencies_first(vector.reshape(SHAPE), exponent=exponent).ravel()

    return np.asarray(jax.jit(jax.jacobian(flat))(jnp.zeros(np.prod(SHAPE))))


@pytest.mark.parametrize("exponent", [0.5, 1.0])
def test_it_is_symmetric_and_positive_definite(exponent):
    matrix = dense(exponent)
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-5)
    assert np.linalg.eigvalsh(matrix).min() > 0


def test_a_wave_is_multiplied_by_a_power_of_its_frequency():
    height, width = 16, 32
    wave = np.cos(np.pi * (np.arange(width) + 0.5) * 8 / width)[None] * np.ones((height, 1))
    expected = (8 / width + 1 / height) ** -0.5 * wave
    np.testing.assert_allclose(
        low_frequencies_first(jnp.asarray(wave[..., None], jnp.float32))[..., 0], expected, atol=1e-5
    )


def test_an_exponent_of_zero_changes_nothing():
    picture = random_picture(16, 20)
    np.testing.assert_allclose(low_frequencies_first(picture, exponent=0.0), picture, atol=1e-6)


def test_nothing_wraps_around_the_border():
    spot = jnp.zeros((32, 32, 1)).at[:, 0].set(1)
    spread = np.asarray(low_frequencies_first(spot, exponent=1.0))[16, :, 0]
    assert spread[0] > 10 * spread[-1]
    assert spread[-2] > spread[-1] - 1e-6


def test_mirrored_pictures_have_mirrored_results():
    picture = random_picture(16, 20)
    mirrored = low_frequencies_first(picture[:, ::-1])
    np.testing.assert_allclose(mirrored[:, ::-1], low_frequencies_first(picture), atol=1e-5)


def test_trees_and_channels_are_taken_one_by_one():
    picture = random_picture(16, 20)
    tree = low_frequencies_first({"a": picture, "b": [picture[..., :1]]})
    np.testing.assert_allclose(tree["a"], low_frequencies_first(picture), atol=1e-6)
    np.testing.assert_allclose(tree["b"][0], tree["a"][..., :1], atol=1e-6)


def test_double_precision_stays_double():
    with jax.enable_x64():
        assert low_frequencies_first(jnp.ones((16, 16, 3), jnp.float64)).dtype == jnp.float64
