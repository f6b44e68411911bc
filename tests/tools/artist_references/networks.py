"""The networks as lists of nodes, and how a picture goes up and gradients come down.

Layers bear the library's names: "conv1_1" is before and "relu1_1" after the ReLU, Caffe's own names in GoogLeNet and
Network in Network.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .operations import Backward, Pool, concatenate, convolve, normalize_responses, rectify

Parameters = Mapping[str, Mapping[str, np.ndarray]]


@dataclass(frozen=True)
class Node:
    """One layer; `numbers` are size, stride, margin of a pooling and stride, margin of a convolution."""

    name: str
    kind: str
    sources: tuple[str, ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Run:
    """A picture gone up the network: all values, and the way back."""

    values: Mapping[str, np.ndarray]
    backward: Sequence[tuple[Node, Backward]]


def _convolution(name: str, relu: str, source: str, stride: int, margin: int) -> Iterator[Node]:
    yield Node(name, "convolution", (source,), (stride, margin))
    yield Node(relu, "relu", (name,))


def vgg(convolutions: Sequence[int], pooling: tuple[int, int, int] = (2, 2, 0)) -> Iterator[Node]:
    """VGG with so many convolutions in each block, and the size, stride and margin of its pooling."""
    source = "image"
    for block, count in enumerate(convolutions, 1):
        for index in range(1, count + 1):
            yield from _convolution(f"conv{block}_{index}", f"relu{block}_{index}", source, 1, 1)
            source = f"relu{block}_{index}"
        yield Node(f"pool{block}", "pool", (source,), pooling)
        source = f"pool{block}"


def googlenet() -> Iterator[Node]:
    """BVLC's GoogLeNet up to inception_5b (Szegedy et al. 2014, table 1; facts sections 3 and 10)."""
    yield from _convolution("conv1/7x7_s2", "conv1/relu_7x7", "image", 2, 3)
    yield Node("pool1/3x3_s2", "pool", ("conv1/relu_7x7",), (3, 2, 0))
    yield Node("pool1/norm1", "normalization", ("pool1/3x3_s2",))
    yield from _convolution("conv2/3x3_reduce", "conv2/relu_3x3_reduce", "pool1/norm1", 1, 0)
    yield from _convolution("conv2/3x3", "conv2/relu_3x3", "conv2/relu_3x3_reduce", 1, 1)
    yield Node("conv2/norm2", "normalization", ("conv2/relu_3x3",))
    yield Node("pool2/3x3_s2", "pool", ("conv2/norm2",), (3, 2, 0))
    source = "pool2/3x3_s2"
    for module in ("3a", "3b", "pool3", "4a", "4b", "4c", "4d", "4e", "pool4", "5a", "5b"):
        if module.startswith("pool"):
            yield Node(f"{module}/3x3_s2", "pool", (source,), (3, 2, 0))
            source = f"{module}/3x3_s2"
        else:
            yield from _inception(f"inception_{module}", source)
            source = f"inception_{module}/output"


def _inception(module: str, source: str) -> Iterator[Node]:
    """1x1; 3x3 and 5x5 after a reduction; a pooling and its projection; all joined in this order."""
    yield Node(f"{module}/pool", "pool", (source,), (3, 1, 1))
    for name, below, margin in (
        ("1x1", source, 0),
        ("3x3_reduce", source, 0),
        ("3x3", f"{module}/relu_3x3_reduce", 1),
        ("5x5_reduce", source, 0),
        ("5x5", f"{module}/relu_5x5_reduce", 2),
        ("pool_proj", f"{module}/pool", 0),
    ):
        yield from _convolution(f"{module}/{name}", f"{module}/relu_{name}", below, 1, margin)
    joined = tuple(f"{module}/relu_{name}" for name in ("1x1", "3x3", "5x5", "pool_proj"))
    yield Node(f"{module}/output", "join", joined)


def nin() -> Iterator[Node]:
    """Network in Network for ImageNet (Caffe's model zoo): no pool1 and no relu4."""
    source = "image"
    for name, relu, stride, margin in (
        *(("conv1", "relu0", 4, 0), ("cccp1", "relu1", 1, 0), ("cccp2", "relu2", 1, 0), ("pool0", "", 2, 0)),
        *(("conv2", "relu3", 1, 2), ("cccp3", "relu5", 1, 0), ("cccp4", "relu6", 1, 0), ("pool2", "", 2, 0)),
        *(("conv3", "relu7", 1, 1), ("cccp5", "relu8", 1, 0), ("cccp6", "relu9", 1, 0), ("pool3", "", 2, 0)),
        *(("conv4-1024", "relu10", 1, 1), ("cccp7-1024", "relu11", 1, 0), ("cccp8-1024", "relu12", 1, 0)),
    ):
        if relu:
            yield from _convolution(name, relu, source, stride, margin)
        else:
            yield Node(name, "pool", (source,), (3, stride, margin))
        source = relu or name


VGG19 = tuple(vgg((2, 2, 4, 4, 4)))
VGG16 = tuple(vgg((2, 2, 3, 3, 3)))
GOOGLENET = tuple(googlenet())
NIN = tuple(nin())


def run(nodes: Sequence[Node], parameters: Parameters, image: np.ndarray, wanted: Collection[str], pool: Pool) -> Run:
    """What the wanted layers depend on, for a picture `[h w 3]` that the network takes as it is."""
    needed = set(wanted)
    for node in reversed(nodes):
        if node.name in needed:
            needed |= set(node.sources)
    values, backward = {"image": np.asarray(image, np.float64)}, []
    for node in nodes:
        if node.name in needed:
            operation = _operation(node, parameters, pool)
            values[node.name], back = operation(*(values[source] for source in node.sources))
            backward.append((node, back))
    return Run(values, backward)


def _operation(node: Node, parameters: Parameters, pool: Pool) -> Callable[..., tuple[np.ndarray, Backward]]:
    if node.kind == "convolution":
        kernel, bias = (np.asarray(parameters[node.name][part], np.float64) for part in ("kernel", "bias"))
        stride, margin = node.numbers
        return lambda image: convolve(image, kernel, bias, stride=stride, margin=margin)
    if node.kind == "pool":
        return lambda image: pool(image, *node.numbers)
    return {"relu": rectify, "normalization": normalize_responses, "join": concatenate}[node.kind]


def bring_down(ran: Run, injected: Mapping[str, np.ndarray]) -> np.ndarray:
    """The picture's gradient `[h w 3]` from gradients put in at any layers, before or after a ReLU."""
    found = dict(injected)
    for node, back in reversed(ran.backward):
        if node.name in found:
            for source, gradient in zip(node.sources, back(found.pop(node.name)), strict=True):
                found[source] = found[source] + gradient if source in found else gradient
    return found.get("image", np.zeros_like(ran.values["image"]))


def rotated(parameters: Parameters) -> Parameters:
    """All kernels turned by 180 degrees: a cross-correlation with these is a convolution."""
    return {
        name: {**tensors, "kernel": np.asarray(tensors["kernel"])[::-1, ::-1]} for name, tensors in parameters.items()
    }


def swapped(parameters: Parameters, first: str = "conv1_1") -> Parameters:
    """The same network for pictures with their channels in the opposite order: BGR kernels for RGB pictures."""
    kernel = np.asarray(parameters[first]["kernel"])[:, :, ::-1]
    return {**parameters, first: {**parameters[first], "kernel": kernel}}
