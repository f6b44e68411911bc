"""Optimizers are equal when their settings are, and remain optax transformations."""

import jax.numpy as jnp
import numpy as np
import optax
import pytest

from stylejax.optimizers.first_order import adam, sgd
from stylejax.optimizers.frequencies import low_frequencies_first
from stylejax.optimizers.quasi_newton import lbfgs

MAKERS = {
    "lbfgs": lambda: lbfgs(memory=7, preconditioner=low_frequencies_first),
    "adam": lambda: adam(learning_rate=0.1),
    "sgd": lambda: sgd(learning_rate=0.1),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_optimizers_of_equal_settings_are_equal_and_hash_alike(make):
    assert make() is not make()
    assert (make(), hash(make())) == (make(), hash(make()))


def test_optimizers_of_other_settings_differ():
    assert len({lbfgs(), lbfgs(memory=7), adam(), adam(learning_rate=0.1), sgd(learning_rate=0.1)}) == 5


def test_settings_left_out_and_settings_at_their_defaults_are_the_same():
    assert lbfgs() == lbfgs(memory=20)
    assert adam(learning_rate=np.float32(0.5)) == adam(learning_rate=jnp.float32(0.5)) == adam(learning_rate=0.5)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_they_chain_with_others_and_are_told_the_value(make):
    chained = optax.chain(make(), optax.scale(0.5))
    assert isinstance(make(), optax.GradientTransformationExtraArgs)
    params = jnp.ones((4, 5, 3))
    moves, _ = chained.update(params, chained.init(params), params, value=jnp.float32(1))
    alone, _ = make().update(params, make().init(params), params, value=jnp.float32(1))
    np.testing.assert_allclose(moves, 0.5 * alone)


def test_an_unknown_setting_is_refused_when_it_is_given():
    with pytest.raises(TypeError, match="memories"):
        lbfgs(memories=3)
