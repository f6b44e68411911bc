"""What is timed: our own evaluations and steps, and those of torch where it is installed."""

import functools
import importlib.util
from collections.abc import Callable
from typing import Any

import jax

import stylejax
from stylejax.networks.architectures.graph import needed_layers
from stylejax.networks.layers import Convolution
from stylejax.synthesis import transfers

Runs = dict[str, Callable[[], Any]]
OURS, LITTLE = "stylejax", "stylejax in little memory"
MEMORIES = {OURS: "plenty", LITTLE: "little"}
PEERS = ("torch", "torch channels-last") if importlib.util.find_spec("torch") else ()


def contender(name: str, network_name: str, size: int) -> Runs:
    """An "evaluation" (value and gradient) and a "step" (with L-BFGS) on square pictures of noise, to be called."""
    network, weights = stylejax.load_network(network_name), stylejax.loss_weights()
    content, style, start = (stylejax.noise_image((size, size, 3), seed=seed) for seed in (0, 1, 2))
    if name in MEMORIES:
        ready = stylejax.prepared(network, layers=weights.layers)
        ready = stylejax.with_memory(ready, MEMORIES[name])
        return _ours(ready, content, style, start, weights)
    from . import torch_peer

    return torch_peer.runs(network, content, style, start, weights=weights, layout=torch_peer.FORMATS[name])


def _ours(
    network: stylejax.Network, content: jax.Array, style: jax.Array, start: jax.Array, weights: stylejax.Weights
) -> Runs:
    optimizer = transfers.DEFAULT_OPTIMIZER
    targets = transfers.compiled_targets(network, content, style, like=weights)
    bare = jax.jit(jax.value_and_grad(stylejax.objective, has_aux=True))
    whole = transfers.compiled_step(optimizer)
    lane = stylejax.start_lane(start, optimizer, like=weights)

    def step() -> jax.Array:
        nonlocal lane
        lane, value = whole(lane, network=network, targets=targets, weights=weights)
        return value

    return {
        "evaluation": lambda: jax.block_until_ready(bare(start, network, targets, weights)),
        "step": lambda: jax.block_until_ready(step()),
    }


def operations(network_name: str, size: int) -> int:
    """Floating-point operations of a value-and-gradient: multiplications and additions of plain convolutions, twice."""
    network, weights = stylejax.load_network(network_name), stylejax.loss_weights()
    layers = needed_layers(network.architecture, weights.layers)
    convolutions = [layer.name for layer in layers if isinstance(layer.operation, Convolution)]
    shape = jax.ShapeDtypeStruct((size, size, 3), "float32")
    values = jax.eval_shape(functools.partial(stylejax.features, layers=convolutions), network, shape)
    kernels = {name: network.parameters[name]["kernel"] for name in convolutions}
    return sum(4 * values[name].size * kernels[name][..., 0].size for name in convolutions)
