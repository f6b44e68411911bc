"""What is timed: our own evaluations and steps, and those of torch where it is installed."""

import functools
import importlib.util
from collections.abc import Callable
from typing import Any

import jax

import stylejax
from stylejax.losses.blends import as_parts
from stylejax.networks.architectures.graph import needed_layers
from stylejax.networks.layers import Convolution
from stylejax.networks.networks import architecture_of
from stylejax.synthesis import Seen, compiled_step, compiled_targets

Runs = dict[str, Callable[[], Any]]
OURS, LITTLE = "stylejax", "stylejax in little memory"
EXECUTIONS = {
    OURS: stylejax.Execution(),
    LITTLE: stylejax.Execution(memory=stylejax.Memory.LITTLE),
}
PEERS = ("torch", "torch channels-last") if importlib.util.find_spec("torch") else ()


def contender(name: str, network_name: str, size: int) -> Runs:
    """An "evaluation" (value and gradient) and a "step" (with L-BFGS) on square pictures of noise, to be called."""
    network, weights = stylejax.load_network(network_name), stylejax.loss_weights()
    content, style, start = (stylejax.noise_image((size, size, 3), seed=seed) for seed in (0, 1, 2))
    if name in EXECUTIONS:
        ready = stylejax.prepared(network, layers=weights.layers)
        return _ours(ready, content, style, start, weights, EXECUTIONS[name])
    from . import torch_peer

    return torch_peer.runs(network, content, style, start, weights=weights, layout=torch_peer.FORMATS[name])


def _ours(
    network: stylejax.Network,
    content: jax.Array,
    style: jax.Array,
    start: jax.Array,
    weights: stylejax.Weights,
    execution: stylejax.Execution,
) -> Runs:
    optimizer = stylejax.optimizers.OPTIMIZERS["lbfgs"](**stylejax.optimizers.from_color_noise())
    targets = compiled_targets(execution)(network, Seen(content), as_parts(Seen(style)), like=weights)
    evaluate = functools.partial(stylejax.objective, execution=execution)
    bare = jax.jit(jax.value_and_grad(evaluate, has_aux=True))
    whole = compiled_step(optimizer, execution=execution)
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
    layers = needed_layers(architecture_of(network), weights.layers)
    convolutions = [layer.name for layer in layers if isinstance(layer.operation, Convolution)]
    shape = jax.ShapeDtypeStruct((size, size, 3), "float32")
    values = jax.eval_shape(functools.partial(stylejax.features, layers=convolutions), network, shape)
    kernels = {name: network.parameters[name]["kernel"] for name in convolutions}
    return sum(4 * values[name].size * kernels[name][..., 0].size for name in convolutions)
