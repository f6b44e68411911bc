"""Pooling windows: what Caffe, Torch and cuDNN count, and how many."""

import functools
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from caffe_reference import POOLS
from miniatures import derivatives
from stylejax.networks.architectures.graph import Architecture, layers_of
from stylejax.networks.pooling import CAFFE_POOLINGS, AveragePool, MaxPool, caffe_average, caffe_max, inner_average

GEOMETRIES = [(2, 2, 0), (3, 2, 0), (3, 1, 1), (3, 2, 1), (5, 3, 2)]


def pooled_by(operation: Callable, image: jax.Array) -> jax.Array:
    return jax.jit(functools.partial(operation, {}))(image)


def picture(height: int, width: int, *, low: float = -1.0) -> jax.Array:
    """Of numbers around zero, so that padding would show."""
    return jnp.asarray(np.random.default_rng(0).uniform(low, low + 2, (height, width, 3)), jnp.float32)


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=str)
@pytest.mark.parametrize("name", CAFFE_POOLINGS)
def test_windows_are_pooled_as_a_loop_over_them_does(name: str, geometry: tuple[int, int, int]) -> None:
    for height, width in ((5, 6), (7, 8), (9, 13), (3, 5)):
        image = picture(height, width)
        expected = POOLS[name](np.asarray(image, np.float64), *geometry)
        assert_allclose(pooled_by(CAFFE_POOLINGS[name](*geometry), image), expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("size", [(8, 8), (5, 9), (2, 3), (1, 4)], ids=str)
def test_padding_that_is_not_counted_leaves_the_mean_of_what_is_inside(size: tuple[int, int]) -> None:
    image = picture(*size)
    pooled, image = np.asarray(pooled_by(inner_average(3, 2, 1), image)), np.asarray(image)
    assert pooled.shape == (-(-size[0] // 2), -(-size[1] // 2), 3)
    for row, column in np.ndindex(pooled.shape[:2]):
        inside = image[max(2 * row - 1, 0) : 2 * row + 2, max(2 * column - 1, 0) : 2 * column + 2]
        assert_allclose(pooled[row, column], np.asarray(inside, np.float64).mean((0, 1)), rtol=1e-5, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(1, 5), st.integers(1, 5), st.data())
def test_rounding_up_leaves_no_pixel_out_and_no_window_empty(length: int, size: int, stride: int, data) -> None:
    margin = data.draw(st.integers(0, size - 1))
    starts = caffe_max(size, stride, margin).windows.starts(length)
    assert all(start < length and start + size > 0 for start in starts)
    if stride <= size <= length + 2 * margin:
        assert {pixel for start in starts for pixel in range(start, start + size)} >= set(range(length))
    whole = CAFFE_POOLINGS["average-floor"](size, stride, margin).windows.starts(length)
    assert 0 <= len(starts) - len(whole) <= 1 or size > stride * 2 or stride > size
    assert all(start + size <= length + margin for start in whole)


@pytest.mark.parametrize(("rows", "expected"), [(3, 1), (4, 2), (5, 2), (6, 3), (112, 56), (56, 28), (28, 14), (14, 7)])
def test_windows_of_three_in_steps_of_two_are_counted_as_in_caffe(rows: int, expected: int) -> None:
    assert len(caffe_max(3, 2, 0).windows.starts(rows)) == expected
    assert len(CAFFE_POOLINGS["average-floor"](3, 2, 0).windows.starts(rows)) == (rows - 3) // 2 + 1


def test_blocks_of_even_pictures_are_windows() -> None:
    image = picture(8, 12)
    assert_array_equal(pooled_by(caffe_max(2, 2, 0), image), pooled_by(MaxPool(), image))
    assert_allclose(pooled_by(caffe_average(2, 2, 0), image), pooled_by(AveragePool(), image), rtol=1e-6, atol=1e-7)


def test_an_odd_last_row_is_left_out_or_counted() -> None:
    image = picture(5, 4)
    for name, blocks in (("max", np.max), ("average", np.mean)):
        operations = {
            pooling: next(
                layer.operation for layer in layers_of(Architecture("vgg19", pooling)) if layer.name == "pool1"
            )
            for pooling in (name, f"{name}-ceil")
        }
        floor, ceil = (np.asarray(pooled_by(operations[pooling], image)) for pooling in operations)
        assert (floor.shape, ceil.shape) == ((2, 2, 3), (3, 2, 3))
        assert_allclose(ceil[:2], floor, rtol=1e-6, atol=1e-7)
        assert_allclose(ceil[2, 1], blocks(np.asarray(image)[4:, 2:], axis=(0, 1)), rtol=1e-6)


@pytest.mark.parametrize("name", ["max", "average"])
def test_a_constant_picture_stays_constant_where_nothing_is_padded(name: str) -> None:
    pooled = pooled_by(CAFFE_POOLINGS[name](3, 2, 0), jnp.full((6, 8, 2), -3.0))
    assert_allclose(pooled, -3.0, rtol=1e-6)


def test_the_margin_of_a_maximum_is_never_seen() -> None:
    assert np.all(np.asarray(pooled_by(caffe_max(3, 1, 1), picture(4, 5, low=-3.0))) < 0)


@pytest.mark.parametrize("name", CAFFE_POOLINGS)
@pytest.mark.parametrize("shape", [(1, 1), (2, 7), (0, 5)], ids=str)
def test_where_no_window_fits_nothing_is_left(name: str, shape: tuple[int, int]) -> None:
    pooled = pooled_by(CAFFE_POOLINGS[name](5, 2, 0), jnp.ones((*shape, 3)))
    assert pooled.shape[0] == 0
    assert pooled.shape[2] == 3


@pytest.mark.parametrize("geometry", [(3, 2, 0), (3, 1, 1)], ids=str)
@pytest.mark.parametrize("name", CAFFE_POOLINGS)
def test_the_gradient_of_a_sum_says_how_much_each_pixel_counts(name: str, geometry: tuple[int, int, int]) -> None:
    """By finite differences of the loop in double precision; pooling is linear where no maximum changes."""
    image, step = picture(6, 5), 1e-6
    gradient = jax.jit(jax.grad(lambda x: CAFFE_POOLINGS[name](*geometry)({}, x).sum()))(image)
    exact, expected = np.asarray(image, np.float64), np.zeros(image.shape)
    for place in np.ndindex(image.shape):
        moved = exact.copy()
        moved[place] += step
        expected[place] = (POOLS[name](moved, *geometry).sum() - POOLS[name](exact, *geometry).sum()) / step
    assert_allclose(gradient, expected, atol=1e-5)


@pytest.mark.parametrize("name", CAFFE_POOLINGS)
def test_a_lane_of_many_is_the_solo_run(name: str) -> None:
    pool = CAFFE_POOLINGS[name](3, 2, 0)
    lanes = jnp.stack([picture(6, 7), picture(6, 7, low=0.0)])
    together = jax.jit(jax.vmap(functools.partial(pool, {})))(lanes)
    assert_array_equal(np.asarray(together)[1], pooled_by(pool, picture(6, 7, low=0.0)))


@pytest.mark.parametrize("dtype", [jnp.bfloat16, jnp.float16, jnp.float32])
@pytest.mark.parametrize("name", CAFFE_POOLINGS)
def test_numbers_keep_their_type(name: str, dtype: type) -> None:
    assert pooled_by(CAFFE_POOLINGS[name](3, 2, 0), picture(6, 7).astype(dtype)).dtype == dtype


@pytest.mark.parametrize("size", [(2, 2), (5, 8), (6, 7)], ids=str)
@pytest.mark.parametrize("pool", [AveragePool(), MaxPool()], ids=str)
def test_the_gradient_of_blocks_is_that_of_the_plain_expression(pool, size: tuple[int, int]) -> None:
    """Of numbers no two of which are equal."""
    image, weights = picture(*size), picture(size[0] // 2, size[1] // 2)
    reduce = jnp.mean if isinstance(pool, AveragePool) else jnp.max

    def plain(image: jax.Array) -> jax.Array:
        height, width = size[0] // 2, size[1] // 2
        return reduce(image[: 2 * height, : 2 * width].reshape(height, 2, width, 2, 3), axis=(1, 3))

    along = jnp.square(image)
    found, expected = (derivatives(function, image, weights, along) for function in (lambda x: pool({}, x), plain))
    assert_allclose(found[0], expected[0], rtol=1e-6)
    assert_allclose(found[1], expected[1], rtol=1e-6)
    assert_allclose(found[2], expected[2], rtol=1e-5)


@pytest.mark.parametrize("largest", [1, 2, 3, 4])
def test_equal_values_share_the_gradient_equally(largest: int) -> None:
    image = (np.arange(4) < largest).astype(np.float32).reshape(2, 2, 1)
    gradient = jax.jit(jax.grad(lambda image: jnp.sum(MaxPool()({}, image))))(image)
    assert_allclose(gradient, image / largest, rtol=1e-6)
