"""Six problems without pictures: a function of a tree of parameters, where it starts, and its least value if known."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np


class Problem(NamedTuple):
    """What is minimized, from where; `least` is its least value, None where a long run has to find it."""

    value: Callable[[Any], jax.Array]
    start: Any
    least: float | None


def rosenbrock(dimensions: int) -> Problem:
    """`sum 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2`, from -1.2, 1, -1.2, ... (Rosenbrock 1960)."""

    def value(x: jax.Array) -> jax.Array:
        return jnp.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)

    return Problem(value, jnp.asarray(np.resize([-1.2, 1.0], dimensions)), 0.0)


def quadratic(dimensions: int, condition: float) -> Problem:
    """`x^T A x / 2` in random axes, with eigenvalues from 1 to the condition number, evenly in their logarithm."""
    random = np.random.default_rng(0)
    axes = np.linalg.qr(random.normal(size=(dimensions, dimensions)))[0]
    matrix = jnp.asarray(axes * np.geomspace(1, condition, dimensions) @ axes.T)
    return Problem(lambda x: x @ matrix @ x / 2, jnp.asarray(random.normal(size=dimensions)), 0.0)


def logistic_regression(examples: int, features: int) -> Problem:
    """`mean log(1 + e^{-y (w.x + b)}) + 1e-4 |w|^2`, on noisy labels of features of very unlike size."""
    random = np.random.default_rng(1)
    inputs = random.normal(size=(examples, features)) * np.geomspace(0.1, 10, features)
    labels = np.sign(
        inputs @ (random.normal(size=features) / np.geomspace(0.1, 10, features)) + random.normal(size=examples)
    )
    inputs, labels = jnp.asarray(inputs), jnp.asarray(labels)

    def value(at: Any) -> jax.Array:
        margins = labels * (inputs @ at["weights"] + at["bias"])
        return jnp.mean(jax.nn.softplus(-margins)) + 1e-4 * jnp.sum(at["weights"] ** 2)

    return Problem(value, {"weights": jnp.zeros(features), "bias": jnp.zeros(())}, None)


def small_net(examples: int, hidden: int) -> Problem:
    """The mean squared error of a net of one hidden layer, tanh, that has more weights than there are examples."""
    random = np.random.default_rng(2)
    inputs = jnp.asarray(np.linspace(-2, 2, examples)[:, None])
    wanted = jnp.sin(3 * inputs)
    first, second = random.normal(size=(1, hidden)), random.normal(size=(hidden, 1)) / hidden**0.5
    start = {"first": (first, random.normal(size=hidden)), "second": (second, np.zeros(1))}

    def value(at: Any) -> jax.Array:
        (first, bias), (second, shift) = at["first"], at["second"]
        return jnp.mean((jnp.tanh(inputs @ first + bias[None]) @ second + shift[None] - wanted) ** 2)

    return Problem(value, jax.tree.map(jnp.asarray, start), 0.0)


def gram_matching(positions: int, channels: int) -> Problem:
    """`mean (F^T F / n - A)^2` for features `F [n c]`: a style loss without a network."""
    random = np.random.default_rng(3)
    mixed = random.normal(size=(positions, channels)) @ random.normal(size=(channels, channels))
    target = jnp.asarray(mixed.T @ mixed / positions)

    def value(features: jax.Array) -> jax.Array:
        return jnp.mean((features.T @ features / positions - target) ** 2)

    return Problem(value, jnp.asarray(random.normal(size=(positions, channels))), 0.0)


def problems() -> dict[str, Problem]:
    """All six by name, in the precision that JAX is set to."""
    return {
        "Rosenbrock, 2": rosenbrock(2),
        "Rosenbrock, 100": rosenbrock(100),
        "quadratic, 200, condition 1e4": quadratic(200, 1e4),
        "logistic regression, 51": logistic_regression(500, 50),
        "small net, 97": small_net(24, 32),
        "Gram matrix, 4096": gram_matching(256, 16),
    }
