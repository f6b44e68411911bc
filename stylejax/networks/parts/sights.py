"""Which pixels a position of a layer sees: what a part of a picture must have beyond its borders."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..layers import Concatenate, Convolution, Layer, LocalResponseNormalization, Operation, Relu
from ..pooling import AveragePool, AverageWindows, MaxPool, MaxWindows


class Sight(NamedTuple):
    """Position `i` of a layer sees pixels `i * stride - before` to `i * stride + after`, along both sides.

    Attributes:
        stride: pixels from one position to the next.
        before: pixels before its own.
        after: pixels after it.

    Example:
        >>> from stylejax.networks.parts import Sight
        >>> Sight(stride=2, before=1, after=2).stride
        2
    """

    stride: int
    before: int
    after: int


PICTURE = Sight(1, 0, 0)


def sights_of(layers: Iterable[Layer]) -> Mapping[str, Sight] | None:
    """What positions see, by layer, of layers in order; None where an operation is not one of ours.

    Args:
        layers: in the order in which they are computed.

    Returns:
        By name; "image" sees itself.

    Example:
        >>> from stylejax.networks import Architecture, layers_of
        >>> from stylejax.networks.parts import sights_of
        >>> sights_of(layers_of(Architecture("vgg19")))["relu5_1"]
        Sight(stride=16, before=70, after=85)
    """
    found = {"image": PICTURE}
    for layer in layers:
        window = _window(layer.operation)
        if window is None:
            return None
        size, stride, margin = window
        found[layer.name] = _beyond([found[source] for source in layer.sources], size, stride, margin)
    return found


def _beyond(sources: Iterable[Sight], size: int, stride: int, margin: int) -> Sight:
    """What is seen through a window on layers that are alike in stride."""
    each = [
        Sight(one.stride * stride, one.before + margin * one.stride, one.after + (size - 1 - margin) * one.stride)
        for one in sources
    ]
    return Sight(each[0].stride, max(one.before for one in each), max(one.after for one in each))


def _window(operation: Operation) -> tuple[int, int, int] | None:
    """Size, stride and margin of what an operation looks at around a position."""
    if isinstance(operation, Convolution):
        return operation.size, operation.stride, operation.margin
    if isinstance(operation, AveragePool | MaxPool):
        return 2, 2, 0
    if isinstance(operation, AverageWindows | MaxWindows):
        return operation.windows.size, operation.windows.stride, operation.windows.margin
    if isinstance(operation, Relu | Concatenate | LocalResponseNormalization):
        return 1, 1, 0
    return None
