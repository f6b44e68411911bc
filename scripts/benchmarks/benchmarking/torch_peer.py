"""The same network, objective and optimizer in torch, for timing beside ours: what neural-style-pt runs."""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import torch  # pyrefly: ignore
import torch.nn.functional as nn  # pyrefly: ignore

import stylejax
from stylejax.networks.architectures.graph import needed_layers
from stylejax.networks.layers import Convolution, Relu
from stylejax.networks.networks import architecture_of
from stylejax.networks.pooling import AveragePool

FORMATS = {"torch": torch.contiguous_format, "torch channels-last": torch.channels_last}
PADDINGS = {"zero": "constant", "reflect": "reflect", "replicate": "replicate"}
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"

Objective = Callable[[torch.Tensor], torch.Tensor]


def tensor(array: Any) -> torch.Tensor:
    """The array on torch's device."""
    return torch.tensor(np.asarray(array), device=DEVICE)


def picture(array: jax.Array, layout: torch.memory_format) -> torch.Tensor:
    """`[h w c]` as torch has pictures, `[1 c h w]`."""
    return tensor(array).permute(2, 0, 1)[None].contiguous(memory_format=layout)


def gram(values: torch.Tensor) -> torch.Tensor:
    """As `stylejax.gram`, of `[1 c h w]`, in whichever order the values lie in memory."""
    flat = values.flatten(2)[0]
    return flat @ flat.T / flat.shape[1]


class Peer:
    """The network in torch, for VGG, with pictures in one of the `FORMATS`."""

    def __init__(self, network: stylejax.Network, layout: torch.memory_format) -> None:
        self.architecture, self.pixels, self.layout = architecture_of(network), network.pixels, layout
        self.parameters = {
            name: (tensor(layer["kernel"]).permute(3, 2, 0, 1).contiguous(memory_format=layout), tensor(layer["bias"]))
            for name, layer in network.parameters.items()
        }

    def features(self, image: torch.Tensor, wanted: list[str]) -> dict[str, torch.Tensor]:
        """Activations `[1 c h w]` of the wanted layers, of a picture `[1 3 h w]`."""
        ordered = image.flip(1) if self.pixels.channel_order == "BGR" else image
        mean, std = (image.new_tensor(numbers).view(1, 3, 1, 1) for numbers in (self.pixels.mean, self.pixels.std))
        values = {"image": (ordered * self.pixels.scale - mean) / std}
        for layer in needed_layers(self.architecture, wanted):
            values[layer.name] = self._apply(layer, values[layer.sources[0]])
        return {layer: values[layer] for layer in wanted}

    def _apply(self, layer: stylejax.Layer, values: torch.Tensor) -> torch.Tensor:
        if isinstance(layer.operation, Convolution):
            margin, mode = layer.operation.margin, PADDINGS[layer.operation.padding]
            if mode == "constant":
                return nn.conv2d(values, *self.parameters[layer.name], padding=margin)
            return nn.conv2d(nn.pad(values, [margin] * 4, mode=mode), *self.parameters[layer.name])
        if isinstance(layer.operation, Relu):
            return nn.relu(values)
        return (nn.avg_pool2d if isinstance(layer.operation, AveragePool) else nn.max_pool2d)(values, 2)

    def objective(self, content: jax.Array, style: jax.Array, weights: stylejax.Weights) -> Objective:
        """Our objective, without total variation, as a function that torch differentiates."""
        with torch.no_grad():
            contents = self.features(picture(content, self.layout), list(weights.content))
            grams = {
                name: gram(values)
                for name, values in self.features(picture(style, self.layout), list(weights.style)).items()
            }

        def measured(image: torch.Tensor) -> torch.Tensor:
            values, total = self.features(image, list({**contents, **grams})), image.new_zeros(())
            for name, target in contents.items():
                total = total + float(weights.content[name]) * (values[name] - target).square().mean()
            for name, target in grams.items():
                total = total + float(weights.style[name]) * (gram(values[name]) - target).square().mean()
            return total

        return measured


def runs(
    network: stylejax.Network,
    content: jax.Array,
    style: jax.Array,
    start: jax.Array,
    *,
    weights: stylejax.Weights,
    layout: torch.memory_format,
) -> dict[str, Callable[[], float]]:
    """A value-and-gradient and a whole step of L-BFGS."""
    objective = Peer(network, layout).objective(content, style, weights)
    bare, painted = (picture(start, torch.contiguous_format).clone().requires_grad_() for _ in range(2))
    # neural-style-pt's own settings (neural_style.py, setup_optimizer); one iteration a call is one evaluation
    optimizer = torch.optim.LBFGS([painted], max_iter=1, history_size=100, tolerance_change=-1, tolerance_grad=-1)

    def evaluate(image: torch.Tensor) -> torch.Tensor:
        image.grad = None
        value = objective(image.contiguous(memory_format=layout))
        value.backward()
        return value.detach()

    return {
        "evaluation": lambda: evaluate(bare).item(),
        "step": lambda: float(optimizer.step(lambda: evaluate(painted))),
    }
