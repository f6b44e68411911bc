"""Random networks and pictures on which the artists' losses are neither flat nor beyond all bounds."""

import jax
import numpy as np

from stylejax.networks.networks import Network, random_network

from .networks import GOOGLENET, NIN, VGG16, Parameters
from .recipes import RECIPES

# Large enough that something is left at the last layer anyone looks at; no multiples, so that floor is not ceil.
SIZES = {"googlenet": (64, 80), "nin": (96, 112), "vgg16": (36, 44), "vgg19": (36, 44)}


def network_of(name: str) -> str:
    """The artist's network by its name in the library."""
    named = {"googlenet": GOOGLENET, "nin": NIN, "vgg16": VGG16}
    return next((key for key, nodes in named.items() if nodes == RECIPES[name].network), "vgg19")


def trial_parameters(network: str, *, seed: int = 0, first: float = 0.01) -> Parameters:
    """Kernels and nonzero biases of a network 1/16 wide; the first kernel is times `first`, for pixels around 100."""
    made: Network = random_network(network, seed=seed, width=1 / 16)
    generator = np.random.default_rng(seed)
    tensors = jax.tree.map(lambda array: np.asarray(array, np.float64), dict(made.parameters))
    return {
        name: {
            "kernel": each["kernel"] * (first if name in ("conv1_1", "conv1/7x7_s2", "conv1") else 1),
            "bias": generator.normal(scale=0.1, size=each["bias"].shape),
        }
        for name, each in tensors.items()
    }


def trial_pictures(network: str, count: int = 3, *, seed: int = 1) -> list[np.ndarray]:
    """Pictures `[h w 3]` of uniform noise in [-100, 100]."""
    return list(np.random.default_rng(seed).uniform(-100, 100, (count, *SIZES[network], 3)))
