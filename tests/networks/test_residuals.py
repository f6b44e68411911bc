"""Laws of what derivatives are made of: packed truth values, and linear maps with a transpose of their own."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.networks.residuals import linear, packed, unpacked

BITS, AXES = (2 ** np.arange(8, dtype=np.uint8))[None, :], (1,)
RANDOM = np.random.default_rng(0)
MATRIX, VECTOR = (jnp.asarray(RANDOM.normal(size=shape), jnp.float32) for shape in ((4, 3), (3,)))


def plain(matrix, vector):
    """Linear in the vector, and not in the matrix; of two results."""
    squared = matrix**2 @ vector
    return {"squared": squared, "sum": jnp.sum(vector)}


def back(matrix, gradient):
    return (matrix**2).T @ gradient["squared"] + gradient["sum"]


def mapped(matrix, vector):
    return linear(plain, back, matrix, vector, like=plain(matrix, vector))


def number(function):
    return lambda matrix, vector: sum(jnp.sum(jnp.sin(leaf)) for leaf in jax.tree.leaves(function(matrix, vector)))


def assert_alike(transform, *arguments):
    """What a transformation makes of the map is what it makes of the plain function, compiled or not."""
    expected = transform(plain)(*arguments)
    for found in (transform(mapped)(*arguments), jax.jit(transform(mapped))(*arguments)):
        jax.tree.map(lambda one, other: np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5), found, expected)


SEVERAL = jnp.stack([VECTOR, 2 * VECTOR])
MATRICES = jnp.stack([MATRIX, -MATRIX, MATRIX + 1], axis=1)


@pytest.mark.parametrize(
    ("transform", "arguments"),
    [
        (lambda function: function, (MATRIX, VECTOR)),
        (lambda function: jax.grad(number(function), argnums=(0, 1)), (MATRIX, VECTOR)),
        (lambda function: lambda *at: jax.jvp(function, at, at), (MATRIX, VECTOR)),
        (lambda function: lambda m, v: jax.jvp(lambda m: function(m, v), (m,), (m,)), (MATRIX, VECTOR)),
        (lambda function: lambda m, v: jax.jvp(lambda v: function(m, v), (v,), (v,)), (MATRIX, VECTOR)),
        (lambda function: jax.jacfwd(jax.grad(number(function), argnums=1), argnums=(0, 1)), (MATRIX, VECTOR)),
        (lambda function: jax.jacrev(jax.jacfwd(function, argnums=1), argnums=0), (MATRIX, VECTOR)),
        (lambda function: jax.hessian(number(function), argnums=1), (MATRIX, VECTOR)),
        (lambda function: jax.vmap(function, (None, 0)), (MATRIX, SEVERAL)),
        (lambda function: jax.vmap(function, (1, None)), (MATRICES, VECTOR)),
        (lambda function: jax.vmap(jax.vmap(function, (None, 0)), (1, None)), (MATRICES, SEVERAL)),
        (lambda function: jax.vmap(jax.grad(number(function), argnums=1), (1, None)), (MATRICES, VECTOR)),
        (lambda function: jax.grad(number(jax.vmap(function, (1, None))), argnums=1), (MATRICES, VECTOR)),
        (lambda function: jax.grad(jax.checkpoint(number(function)), argnums=1), (MATRIX, VECTOR)),
    ],
)
def test_a_linear_map_is_its_function_under_every_transformation(transform, arguments):
    assert_alike(transform, *arguments)


def test_a_gradient_goes_back_by_the_transpose_that_is_given():
    def tripled(matrix, gradient):
        return 3 * back(matrix, gradient)

    own = jax.grad(
        lambda vector: jnp.sum(linear(plain, tripled, MATRIX, vector, like=plain(MATRIX, vector))["squared"])
    )
    usual = jax.grad(lambda vector: jnp.sum(plain(MATRIX, vector)["squared"]))
    np.testing.assert_allclose(own(VECTOR), 3 * usual(VECTOR), rtol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_truth_values_come_back_from_their_bytes(seed):
    truths = np.random.default_rng(seed).random((5, 8)) > 0.5
    packs = packed(jnp.asarray(truths), BITS, AXES)
    assert packs.dtype == jnp.uint8
    np.testing.assert_array_equal(unpacked(packs, BITS, AXES), truths)
