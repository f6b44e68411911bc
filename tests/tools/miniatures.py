"""Random pictures, and what a traced network computes."""

import functools
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np


def random_picture(height: int, width: int, *, seed: int = 0) -> jax.Array:
    return jnp.asarray(np.random.default_rng(seed).random((height, width, 3)), jnp.float32)


def activations(height: int = 5, width: int = 7, channels: int = 4, *, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(height, width, channels)).astype(np.float32)


@functools.partial(jax.jit, static_argnums=0)
def derivatives(function: Callable, image: jax.Array, back: jax.Array, along: jax.Array) -> tuple[jax.Array, ...]:
    """A function's value, `back` pulled back through it, and how it changes when the picture goes `along`."""
    value, pull = jax.vjp(function, image)
    return value, pull(back)[0], jax.jvp(function, (image,), (along,))[1]


def convolutions_in(program: object) -> int:
    """How many convolutions a traced network computes; those of 1x1 are matrix products."""
    return sum(str(program).count(name) for name in ("conv_general_dilated[", "dot_general["))
