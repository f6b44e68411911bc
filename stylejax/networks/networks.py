"""A network as data, and the pure function that runs it on one picture."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ..errors import InputError
from .architectures.graph import Architecture, layers_of, needed_layers
from .layers import Convolution, Layer, LayerParameters, channels_read

Parameters = Mapping[str, LayerParameters]

# How the network's sums are computed, by the words of `jax.default_matmul_precision`. TensorFloat-32 has the exponents
# of float32 and 10 bits of mantissa (on CPU it is float32), bfloat16 has 7; neither overflows where float16 does.
PRECISIONS = ("float32", "tensorfloat32", "bfloat16")

# How much memory an objective takes for its gradient: that of all activations, or of a few strips of rows.
MEMORIES = ("plenty", "little")


@dataclass(frozen=True)
class Pixels:
    """How a network wants its pixels: `(image * scale - mean) / std`, in its channel order, from sRGB in [0, 1].

    `mean` and `std` are given in the network's own channel order and in units of `scale` (255 for Caffe's networks).
    """

    channel_order: str = "RGB"
    scale: float = 1.0
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Card:
    """Where a network comes from: what to print beside its pictures."""

    name: str
    sha256: str = ""
    source: str = ""
    source_sha256: str = ""
    license: str = ""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Network:
    """A frozen convolutional network: parameters as arrays (kernels `[k k c d]`), all else as static data.

    `parameters` maps the name of a convolution to its "kernel" and "bias"; `precision` is one of `PRECISIONS`, `memory`
    one of `MEMORIES`.
    """

    parameters: Parameters
    architecture: Architecture = dataclasses.field(metadata={"static": True})
    pixels: Pixels = dataclasses.field(default=Pixels(), metadata={"static": True})
    card: Card = dataclasses.field(default=Card("unnamed"), metadata={"static": True})
    precision: str = dataclasses.field(default="float32", metadata={"static": True})
    memory: str = dataclasses.field(default="plenty", metadata={"static": True})


def normalize(pixels: Pixels, image: jax.Array) -> jax.Array:
    """The picture `[h w 3]`, sRGB in [0, 1], as the network wants it."""
    ordered = image[..., ::-1] if pixels.channel_order == "BGR" else image
    mean, std = (jnp.array([[numbers]], image.dtype) for numbers in (pixels.mean, pixels.std))
    return (ordered * pixels.scale - mean) / std


def features(network: Network, image: jax.Array, layers: Sequence[str]) -> dict[str, jax.Array]:
    """Activations of the named layers for one picture `[h w 3]` in [0, 1]: `{layer: [h w c]}`.

    Nothing beyond what the named layers depend on is computed, in the network's precision. Raises InputError for a
    layer that the network lacks, and for a picture so small that nothing of it is left at one.
    """
    parameters, pixels = network_inputs(network, image)
    with jax.default_matmul_precision(network.precision):
        values = apply_layers(needed_layers(network.architecture, layers), parameters, {"image": pixels})
    return {layer: values[layer] for layer in layers}


def network_inputs(network: Network, image: jax.Array) -> tuple[Parameters, jax.Array]:
    """The parameters, and the picture `[h w 3]` in [0, 1] as its first layer reads it, in the network's precision."""
    return _in_precision(network, (network.parameters, normalize(network.pixels, image)))


def apply_layers(
    layers: Sequence[Layer], parameters: Parameters, values: Mapping[str, jax.Array]
) -> dict[str, jax.Array]:
    """The values `[h w c]` by name, and those that the layers, in order, make of them. InputError for an empty one."""
    values, shape = dict(values), next(iter(values.values())).shape
    for layer in layers:
        inputs = (values[source] for source in layer.sources)
        values[layer.name] = layer.operation(parameters.get(layer.name, {}), *inputs)
        if not values[layer.name].size:
            raise InputError(f"image: shape {shape} leaves nothing at layer {layer.name}; take a larger picture")
    return values


def _in_precision(network: Network, arrays: Any) -> Any:
    """The arrays as the network computes with them."""
    halved = network.precision == "bfloat16"
    return jax.tree.map(lambda array: array.astype(jnp.bfloat16), arrays) if halved else arrays


def with_precision(network: Network, precision: str) -> Network:
    """The same network computing in another precision: "float32", "tensorfloat32" or "bfloat16".

    In bfloat16 activations take half the memory, and accelerators are faster in both of the coarser ones; on CPU
    TensorFloat-32 is float32. Gram matrices, losses and optimizer stay float32. Raises InputError for another word.
    """
    if precision not in PRECISIONS:
        raise InputError(f"precision: {precision!r} is unknown; choose one of {', '.join(PRECISIONS)}")
    return network if precision == network.precision else dataclasses.replace(network, precision=precision)


def with_memory(network: Network, memory: str) -> Network:
    """The same network painting in "plenty" of memory, or in "little": 0.7 of it, and 1.2 times as slow, at 1024 px.

    In little memory large activations are computed in strips, and again for the gradient; small pictures are painted as
    in plenty (docs/performance.md).
    `features` returns whole activations either way. Raises InputError for another word.
    """
    if memory not in MEMORIES:
        raise InputError(f"memory: {memory!r} is unknown; choose one of {', '.join(MEMORIES)}")
    return network if memory == network.memory else dataclasses.replace(network, memory=memory)


def with_pooling(network: Network, pooling: str) -> Network:
    """The same network with other pooling layers: "average" (as the paper prefers) or "max" (as it was trained).

    GoogLeNet and NIN have "average-floor" besides, Torch's and Chainer's mean over whole windows only, which the
    implementations of 2015 put in the place of Caffe's max pooling. Raises InputError for a pooling it does not have.
    """
    return dataclasses.replace(network, architecture=dataclasses.replace(network.architecture, pooling=pooling))


def random_network(architecture: str | Architecture, *, seed: int, width: float = 1.0) -> Network:
    """A network with random kernels (He et al. 2015: variance 2 / inputs) and zero biases, for tests and measurements.

    `width` scales the channels of every block, at least one each; a head restores the full count. Pixels are centered,
    as random kernels have no other way to see contrast. Pictures painted with it are speckle: only training gives
    strokes.
    """
    graph = Architecture(architecture) if isinstance(architecture, str) else architecture
    generator = np.random.default_rng(seed)
    parameters = {name: _random_layer(generator, shape) for name, shape in _kernel_shapes(graph, width)}
    pixels = Pixels(mean=(0.5, 0.5, 0.5), std=(0.25, 0.25, 0.25))
    return Network(parameters, graph, pixels, Card(f"{graph.name}-random", source=f"random_network, seed {seed}"))


def _random_layer(generator: np.random.Generator, shape: tuple[int, ...]) -> LayerParameters:
    kernel = generator.normal(scale=np.sqrt(2 / np.prod(shape[:3])), size=shape)
    return {"kernel": jnp.asarray(kernel, jnp.float32), "bias": jnp.zeros(shape[3], jnp.float32)}


def _kernel_shapes(graph: Architecture, width: float) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
    channels = {"image": 3}
    for layer in layers_of(graph):
        source = channels[layer.name] = channels_read(layer, channels)
        if isinstance(layer.operation, Convolution):
            size, full = layer.operation.size, layer.operation.channels
            is_head = layer.name.removeprefix("conv") in graph.heads
            channels[layer.name] = full if is_head else max(1, round(full * width))
            yield layer.name, (size, size, source, channels[layer.name])
