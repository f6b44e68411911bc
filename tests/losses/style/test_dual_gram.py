"""Laws of the dual form of the Gram matrix's loss."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.losses import DualGram, Gram, Place, compared, gram_for, kept

SHAPES = {"as many positions": (9, 9), "fewer than the style": (5, 12), "more": (12, 5)}


def activations(positions, seed):
    return jnp.asarray(np.random.default_rng(seed).random((positions, 1, 40)), jnp.float32)


@pytest.mark.parametrize("positions", SHAPES.values(), ids=SHAPES)
def test_value_and_gradient_are_those_of_gram_matrices(positions):
    features, style = (activations(count, seed) for seed, count in enumerate(positions))
    found = [
        jax.value_and_grad(lambda values, loss=loss: compared(loss, values, kept(loss, style)))(features)
        for loss in (Gram(), DualGram())
    ]
    np.testing.assert_allclose(found[1][0], found[0][0], rtol=1e-5)
    np.testing.assert_allclose(found[1][1], found[0][1], atol=1e-5 * float(jnp.abs(found[0][1]).max()))


def test_positions_have_weights_as_in_gram_matrices():
    features, style = activations(9, 0), activations(5, 1)
    weight = jnp.linspace(0.0, 1.0, 9)[:, None]
    place = Place((9, 1), weight=weight)
    gram, dual = (loss.value(loss.sums(features, None, place), kept(loss, style)) for loss in (Gram(), DualGram()))
    np.testing.assert_allclose(dual, gram, rtol=1e-5)


def test_the_dual_form_is_chosen_where_there_are_more_than_twice_as_many_channels_as_positions():
    assert gram_for(channels=4096, positions=420) == DualGram()
    assert gram_for(channels=840, positions=420) == Gram()
