"""The layer graphs of VGG-16 and VGG-19, as data."""

from collections.abc import Iterator, Mapping, Sequence

from ..layers import Convolution, Layer, Operation, convolution_and_relu
from ..pooling import AveragePool, MaxPool, caffe_average, caffe_max, inner_average

# Convolutions in each block, and channels of each block at full width: Simonyan and Zisserman 2014, table 1, D and E.
BLOCKS = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}
CHANNELS = (64, 128, 256, 512, 512)

# 2x2 blocks, an odd last row or column left out, or as Caffe has it ("ceil"), which counts it (Johnson's loadcaffe,
# Gatys's DeepTextures); 3x3 windows in steps of 2 in Larsen's neural_artistic_style (matconvnet.py).
POOLINGS: Mapping[str, Operation] = {
    "average": AveragePool(),
    "max": MaxPool(),
    "average-ceil": caffe_average(2, 2, 0),
    "max-ceil": caffe_max(2, 2, 0),
    "average-3x3": inner_average(3, 2, 1),
}


def places(name: str) -> Iterator[str]:
    """The places of all convolutions, in order: "1_1", "1_2", "2_1", ..."""
    for block, count in enumerate(BLOCKS[name], 1):
        for index in range(1, count + 1):
            yield f"{block}_{index}"


def layers(name: str, *, pooling: Operation, padding: str, heads: Sequence[str]) -> Iterator[Layer]:
    """The network's layers: "conv1_1" and after it "relu1_1", ..., and "pool1" at a block's end."""
    source, block = "image", "1"
    for place in places(name):
        if place[0] != block:
            yield Layer(f"pool{block}", pooling, (source,))
            source, block = f"pool{block}", place[0]
        narrow = "narrow_" if place in heads else ""
        yield from _convolution_layers(place, narrow, padding, source)
        source = f"{narrow}relu{place}"
    yield Layer(f"pool{block}", pooling, (source,))


def _convolution_layers(place: str, narrow: str, padding: str, source: str) -> Iterator[Layer]:
    """Convolution and ReLU of one place; where it has a head, the narrow pair first and the head's pair after it."""
    channels = CHANNELS[int(place[0]) - 1]
    trunk = f"{narrow}conv{place}", f"{narrow}relu{place}"
    yield from convolution_and_relu(*trunk, Convolution(3, channels, padding, margin=1), source)
    if narrow:
        head = Convolution(1, channels, padding, margin=0)
        yield from convolution_and_relu(f"conv{place}", f"relu{place}", head, trunk[1])
