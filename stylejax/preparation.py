"""A network made ready to paint on the backend at hand."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np

from .architectures import layers_of
from .layers import Convolution, LayerParameters
from .networks import Network
from .winograd import transformed_kernel


def prepared(network: Network) -> Network:
    """The same network with all that can be computed once before painting: on a CPU, kernels transformed for Winograd.

    Its features are the same up to rounding (1e-5), and so are gradients for the picture; for its parameters there are
    none. On other backends the compiler has better convolutions of its own, and in bfloat16 the transforms would cost
    digits that it does not have: there the network is returned as it is.
    """
    if jax.default_backend() != "cpu" or network.precision == "bfloat16":
        return network
    operations = {layer.name: layer.operation for layer in layers_of(network.architecture)}
    parameters = {name: _prepared_layer(operations.get(name), layer) for name, layer in network.parameters.items()}
    return dataclasses.replace(network, parameters=parameters)


def _prepared_layer(operation: object, layer: LayerParameters) -> LayerParameters:
    tiling = operation.tiling(layer["kernel"]) if isinstance(operation, Convolution) else None
    if tiling is None or "transformed" in layer:
        return layer
    transformed = transformed_kernel(np.asarray(layer["kernel"]), tiling.size)
    return {**layer, "transformed": jnp.asarray(transformed)}
