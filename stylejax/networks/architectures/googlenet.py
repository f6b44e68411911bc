"""The layer graph of BVLC's GoogLeNet, as data.

Szegedy et al. 2014, as trained with Caffe (bvlc_googlenet/deploy.prototxt): up to inception_5b, without the
classifiers. Layers bear Caffe's own names. Caffe's ReLU works in place, so that after it Caffe finds the rectified
values under the convolution's name; here "conv1/7x7_s2" is before and "conv1/relu_7x7" after the ReLU.
"""

from collections.abc import Callable, Iterator

from ..layers import Concatenate, Convolution, Layer, LocalResponseNormalization, Operation, convolution_and_relu

# Channels at full width: 1x1, 3x3_reduce, 3x3, 5x5_reduce, 5x5, pool_proj. Szegedy et al. 2014, table 1.
MODULES = {
    "inception_3a": (64, 96, 128, 16, 32, 32),
    "inception_3b": (128, 128, 192, 32, 96, 64),
    "inception_4a": (192, 96, 208, 16, 48, 64),
    "inception_4b": (160, 112, 224, 24, 64, 64),
    "inception_4c": (128, 128, 256, 24, 64, 64),
    "inception_4d": (112, 144, 288, 32, 64, 64),
    "inception_4e": (256, 160, 320, 32, 128, 128),
    "inception_5a": (256, 160, 320, 32, 128, 128),
    "inception_5b": (384, 192, 384, 48, 128, 128),
}
POOLS = {"inception_3b": "pool3/3x3_s2", "inception_4e": "pool4/3x3_s2"}  # after these modules

# Where the network may end, and the layer that is the last one then.
ENDS = {"conv1": "conv1/relu_7x7", "conv2": "conv2/relu_3x3", **{module: f"{module}/output" for module in MODULES}}


def layers(*, pooling: Callable[[int, int, int], Operation], padding: str) -> Iterator[Layer]:
    """The network's layers; `pooling` makes an operation from size, stride and margin."""
    yield from _stem(pooling, padding)
    source = "pool2/3x3_s2"
    for module, channels in MODULES.items():
        yield from _inception(module, channels, pooling(3, 1, 1), padding, source)
        source = f"{module}/output"
        if module in POOLS:
            yield Layer(POOLS[module], pooling(3, 2, 0), (source,))
            source = POOLS[module]


def _stem(pooling: Callable[[int, int, int], Operation], padding: str) -> Iterator[Layer]:
    first, reduce = Convolution(7, 64, padding, margin=3, stride=2), Convolution(1, 64, padding, margin=0)
    yield from convolution_and_relu("conv1/7x7_s2", "conv1/relu_7x7", first, "image")
    yield Layer("pool1/3x3_s2", pooling(3, 2, 0), ("conv1/relu_7x7",))
    yield Layer("pool1/norm1", LocalResponseNormalization(), ("pool1/3x3_s2",))
    yield from convolution_and_relu("conv2/3x3_reduce", "conv2/relu_3x3_reduce", reduce, "pool1/norm1")
    second = Convolution(3, 192, padding, margin=1)
    yield from convolution_and_relu("conv2/3x3", "conv2/relu_3x3", second, "conv2/relu_3x3_reduce")
    yield Layer("conv2/norm2", LocalResponseNormalization(), ("conv2/relu_3x3",))
    yield Layer("pool2/3x3_s2", pooling(3, 2, 0), ("conv2/norm2",))


def _inception(module: str, channels: tuple[int, ...], pool: Operation, padding: str, source: str) -> Iterator[Layer]:
    """Four branches over the same picture, and their channels one after the other."""

    def branch(name: str, size: int, count: int, source: str) -> Iterator[Layer]:
        operation = Convolution(size, count, padding, margin=size // 2)
        yield from convolution_and_relu(f"{module}/{name}", f"{module}/relu_{name}", operation, source)

    one, reduce3, three, reduce5, five, projected = channels
    yield from branch("1x1", 1, one, source)
    yield from branch("3x3_reduce", 1, reduce3, source)
    yield from branch("3x3", 3, three, f"{module}/relu_3x3_reduce")
    yield from branch("5x5_reduce", 1, reduce5, source)
    yield from branch("5x5", 5, five, f"{module}/relu_5x5_reduce")
    yield Layer(f"{module}/pool", pool, (source,))
    yield from branch("pool_proj", 1, projected, f"{module}/pool")
    joined = tuple(f"{module}/relu_{name}" for name in ("1x1", "3x3", "5x5", "pool_proj"))
    yield Layer(f"{module}/output", Concatenate(), joined)
