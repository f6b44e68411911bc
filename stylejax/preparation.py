"""A network made ready to paint on the backend at hand."""

import dataclasses
from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np

from .architectures import layers_of, needed_layers
from .layers import Convolution, LayerParameters
from .networks import Network
from .winograd import transformed_kernel


def prepared(network: Network, *, layers: Sequence[str] | None = None) -> Network:
    """The same network with all that can be computed once before painting: on a CPU, kernels transformed for Winograd.

    Its features are the same up to rounding (1e-5), and so are gradients for the picture; for its parameters there are
    none. Where `layers` are named, the parameters that they do not need are left out. On other backends the compiler
    has better convolutions of its own, and in bfloat16 the transforms would cost digits that it does not have: there
    nothing is transformed. Raises InputError for a layer that the network lacks.
    """
    known = layers_of(network.architecture) if layers is None else needed_layers(network.architecture, layers)
    operations = {layer.name: layer.operation for layer in known}
    kept = {name: layer for name, layer in network.parameters.items() if layers is None or name in operations}
    if jax.default_backend() == "cpu" and network.precision != "bfloat16":
        kept = {name: _prepared_layer(operations.get(name), layer) for name, layer in kept.items()}
    return dataclasses.replace(network, parameters=kept)


def _prepared_layer(operation: object, layer: LayerParameters) -> LayerParameters:
    """The kernel transformed where tiles are faster than the direct form; else, and once transformed, as it is."""
    size = operation.tiling(layer["kernel"]) if isinstance(operation, Convolution) and "kernel" in layer else None
    if size is None:
        return layer
    return {"transformed": jnp.asarray(transformed_kernel(np.asarray(layer["kernel"]), size)), "bias": layer["bias"]}
