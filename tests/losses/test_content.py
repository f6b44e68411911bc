"""Laws of the content term."""

import jax.numpy as jnp
import numpy as np

from miniatures import activations
from stylejax.losses.content import content_loss


def test_content_loss_is_zero_at_its_own_target():
    features = jnp.asarray(activations())
    assert content_loss(features, features) == 0


def test_content_loss_is_the_mean_squared_difference():
    features, target = activations(), activations(seed=1)
    loss = content_loss(jnp.asarray(features), jnp.asarray(target))
    np.testing.assert_allclose(loss, np.mean((features - target) ** 2), rtol=1e-5)
