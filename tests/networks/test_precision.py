"""Laws of precision: only the network computes in fewer digits, and the picture hardly notices."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.losses.objectives import loss_weights, measure_targets, measure_terms, objective
from stylejax.networks.networks import PRECISIONS, features, with_precision
from stylejax.optimizers.quasi_newton import lbfgs
from stylejax.synthesis.starts import noise_image
from stylejax.synthesis.transfers import start_lane, transfer

LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}
WEIGHTS = loss_weights(**LAYERS)


@pytest.fixture
def paint(content, style):
    return functools.partial(transfer, content, style, weights=WEIGHTS, steps=40)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_activations_alone_are_in_the_networks_precision(shallow, content, style, precision):
    network = with_precision(shallow, precision)
    activations = features(network, content, ("relu1_2", "relu2_1"))
    expected = jnp.bfloat16 if precision == "bfloat16" else jnp.float32
    assert {value.dtype for value in activations.values()} == {jnp.dtype(expected)}
    targets = measure_targets(network, content, style, like=WEIGHTS)
    terms = measure_terms(network, content + 0.1, targets)
    assert {term.dtype for term in jax.tree.leaves((terms, targets.style))} == {jnp.dtype(jnp.float32)}
    gradient = jax.grad(lambda image: objective(image, network, targets, WEIGHTS)[0])(content + 0.1)
    state = start_lane(content, lbfgs(), like=WEIGHTS).optimizer_state
    floats = [leaf for leaf in jax.tree.leaves((gradient, state)) if jnp.issubdtype(leaf.dtype, jnp.floating)]
    assert {leaf.dtype for leaf in floats} == {jnp.dtype(jnp.float32)}


def test_convolutions_ask_for_the_precision_named_and_gram_matrices_for_all_digits(shallow, content, style):
    network = with_precision(shallow, "tensorfloat32")
    targets = measure_targets(network, content, style, like=WEIGHTS)
    text = jax.jit(objective).lower(content, network, targets, WEIGHTS).as_text()
    convolutions = [line for line in text.splitlines() if "stablehlo.convolution" in line]
    products = [line for line in text.splitlines() if "stablehlo.dot_general" in line]
    assert convolutions
    assert all("precision HIGH," in line or "precision HIGH>" in line for line in convolutions)
    assert products
    assert all("HIGHEST" in line for line in products)


def test_in_bfloat16_every_term_of_a_picture_is_within_two_percent(paint, shallow, content, style):
    half = with_precision(shallow, "bfloat16")
    for picture in (paint(network=shallow).image, content[::-1]):
        expected, terms = (
            measure_terms(network, picture, measure_targets(network, content, style, like=WEIGHTS))
            for network in (shallow, half)
        )
        np.testing.assert_allclose(jax.tree.leaves(terms), jax.tree.leaves(expected), rtol=0.02)


def test_a_picture_painted_in_bfloat16_is_as_good_as_one_in_float32_to_two_percent(paint, shallow, content, style):
    targets = measure_targets(shallow, content, style, like=WEIGHTS)

    def mean_objective(precision):
        starts = [noise_image(content.shape, seed=seed) for seed in range(5)]
        images = [paint(network=with_precision(shallow, precision), init=start).image for start in starts]
        return np.mean([objective(image, shallow, targets, WEIGHTS)[0] for image in images])

    assert mean_objective("bfloat16") <= 1.02 * mean_objective("float32")


def test_another_word_is_refused(shallow):
    with pytest.raises(InputError, match=r"precision: 'float16' is unknown; choose one of float32"):
        with_precision(shallow, "float16")
