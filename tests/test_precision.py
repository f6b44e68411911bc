"""Laws of precision: only the network computes in fewer digits, and the picture hardly notices."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.networks import PRECISIONS, features, with_precision
from stylejax.objectives import loss_weights, measure_targets, measure_terms, objective
from stylejax.optimizers import lbfgs
from stylejax.transfers import start_lane, transfer

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


def test_in_bfloat16_the_pictures_terms_are_within_two_percent(paint, shallow, content, style):
    targets = measure_targets(shallow, content, style, like=WEIGHTS)
    whole, half = (paint(network=with_precision(shallow, precision)) for precision in ("float32", "bfloat16"))
    values = [float(objective(result.image, shallow, targets, WEIGHTS)[0]) for result in (whole, half)]
    assert np.all(np.isfinite(half.image))
    np.testing.assert_allclose(values[1], values[0], rtol=0.02)


def test_another_word_is_refused(shallow):
    with pytest.raises(InputError, match=r"precision: 'float16' is unknown; choose one of float32"):
        with_precision(shallow, "float16")
