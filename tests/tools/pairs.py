"""Networks that want torchvision's pixels, and networks that want Caffe's."""

import dataclasses

from stylejax.networks.networks import Network, random_network
from stylejax.weights.library import sources

CAFFE_PIXELS, TORCH_PIXELS = (sources()[name].pixels for name in ("vgg19", "vgg19-torchvision"))


def torch_like(seed: int = 0, architecture: str = "vgg19") -> Network:
    """Random kernels whose activations stay near 1 where pixels have a standard deviation near 1."""
    return dataclasses.replace(random_network(architecture, seed=seed, width=1 / 16), pixels=TORCH_PIXELS)


def caffe_like(seed: int = 0, architecture: str = "vgg19") -> Network:
    """The same for pixels up to 255: the first kernel is as much smaller."""
    made = random_network(architecture, seed=seed, width=1 / 16)
    first = {"kernel": made.parameters["conv1_1"]["kernel"] / 57, "bias": made.parameters["conv1_1"]["bias"]}
    return dataclasses.replace(made, parameters={**made.parameters, "conv1_1": first}, pixels=CAFFE_PIXELS)
