"""A network made ready to paint on the backend at hand."""

import dataclasses
from collections.abc import Sequence

import jax
import jax.numpy as jnp
import numpy as np

from .architectures.graph import Architecture, layers_of, needed_layers
from .layers import Convolution, LayerParameters
from .networks import DEFAULT_EXECUTION, Execution, Network, Precision, check_layers
from .winograd import transformed_kernel


def prepared(
    network: Network, *, layers: Sequence[str] | None = None, execution: Execution = DEFAULT_EXECUTION
) -> Network:
    """The same network with all that can be computed once before painting: on a CPU, kernels transformed for Winograd.

    Its features are the same up to rounding (1e-5), and so are their derivatives for the picture, of every mode and
    order. Of the network as it was loaded alone there are gradients for parameters. Where `layers` are named, all that
    they do not need is left out: other layers' parameters, and kernels that are transformed. On other backends the
    compiler has better convolutions of its own, and in bfloat16 the transforms would cost digits that it does not have:
    there nothing is transformed, nor of a network whose layers are not known. Raises InputError for a layer that the
    network lacks.

    Args:
        network: as it was loaded.
        layers: those that will be asked for.
        execution: how the network will be computed.

    Returns:
        A network that is faster to paint with.

    Example:
        >>> import stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> sorted(stylejax.prepared(network, layers=("relu1_2",)).parameters)
        ['conv1_1', 'conv1_2']
    """
    check_layers(network, layers or ())
    if not isinstance(network.architecture, Architecture):
        return network
    known = layers_of(network.architecture) if layers is None else needed_layers(network.architecture, layers)
    operations, parameters = {layer.name: layer.operation for layer in known}, network.parameters
    if jax.default_backend() == "cpu" and execution.precision is not Precision.BFLOAT16:
        parameters = {name: _prepared_layer(operations.get(name), layer) for name, layer in parameters.items()}
    if layers is not None:
        parameters = {name: _without_spare_kernel(layer) for name, layer in parameters.items() if name in operations}
    return dataclasses.replace(network, parameters=parameters)


def with_plain_kernels(network: Network) -> Network:
    """The same network without the transformed kernels of layers whose plain ones are at hand."""
    if not isinstance(network.architecture, Architecture):
        return network
    parameters = {name: _without_spare_transform(layer) for name, layer in network.parameters.items()}
    return dataclasses.replace(network, parameters=parameters)


def _without_spare_transform(layer: LayerParameters) -> LayerParameters:
    return {name: array for name, array in layer.items() if name != "transformed" or "kernel" not in layer}


def _prepared_layer(operation: object, layer: LayerParameters) -> LayerParameters:
    """With the transformed kernel where tiles are faster than the direct form and it is not there yet."""
    size = operation.tiling(layer["kernel"]) if isinstance(operation, Convolution) and "kernel" in layer else None
    if size is None or "transformed" in layer:
        return layer
    return {**layer, "transformed": jnp.asarray(transformed_kernel(np.asarray(layer["kernel"]), size))}


def _without_spare_kernel(layer: LayerParameters) -> LayerParameters:
    return {name: array for name, array in layer.items() if name != "kernel" or "transformed" not in layer}
