"""The layer graph of Network in Network for ImageNet, as data.

Lin, Chen and Yan 2013, as trained with Caffe (nin_imagenet of Caffe's model zoo): up to cccp8-1024, without the mean
over the picture that classifies. Layers bear Caffe's own names, odd as they are: there is no pool1 and no relu4. As in
GoogLeNet, "conv1" is before and "relu0" after the ReLU.
"""

from collections.abc import Callable, Iterator

from ..layers import Convolution, Layer, Operation, convolution_and_relu

# Name, its ReLU, size, channels at full width, margin, stride; a cccp ("cascaded cross channel pooling") is 1x1.
STAGES = (
    (("conv1", "relu0", 11, 96, 0, 4), ("cccp1", "relu1", 1, 96, 0, 1), ("cccp2", "relu2", 1, 96, 0, 1)),
    (("conv2", "relu3", 5, 256, 2, 1), ("cccp3", "relu5", 1, 256, 0, 1), ("cccp4", "relu6", 1, 256, 0, 1)),
    (("conv3", "relu7", 3, 384, 1, 1), ("cccp5", "relu8", 1, 384, 0, 1), ("cccp6", "relu9", 1, 384, 0, 1)),
    (
        ("conv4-1024", "relu10", 3, 1024, 1, 1),
        ("cccp7-1024", "relu11", 1, 1024, 0, 1),
        ("cccp8-1024", "relu12", 1, 1000, 0, 1),
    ),
)
POOLS = ("pool0", "pool2", "pool3")  # after each stage but the last

# Where the network may end, and the layer that is the last one then.
ENDS = {name: relu for stage in STAGES for name, relu, *_ in stage}


def layers(*, pooling: Callable[[int, int, int], Operation], padding: str) -> Iterator[Layer]:
    """The network's layers; `pooling` makes an operation from size, stride and margin."""
    source = "image"
    for stage, pool in zip(STAGES, (*POOLS, ""), strict=True):
        for name, relu, size, channels, margin, stride in stage:
            operation = Convolution(size, channels, padding, margin, stride)
            yield from convolution_and_relu(name, relu, operation, source)
            source = relu
        if pool:
            yield Layer(pool, pooling(3, 2, 0), (source,))
            source = pool
