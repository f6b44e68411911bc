"""Random pictures, and what a traced network computes."""

import jax
import jax.numpy as jnp
import numpy as np


def random_picture(height: int, width: int, *, seed: int = 0) -> jax.Array:
    return jnp.asarray(np.random.default_rng(seed).random((height, width, 3)), jnp.float32)


def convolutions_in(program: object) -> int:
    """How many convolutions a traced network computes; those of 1x1 are matrix products."""
    return sum(str(program).count(name) for name in ("conv_general_dilated[", "dot_general["))
