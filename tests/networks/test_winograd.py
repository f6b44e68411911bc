"""Winograd's convolution against the plain sum, and when it is chosen."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stylejax.networks import winograd
from stylejax.networks.convolution import PADDINGS, TILINGS, convolve, convolve_transformed, tiling_for
from stylejax.networks.winograd import POINTS, convolve_tiles, transformed_kernel, transforms

TOLERANCE = 1e-5  # of the largest number; rounding is at 2e-6


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def assert_near(actual, expected, tolerance=TOLERANCE):
    assert actual.shape == expected.shape
    np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance * np.abs(expected).max())


@pytest.mark.parametrize("size", POINTS)
def test_a_tile_holds_the_sums_themselves_also_of_flipped_kernels(size):
    pixels, kernel = numbers(size + 2).astype(np.float64), numbers(3, seed=1).astype(np.float64)
    by = transforms(size)
    for given_by, wanted in ((by, kernel), (by.flipped, kernel[::-1])):
        found = given_by.results @ ((given_by.kernels @ kernel) * (given_by.pixels @ pixels))
        np.testing.assert_allclose(found, np.correlate(pixels, wanted, "valid"), rtol=1e-10, atol=1e-10)


def with_pullback(convolution):
    """The convolution of a picture and the pullback of a gradient, compiled together."""

    def both(image, gradient):
        result, pull = jax.vjp(convolution, image)
        return result, pull(gradient)[0]

    return jax.jit(both)


@settings(max_examples=10, deadline=None)
@given(
    st.sampled_from(sorted(POINTS)), st.tuples(*[st.integers(1, 17)] * 2, *[st.integers(1, 5)] * 2),
    st.sampled_from(sorted(PADDINGS)), st.integers(0, 99),
)  # fmt: skip
def test_tiles_give_the_sums_and_the_gradients_of_the_direct_form(size, shape, padding, seed):
    height, width, channels, filters = shape
    height, width = (max(length, 2 if padding == "reflect" else 1) for length in (height, width))
    image, kernel = numbers(height, width, channels, seed=seed), numbers(3, 3, channels, filters, seed=seed + 1)
    transformed = jnp.asarray(transformed_kernel(kernel, size))
    direct = with_pullback(functools.partial(convolve, kernel=kernel, padding=padding, margin=1))
    tiled = with_pullback(functools.partial(convolve_transformed, transformed=transformed, padding=padding, margin=1))
    gradient = numbers(height, width, filters, seed=seed + 2)
    for actual, expected in zip(tiled(image, gradient), direct(image, gradient), strict=True):
        assert_near(actual, expected)


def test_a_lane_of_tiles_is_the_picture_alone():
    images, transformed = numbers(3, 9, 14, 4), jnp.asarray(transformed_kernel(numbers(3, 3, 4, 5), 4))

    def energy(image):
        return jnp.sum(jnp.sin(convolve_transformed(image, transformed, padding="zero", margin=1)))

    together = jax.jit(jax.vmap(jax.value_and_grad(energy)))(images)
    for lane, image in enumerate(images):
        alone = jax.jit(jax.value_and_grad(energy))(image)
        np.testing.assert_allclose(together[0][lane], alone[0], rtol=1e-4, atol=1e-3)
        assert_near(together[1][lane], alone[1])


@pytest.mark.parametrize("channels", TILINGS)
def test_the_form_is_chosen_by_channels_alone(channels):
    assert tiling_for((channels, channels + 1)) == TILINGS[channels]
    assert tiling_for((channels - 1, 999)) != TILINGS[channels]


@pytest.mark.parametrize(("height", "width", "margin"), [(8, 12, 1), (37, 29, 1), (33, 30, 0), (6, 9, 2)])
def test_bands_of_rows_add_up_to_the_whole(monkeypatch, height, width, margin):
    image, transformed = numbers(height, width, 3), jnp.asarray(transformed_kernel(numbers(3, 3, 3, 5), 4))

    def both(image):
        result, pull = jax.vjp(lambda image: convolve_tiles(image, transformed, margin), image)
        return result, pull(jnp.sin(result))[0]

    def products():
        return jax.jit(both).lower(image).as_text().count("batching_dims = [0] x [0]")  # of tiles and kernels

    whole = both(image)
    assert products() == 2
    monkeypatch.setattr(winograd, "BAND_VALUES", 1)
    monkeypatch.setattr(winograd, "MOST_BANDS", 3)
    jax.clear_caches()  # what was traced with larger bands
    assert products() == 2 * min(3, -(-height // 4))
    for expected, found in zip(whole, both(image), strict=True):
        assert_near(found, expected)


def test_a_large_picture_is_cut_into_few_bands_of_about_one_height():
    assert winograd._band_height(down=256, values=36 * 256 * 64) == 52  # 1024 x 1024, 64 channels: five bands
    assert winograd._band_height(down=64, values=36 * 64 * 128) == 64
    assert winograd._band_height(down=1024, values=36 * 1024 * 64) == 1024 // winograd.MOST_BANDS
