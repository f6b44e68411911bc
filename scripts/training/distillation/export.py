"""From a trained state to a network of the library, and its errors on held-out pictures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from stylejax.losses.style.gram_matrices import gram
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.networks import Card, Network, Pixels, features

from .student import DEVIATION, MEAN, fold

PLACES = ("1_1", "2_1", "3_1", "4_1", "4_2", "5_1")
LAYERS = tuple(f"relu{place}" for place in PLACES)


def to_network(parameters: Any, moments: Any, statistics: Any, card: Card) -> Network:
    """The plain network: normalization folded into kernels and biases, heads under the layers' own names."""
    plain = {}
    for name, layer in fold(parameters, moments, statistics).items():
        if name.startswith("head"):
            kernel = layer["kernel"]
            plain[f"conv{name[4:]}"] = {**layer, "kernel": kernel.reshape(1, 1, *kernel.shape[-2:])}
        else:
            plain[f"narrow_{name}" if name[4:] in PLACES else name] = layer
    pixels = Pixels(mean=(MEAN,) * 3, std=(DEVIATION,) * 3)
    return Network(plain, Architecture("vgg19", "max", "reflect", PLACES, "5_1"), pixels, card)


def held_out_errors(
    network: Network, answers: Callable[[jax.Array], Mapping[str, jax.Array]], pictures: Sequence[np.ndarray]
) -> np.ndarray:
    """Mean over pictures of each layer's errors `[6 2]`: features over variance, and Gram matrices, relative."""
    return np.mean([_errors(network, answers(jnp.asarray(picture)), jnp.asarray(picture)) for picture in pictures], 0)


@jax.jit
def _errors(network: Network, answers: Mapping[str, jax.Array], picture: jax.Array) -> jax.Array:
    ours = features(network, picture, LAYERS)
    return jnp.stack([layer_errors(ours[layer], answers[layer]) for layer in LAYERS])


def layer_errors(ours: jax.Array, theirs: jax.Array) -> jax.Array:
    """Squared error over variance of features `[h w c]`, and relative Frobenius error of their Gram matrices, `[2]`."""
    variance = jnp.square(theirs - theirs.mean((0, 1))).sum()
    error, right = jnp.square(ours - theirs).sum() / variance, gram(theirs)
    return jnp.stack([error, jnp.linalg.norm(gram(ours) - right) / jnp.linalg.norm(right)])
