"""Laws of what keeps a texture from being its original again."""

import jax
import jax.numpy as jnp
import numpy as np

from stylejax.losses import Diversity, compared, kept


def values(seed):
    return jnp.asarray(np.random.default_rng(seed).normal(size=(200, 1, 6)), jnp.float32)


def test_the_original_shifted_is_as_little_diverse_as_the_original():
    loss, original = Diversity(), values(0)
    target = kept(loss, original)
    np.testing.assert_allclose(compared(loss, original, target), 1, rtol=1e-3)
    np.testing.assert_allclose(compared(loss, jnp.roll(original, 70, 0), target), 1, rtol=1e-3)
    assert compared(loss, values(1), target) < 0.3


def test_silence_has_a_value_and_a_gradient():
    loss = Diversity()
    value, gradient = jax.value_and_grad(lambda each: compared(loss, each, kept(loss, values(0))))(
        jnp.zeros((50, 1, 6))
    )
    assert bool(jnp.isfinite(value))
    assert bool(jnp.isfinite(gradient).all())
