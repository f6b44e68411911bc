"""A network as data, and the pure function that runs it on one picture."""

import dataclasses
import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import jax
import jax.export
import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from ..errors import InputError, choice_of
from ..plain import packed, unpacked
from ..settings import Precision
from .architectures.graph import Architecture, layers_of
from .arrays import alike, floats_as, picture
from .layers import Convolution, LayerParameters, channels_read

Parameters = Mapping[str, LayerParameters]
Choice = TypeVar("Choice", bound=enum.StrEnum)


class Memory(enum.StrEnum):
    """How much memory an objective takes for its gradient: that of all activations, of strips of rows, or of a tile.

    Example:
        >>> import stylejax
        >>> [memory.value for memory in stylejax.Memory]
        ['plenty', 'little', 'least']
    """

    PLENTY = "plenty"
    LITTLE = "little"
    LEAST = "least"


@dataclass(frozen=True)
class Execution:
    """How a network is computed, which is no part of what it is.

    In bfloat16 activations take half the memory, and accelerators are faster in both of the coarser precisions; on CPU
    TensorFloat-32 is float32. Gram matrices, losses and optimizer stay float32. In little memory large activations are
    computed in strips, and again for the gradient: 0.7 of the memory of plenty, and 1.2 times as slow, at 1024 px;
    small pictures are painted as in plenty (docs/performance.md). In the least memory it is computed tile by tile, each
    with what its positions see around it: what is needed beside the picture's own arrays does not grow with it.

    Attributes:
        precision: of the network alone.
        memory: plenty, strips or tiles.

    Example:
        >>> import stylejax
        >>> stylejax.Execution(precision=stylejax.Precision.BFLOAT16).memory.value
        'plenty'
    """

    precision: Precision = Precision.FLOAT32
    memory: Memory = Memory.PLENTY


DEFAULT_EXECUTION = Execution()


class Graph(Protocol):
    """How activations come of parameters and a picture: static, hashable, equal to another that computes the same.

    Example:
        >>> import stylejax
        >>> graph: stylejax.networks.Graph = stylejax.Architecture("vgg19", last="1_1")
        >>> graph == stylejax.Architecture("vgg19", last="1_1")
        True
    """

    def layer_names(self) -> tuple[str, ...]:
        """The names of all layers, each after those it reads."""
        ...

    def activations(self, parameters: Any, pixels: jax.Array, layers: Sequence[str], /) -> Mapping[str, jax.Array]:
        """Activations `[h w c]` of the named layers at least, for a picture `[h w 3]` as the first layer reads it."""
        ...


@dataclass(frozen=True)
class Pixels:
    """How a network wants its pixels: `(image * scale - mean) / std`, in its channel order, from sRGB in [0, 1].

    `mean` and `std` are given in the network's own channel order and in units of `scale` (255 for Caffe's networks).

    Attributes:
        channel_order: "RGB" or "BGR".
        scale: what white is, 1 or 255.
        mean: of each channel.
        std: of each channel, above zero.

    Example:
        >>> import stylejax
        >>> stylejax.Pixels("BGR", 255.0, (104.0, 117.0, 123.0)).std
        (1.0, 1.0, 1.0)
    """

    channel_order: str = "RGB"
    scale: float = 1.0
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class PlainScale:
    """How much larger a convolution's activations are on the plain scale, and how that is known.

    The plain scale is that of VGG-19 as it was trained, whose activations grow to hundreds; weights of losses that were
    chosen there mean what they meant only at that size. `low` and `high` bound what the evidence allows.

    Attributes:
        layer: a convolution.
        factor: how much larger its activations are.
        low: the least that the evidence allows.
        high: the most.
        evidence: how it is known.

    Example:
        >>> import stylejax
        >>> stylejax.load_network("compact").card.plain[0].factor > 1
        True
    """

    layer: str
    factor: float
    low: float
    high: float
    evidence: str


@dataclass(frozen=True)
class Card:
    """Where a network comes from: what to print beside its pictures; of a normalized one its plain scale, if known.

    Attributes:
        name: what to call the network.
        sha256: the checksum of its weight file.
        source: where its numbers are from.
        source_sha256: the checksum of the file it was made from.
        license: what may be done with it.
        plain: how much larger activations are on the scale of the plain VGG-19, by layer.

    Example:
        >>> import stylejax
        >>> stylejax.load_network("compact").card.license[:3]
        'MIT'
    """

    name: str
    sha256: str = ""
    source: str = ""
    source_sha256: str = ""
    license: str = ""
    plain: tuple[PlainScale, ...] = ()


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Network:
    """A frozen network: parameters as a tree of arrays, all else as static data.

    Those of an `Architecture` map the name of a convolution to its "kernel" `[k k c d]` and "bias" `[d]`. Any other
    graph paints as well, but is not cut into strips and has no transformed kernels.

    Attributes:
        parameters: a tree of arrays.
        architecture: what its layers are.
        pixels: how it wants its picture.
        card: where it comes from.

    Example:
        >>> import stylejax
        >>> stylejax.load_network("compact").parameters["conv1_1"]["bias"].ndim
        1
    """

    parameters: Any
    architecture: Graph = dataclasses.field(metadata={"static": True})
    pixels: Pixels = dataclasses.field(default=Pixels(), metadata={"static": True})
    card: Card = dataclasses.field(default=Card("unnamed"), metadata={"static": True})


jax.export.register_pytree_node_serialization(
    Network, serialized_name="stylejax.Network", serialize_auxdata=packed, deserialize_auxdata=unpacked
)


def check_layers(network: Network, layers: Sequence[str]) -> None:
    """Raise InputError for a layer that the network lacks, and for what is no network.

    Args:
        network: whose layers are meant.
        layers: names of layers.

    Example:
        >>> import stylejax
        >>> stylejax.networks.check_layers(stylejax.load_network("compact"), ["relu9_9"])
        Traceback (most recent call last):
        stylejax.errors.InputError: ...
    """
    if not isinstance(network, Network):
        raise InputError(f"network: is a {type(network).__name__}; give a Network, as stylejax.load_network reads one")
    known = network.architecture.layer_names()
    for layer in layers:
        if layer not in known:
            raise InputError(f"layer: {layer!r} is unknown; {choice_of(layer, known, told=_usual(known))}")


def _usual(layers: Sequence[str]) -> list[str]:
    """The layers that people mean: what comes out of a network's own blocks, not what is inside of them."""
    return [layer for layer in layers if layer.startswith("relu") or layer.endswith("/output")]


def normalize(pixels: Pixels, image: jax.Array) -> jax.Array:
    """The picture `[h w 3]`, sRGB in [0, 1], as the network wants it.

    Args:
        pixels: what the network wants.
        image: the picture.

    Returns:
        `[h w 3]`.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> pixels = stylejax.Pixels("BGR", 255.0, (1.0, 2.0, 3.0))
        >>> stylejax.networks.normalize(pixels, jnp.zeros((1, 1, 3))).tolist()
        [[[-1.0, -2.0, -3.0]]]
    """
    ordered = image[..., ::-1] if pixels.channel_order == "BGR" else image
    mean, std = (jnp.array([[numbers]], image.dtype) for numbers in (pixels.mean, pixels.std))
    return (ordered * pixels.scale - mean) / std


def features(
    network: Network, image: ArrayLike, layers: Sequence[str], *, execution: Execution = DEFAULT_EXECUTION
) -> dict[str, jax.Array]:
    """Activations of the named layers for one picture `[h w 3]` in [0, 1]: `{layer: [h w c]}`.

    Of an architecture nothing beyond what the named layers depend on is computed. Numbers are of the finer type of
    picture and network, float32 or float64. Raises InputError for a layer that the network lacks, for an array that is
    no picture, and for a picture so small that nothing of it is left at a layer.

    Args:
        network: whose layers are asked for.
        image: the picture, `[h w 3]`, sRGB in [0, 1].
        layers: names of layers, as "relu3_1".
        execution: how the network is computed.

    Returns:
        Activations by layer.

    Example:
        >>> import numpy as np, stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> stylejax.features(network, np.zeros((16, 24, 3)), ("relu2_1",))["relu2_1"].shape
        (8, 12, 2)
    """
    check_layers(network, layers)
    parameters, pixels = network_inputs(network, picture("image", image), execution)
    with jax.default_matmul_precision(execution.precision.value):
        values = network.architecture.activations(parameters, pixels, layers)
    return {layer: values[layer] for layer in layers}


def network_inputs(network: Network, image: jax.Array, execution: Execution) -> tuple[Any, jax.Array]:
    """The parameters, and the picture `[h w 3]` in [0, 1] as the first layer reads it, in the execution's precision."""
    arrays = alike(network.parameters, normalize(network.pixels, image))
    return floats_as(jnp.bfloat16, arrays) if execution.precision is Precision.BFLOAT16 else arrays


def with_precision(execution: Execution, precision: str | Precision) -> Execution:
    """The same execution in another precision: "float32", "tensorfloat32" or "bfloat16".

    Raises InputError for another word.

    Args:
        execution: to be changed.
        precision: one of the words.

    Returns:
        The changed one.

    Example:
        >>> import stylejax
        >>> stylejax.with_precision(stylejax.Execution(), "bfloat16").precision.value
        'bfloat16'
    """
    return dataclasses.replace(execution, precision=_chosen(Precision, "precision", precision))


def with_memory(execution: Execution, memory: str | Memory) -> Execution:
    """The same execution in "plenty" of memory, or in "little". Raises InputError for another word.

    Args:
        execution: to be changed.
        memory: "plenty", "little" or "least".

    Returns:
        The changed one.

    Example:
        >>> import stylejax
        >>> stylejax.with_memory(stylejax.Execution(), "least").memory.value
        'least'
    """
    return dataclasses.replace(execution, memory=_chosen(Memory, "memory", memory))


def _chosen(kind: type[Choice], name: str, word: str) -> Choice:
    try:
        return kind(word)
    except ValueError:
        raise InputError(f"{name}: {word!r} is unknown; choose one of {', '.join(kind)}") from None


def with_pooling(network: Network, pooling: str) -> Network:
    """The same network with other pooling layers: "average" (as the paper prefers) or "max" (as it was trained).

    GoogLeNet and NIN have "average-floor" besides, Torch's and Chainer's mean over whole windows only, which the
    implementations of 2015 put in the place of Caffe's max pooling. Raises InputError for a pooling it does not have,
    and for a network that is no architecture.

    Args:
        network: of a known architecture.
        pooling: the name of a pooling.

    Returns:
        The network with that pooling and the same parameters.

    Example:
        >>> import stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> stylejax.with_pooling(network, "max").architecture.pooling
        'max'
    """
    return dataclasses.replace(network, architecture=dataclasses.replace(architecture_of(network), pooling=pooling))


def architecture_of(network: Network) -> Architecture:
    """The architecture of a network. Raises InputError where its graph is another.

    Args:
        network: of known layers.

    Returns:
        Its architecture.

    Example:
        >>> import stylejax
        >>> stylejax.networks.architecture_of(stylejax.load_network("compact")).name
        'vgg19'
    """
    if not isinstance(network.architecture, Architecture):
        raise InputError(
            f"network: {network.card.name} is no architecture whose layers are known; give another network"
        )
    return network.architecture


def random_network(architecture: str | Architecture, *, seed: int, width: float = 1.0) -> Network:
    """A network with random kernels (He et al. 2015: variance 2 / inputs) and zero biases, for tests and measurements.

    `width` scales the channels of every block, at least one each; a head restores the full count. Pixels are centered,
    as random kernels have no other way to see contrast. Pictures painted with it are speckle: only training gives
    strokes.

    Args:
        architecture: a family's name, or all that decides the layers.
        seed: the same seed gives the same kernels.
        width: channels as a share of the family's.

    Returns:
        A network.

    Example:
        >>> import stylejax
        >>> stylejax.random_network("vgg19", seed=0, width=1 / 64).parameters["conv1_1"]["kernel"].shape
        (3, 3, 3, 1)
    """
    if not 0 < width < float("inf"):
        raise InputError(f"width: {width} is not a number above 0; give 1 for the usual one")
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
