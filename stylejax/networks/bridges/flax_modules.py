"""A network as a module of `flax.nnx`."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import jax
from flax import nnx
from jax.typing import ArrayLike

from ...errors import InputError
from ..networks import Network, check_layers, features
from .flax_graphs import FlaxGraph


class NetworkModule(nnx.Module):
    """A network whose parameters are `nnx.Param`s, to be trained; called with a picture, it gives its activations.

    Attributes:
        parameters: the network's tree, a `nnx.Param` for each array.
        layers: the layers whose activations it gives.
    """

    def __init__(self, network: Network, layers: Sequence[str]) -> None:
        self.parameters = nnx.data(jax.tree.map(nnx.Param, network.parameters))
        self.layers = tuple(layers)
        self.rest = nnx.static(dataclasses.replace(network, parameters=None))

    def __call__(self, image: ArrayLike) -> dict[str, jax.Array]:
        """Activations `[h w c]` by layer of one picture `[h w 3]`, sRGB in [0, 1]; for several use `jax.vmap`."""
        return features(self.network, image, self.layers)

    @property
    def network(self) -> Network:
        """The network with the parameters as they are now: to paint with, to save, to differentiate."""
        return dataclasses.replace(self.rest, parameters=arrays_in(self.parameters))


def to_flax(network: Network, *, layers: Sequence[str] | None = None) -> NetworkModule:
    """The network as a module of `flax.nnx`: `module(image)` is `features` of a picture `[h w 3]`, to the last bit.

    Each array of its parameters is a `nnx.Param` at its place, `module.parameters["conv1_1"]["kernel"]`, so that
    `nnx.grad`, `nnx.Optimizer` and checkpoints find them; `module.network` is the network that they make. It gives the
    layers that are named, or all that the network has. Raises InputError for a layer that the network lacks, and for a
    network that is prepared, which has no gradients for its kernels, or a flax module already.

    Args:
        network: of known or of unknown layers.
        layers: those that the module gives.

    Returns:
        A module of `flax.nnx`.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> module = stylejax.networks.to_flax(stylejax.load_network("compact"), layers=("relu1_1",))
        >>> module(jnp.zeros((16, 20, 3)))["relu1_1"].shape
        (16, 20, 64)
    """
    check_layers(network, layers or ())
    if isinstance(network.architecture, FlaxGraph):
        raise InputError(f"network: {network.card.name} is a flax module already; train that")
    check_plain_kernels(network)
    return NetworkModule(network, network.architecture.layer_names() if layers is None else layers)


def arrays_in(tree: Any) -> Any:
    """The tree with arrays in place of flax's variables."""
    return jax.tree.map(lambda leaf: leaf.get_value() if _is_variable(leaf) else leaf, tree, is_leaf=_is_variable)


def _is_variable(leaf: Any) -> bool:
    return isinstance(leaf, nnx.Variable)


def check_plain_kernels(network: Network) -> None:
    """Raise InputError for a network that is prepared, whose kernels are other numbers than in files and modules."""
    names = {str(getattr(key, "key", key)) for path, _ in jax.tree.leaves_with_path(network.parameters) for key in path}
    if "transformed" in names:
        raise InputError(f"network: {network.card.name} has transformed kernels; give it as it was before `prepared`")
