"""The teacher: networks read with the library, one for the lower layers and one for the upper."""

import dataclasses
from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp
import numpy as np

from stylejax.networks.networks import Network, features

LOWER = ("relu1_1", "relu2_1", "relu3_1")
UPPER = ("relu4_1", "relu4_2", "relu5_1")
WEAK = (
    0.02  # of the mean of the live channels; a channel below it is not scaled up beyond that, or it would be all noise
)

Features = Callable[[jax.Array], dict[str, jax.Array]]


def make_teacher(lower: Network, upper: Network) -> Features:
    """A function from one picture `[h w 3]` to the six layers' features `{layer: [h w c]}`."""
    return lambda image: features(lower, image, LOWER) | features(upper, image, UPPER)


def normalize_content_layer(network: Network, pictures: Sequence[np.ndarray]) -> Network:
    """The same network, its `relu4_2` scaled channel by channel to mean activation 1 over `pictures`.

    As ReLU commutes with positive factors, the next convolution takes them back: all other layers stay as they were.
    A silent channel stays silent.
    """
    channels = [
        np.asarray(features(network, jnp.asarray(each), ["relu4_2"])["relu4_2"]).mean((0, 1)) for each in pictures
    ]
    mean = np.mean(channels, 0)
    live = mean[mean > 0].mean()
    scale = np.where(mean > 0, 1 / np.maximum(mean, WEAK * live), 1).astype(np.float32)
    old = network.parameters
    new = {
        "conv4_2": {tensor: array * scale for tensor, array in old["conv4_2"].items()},
        "conv4_3": {**old["conv4_3"], "kernel": old["conv4_3"]["kernel"] / scale[:, None]},
    }
    return dataclasses.replace(network, parameters={**old, **new})
