"""Laws of precision: only the network computes in fewer digits, and the picture hardly notices."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.losses.objectives import measure_targets, measure_terms, objective
from stylejax.losses.terms import loss_weights
from stylejax.networks.networks import Execution, Precision, features, with_precision
from stylejax.optimizers.quasi_newton import lbfgs
from stylejax.synthesis.starts import noise_image
from stylejax.synthesis.steps import start_lane
from stylejax.synthesis.transfers import transfer

LAYERS = {"content_layers": ("relu1_2",), "style_layers": ("relu1_1", "relu2_1")}
WEIGHTS = loss_weights(**LAYERS)
FEATURES = jax.jit(features, static_argnames=("layers", "execution"))
TARGETS, TERMS = (jax.jit(function, static_argnames="execution") for function in (measure_targets, measure_terms))
OBJECTIVE = jax.jit(objective, static_argnames="execution")


@pytest.fixture
def paint(content, style):
    return functools.partial(transfer, content, style, weights=WEIGHTS, steps=40)


@pytest.mark.parametrize("precision", Precision)
def test_activations_alone_are_in_the_networks_precision(shallow, content, style, precision):
    execution = Execution(precision=precision)
    activations = FEATURES(shallow, content, layers=("relu1_2", "relu2_1"), execution=execution)
    expected = jnp.bfloat16 if precision is Precision.BFLOAT16 else jnp.float32
    assert {value.dtype for value in activations.values()} == {jnp.dtype(expected)}
    targets = TARGETS(shallow, content, style, like=WEIGHTS, execution=execution)
    terms = TERMS(shallow, content + 0.1, targets, execution=execution)
    assert {term.dtype for term in jax.tree.leaves((terms, targets.style))} == {jnp.dtype(jnp.float32)}
    value_of = functools.partial(objective, execution=execution)
    gradient = jax.jit(jax.grad(lambda image: value_of(image, shallow, targets, WEIGHTS)[0]))(content + 0.1)
    state = start_lane(content, lbfgs(), like=WEIGHTS).optimizer_state
    floats = [leaf for leaf in jax.tree.leaves((gradient, state)) if jnp.issubdtype(leaf.dtype, jnp.floating)]
    assert {leaf.dtype for leaf in floats} == {jnp.dtype(jnp.float32)}


def test_convolutions_ask_for_the_precision_named_and_gram_matrices_for_all_digits(shallow, content, style):
    execution = Execution(precision=Precision.TENSORFLOAT32)
    targets = TARGETS(shallow, content, style, like=WEIGHTS, execution=execution)
    value_of = functools.partial(objective, execution=execution)
    text = jax.jit(value_of).lower(content, shallow, targets, WEIGHTS).as_text()
    convolutions = [line for line in text.splitlines() if "stablehlo.convolution" in line]
    products = [line for line in text.splitlines() if "stablehlo.dot_general" in line]
    assert convolutions
    assert all("precision HIGH," in line or "precision HIGH>" in line for line in convolutions)
    assert products
    assert all("HIGHEST" in line for line in products)


def test_in_bfloat16_every_term_of_a_picture_is_within_two_percent(paint, shallow, content, style):
    executions = (Execution(), Execution(precision=Precision.BFLOAT16))
    for picture in (paint(network=shallow).image, content[::-1]):
        expected, terms = (
            TERMS(
                shallow,
                picture,
                TARGETS(shallow, content, style, like=WEIGHTS, execution=execution),
                execution=execution,
            )
            for execution in executions
        )
        np.testing.assert_allclose(jax.tree.leaves(terms), jax.tree.leaves(expected), rtol=0.02)


def test_a_picture_painted_in_bfloat16_is_as_good_as_one_in_float32_to_two_percent(paint, shallow, content, style):
    targets = TARGETS(shallow, content, style, like=WEIGHTS)

    def mean_objective(precision):
        starts = [noise_image(content.shape, seed=seed) for seed in range(20)]
        execution = Execution(precision=precision)
        images = [paint(network=shallow, execution=execution, init=start).image for start in starts]
        return np.mean([OBJECTIVE(image, shallow, targets, WEIGHTS)[0] for image in images])

    assert mean_objective(Precision.BFLOAT16) <= 1.02 * mean_objective(Precision.FLOAT32)


def test_another_word_is_refused(shallow):
    with pytest.raises(InputError, match=r"precision: 'float16' is unknown; choose one of float32"):
        with_precision(Execution(), "float16")
