"""What the tests share: miniature networks and pictures, and jax set to refuse silent broadcasting."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from stylejax.architectures import Architecture
from stylejax.networks import Network, random_network

jax.config.update("jax_numpy_rank_promotion", "raise")


def random_picture(height: int, width: int, *, seed: int = 0) -> jax.Array:
    return jnp.asarray(np.random.default_rng(seed).random((height, width, 3)), jnp.float32)


@pytest.fixture(scope="session")
def miniature() -> Network:
    return random_network("vgg19", seed=0, width=1 / 16)


@pytest.fixture(scope="session")
def shallow() -> Network:
    """The first three convolutions only: compiles in a fraction of the time."""
    return random_network(Architecture("vgg19", last="2_1"), seed=0, width=1 / 16)


@pytest.fixture(scope="session")
def content() -> jax.Array:
    return random_picture(20, 24, seed=1)


@pytest.fixture(scope="session")
def style() -> jax.Array:
    return random_picture(17, 19, seed=2)
