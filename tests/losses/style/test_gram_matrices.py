"""Laws of Gram matrices and of the style term."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.test_util import check_grads

from miniatures import activations
from stylejax.losses.content import content_loss
from stylejax.losses.style.gram_matrices import gram, style_loss
from stylejax.losses.variation import total_variation


def test_gram_is_symmetric():
    matrix = np.asarray(gram(jnp.asarray(activations())))
    np.testing.assert_array_equal(matrix, matrix.T)


def test_gram_is_positive_semidefinite():
    matrix = np.asarray(gram(jnp.asarray(activations(3, 4, 20))), np.float64)
    assert np.linalg.eigvalsh(matrix).min() > -1e-6


def test_gram_is_blind_to_pixel_order():
    features = activations()
    shuffled = np.random.default_rng(1).permutation(features.reshape(-1, 4)).reshape(7, 5, 4)
    np.testing.assert_allclose(gram(jnp.asarray(shuffled)), gram(jnp.asarray(features)), rtol=1e-5, atol=1e-6)


def test_gram_is_exact_on_a_case_by_hand():
    features = jnp.array([[[1.0, 2.0], [3.0, 4.0]]])
    np.testing.assert_array_equal(gram(features), [[5.0, 7.0], [7.0, 10.0]])


def test_gram_is_equation_3_of_the_paper_divided_by_positions():
    features = activations()
    flat = features.reshape(-1, 4).astype(np.float64)
    expected = np.zeros((4, 4))
    for i in range(4):
        for j in range(4):
            for k in range(len(flat)):
                expected[i, j] += flat[k, i] * flat[k, j]
    np.testing.assert_allclose(gram(jnp.asarray(features)), expected / len(flat), rtol=1e-5, atol=1e-6)


def test_gram_does_not_change_when_the_picture_is_repeated():
    features = activations()
    tiled = np.tile(features, (3, 2, 1))
    np.testing.assert_allclose(gram(jnp.asarray(tiled)), gram(jnp.asarray(features)), rtol=1e-5, atol=1e-6)


def test_gram_of_one_texture_is_nearly_the_same_at_any_resolution():
    small, large = activations(40, 40), activations(160, 160, seed=1)
    np.testing.assert_allclose(gram(jnp.asarray(small)), gram(jnp.asarray(large)), atol=0.15)


@pytest.mark.parametrize("dtype", [jnp.bfloat16, jnp.float16])
def test_half_precision_activations_give_a_float32_gram_without_overflow(dtype):
    matrix = gram(jnp.full((64, 64, 3), 300, dtype))
    assert matrix.dtype == jnp.float32
    np.testing.assert_allclose(matrix, 9e4, rtol=1e-2)


def test_double_precision_stays_double():
    with jax.enable_x64(True):
        features = jnp.asarray(activations(), jnp.float64)
        matrix = gram(features)
        losses = (content_loss(features, 0 * features), style_loss(features, 0 * matrix), total_variation(features))
        assert {array.dtype for array in (matrix, *losses)} == {jnp.dtype("float64")}


def test_the_gradient_of_a_style_term_takes_one_product_there_and_one_back():
    target, features = gram(jnp.asarray(activations(seed=1))), jnp.asarray(activations())
    assert str(jax.make_jaxpr(jax.grad(style_loss))(features, target)).count("dot_general[") == 2


def test_derivatives_of_a_gram_matrix_are_those_of_its_formula_to_the_second_order():
    with jax.enable_x64(True):
        check_grads(gram, (jnp.asarray(activations(3, 3, 2), jnp.float64),), order=2, modes=("fwd", "rev"))


def test_style_loss_is_zero_at_its_own_target():
    features = jnp.asarray(activations())
    assert style_loss(features, gram(features)) == 0


def test_style_loss_is_the_mean_squared_difference_of_gram_matrices_of_any_two_sizes():
    features, other = activations(5, 7), activations(6, 3, seed=1)
    matrices = [flat.T @ flat / len(flat) for flat in (features.reshape(-1, 4), other.reshape(-1, 4))]
    loss = style_loss(jnp.asarray(features), jnp.asarray(matrices[1]))
    np.testing.assert_allclose(loss, np.mean((matrices[0] - matrices[1]) ** 2), rtol=1e-4)


def test_style_loss_is_equation_4_of_the_paper_up_to_its_constants():
    features, other = activations(), activations(seed=1)
    positions, channels = 35, 4
    sums = [flat.T @ flat for flat in (features.reshape(-1, 4), other.reshape(-1, 4))]
    equation_4 = np.sum((sums[0] - sums[1]) ** 2) / (4 * channels**2 * positions**2)
    loss = style_loss(jnp.asarray(features), gram(jnp.asarray(other)))
    np.testing.assert_allclose(loss * positions**2 / (4 * positions**2), equation_4, rtol=1e-4)
