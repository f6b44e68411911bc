"""The operations a network is made of: frozen records, called with their parameters and their inputs [h w c]."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import jax
import jax.numpy as jnp

from .convolution import convolve

LayerParameters = Mapping[str, jax.Array]


# What a layer does: `operation(parameters, *inputs)`, each input and the result `[h w c]`.
Operation = Callable[..., jax.Array]


@dataclass(frozen=True)
class Convolution:
    """Odd-sized cross-correlation that keeps the picture's size, plus a bias; `padding` is how the border is filled."""

    size: int
    padding: str

    def __call__(self, parameters: LayerParameters, /, image: jax.Array) -> jax.Array:
        return convolve(image, parameters["kernel"], padding=self.padding) + parameters["bias"][None, None, :]


@dataclass(frozen=True)
class Relu:
    """`max(x, 0)`, with derivative 0 at 0."""

    def __call__(self, parameters: LayerParameters, /, image: jax.Array) -> jax.Array:
        return jax.nn.relu(image)


def _quarters(image: jax.Array) -> list[jax.Array]:
    """The four corners of every 2x2 block, each `[h/2 w/2 c]`; an odd last row or column is left out."""
    height, width = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
    return [image[i:height:2, j:width:2] for i in (0, 1) for j in (0, 1)]


@dataclass(frozen=True)
class AveragePool:
    """Mean of every 2x2 block, stride 2."""

    def __call__(self, parameters: LayerParameters, /, image: jax.Array) -> jax.Array:
        a, b, c, d = _quarters(image)
        return (a + b + c + d) / 4


@dataclass(frozen=True)
class MaxPool:
    """Largest value of every 2x2 block, stride 2; equal values share the gradient."""

    def __call__(self, parameters: LayerParameters, /, image: jax.Array) -> jax.Array:
        a, b, c, d = _quarters(image)
        return jnp.maximum(jnp.maximum(a, b), jnp.maximum(c, d))
