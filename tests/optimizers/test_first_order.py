"""Adam and gradient descent are the textbook's."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from stylejax.optimizers.first_order import adam, sgd

START = np.array([1.0, -2.0, 0.5])
CURVATURE = np.array([1.0, 3.0, 10.0])


def path(optimizer, steps=5):
    point, points = jnp.asarray(START, jnp.float32), []
    state, update = optimizer.init(point), jax.jit(optimizer.update)
    for _ in range(steps):
        updates, state = update(jnp.asarray(CURVATURE, jnp.float32) * point, state, point, value=jnp.float32(0))
        point = optax.apply_updates(point, updates)
        points.append(point)
    return np.array(points)


def test_adam_is_algorithm_1_of_kingma_and_ba():
    x, m, v, expected = START, 0.0, 0.0, []
    for t in range(1, 6):
        gradient = CURVATURE * x
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        x = x - 0.02 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        expected.append(x)
    np.testing.assert_allclose(path(adam(learning_rate=0.02)), expected, rtol=1e-4)


@pytest.mark.parametrize(("momentum", "dampening"), [(0.0, 0.0), (0.9, 0.0), (0.9, 0.9), (0.5, 0.25)])
def test_sgd_is_momentum_with_dampening_that_spares_the_first_step(momentum, dampening):
    x, velocity, expected = START, CURVATURE * START, []
    for step in range(5):
        if step:
            velocity = momentum * velocity + (1 - dampening) * CURVATURE * x
        x = x - 0.01 * velocity
        expected.append(x)
    ours = path(sgd(learning_rate=0.01, momentum=momentum, dampening=dampening))
    np.testing.assert_allclose(ours, expected, rtol=1e-4)
