"""Caffe's `.caffemodel` files -> Network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError
from ...networks.architectures.graph import layers_of
from ...networks.networks import Network
from .caffe_schema import parsed, read_layers
from .common import CLASSIFIER, Facts, by_layer, converted, oihw_tensor

CONVOLUTION = (4, b"Convolution")  # as layers of the first version say it, and of the second
POOLING = (17, b"Pooling")
MOST_SHAPE_BYTES = 100  # eight lengths take at most 90
POOLS = {0: "max", 1: "average"}


def read_caffe(path: str | Path, facts: Facts) -> Network:
    """Read a network from a `.caffemodel`, with layers of the first version ("V1") or of the second.

    Layers keep Caffe's own names; blobs `[d c k k]` and `[d]` become kernel and bias. Pooling is what the file says;
    `facts` say the rest. The classifier is left out. Raises InputError for a file that is broken, that has
    grouped or dilated convolutions, or in which something else is amiss.

    Args:
        path: the file.
        facts: what it does not say of itself.

    Returns:
        The network.

    Example:
        >>> from stylejax import weights
        >>> facts = weights.converters.Facts("vgg19", weights.sources()["vgg19"].pixels)
        >>> weights.converters.read_caffe("none.caffemodel", facts)
        Traceback (most recent call last):
        stylejax.errors.InputError: none.caffemodel: ...
    """
    facts = facts.of(path)
    layers = [(_text(path, layer.name), layer) for layer in read_layers(path)]
    tensors = by_layer(path, (oihw_tensor(*each) for each in _tensors(path, layers)))
    names = {layer.name for layer in layers_of(facts.graph(path))}
    return converted(path, tensors, facts, pooling=_pooling(path, [each for name, each in layers if name in names]))


def _text(path: str | Path, name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: a layer's name is no text; fetch the file again") from error


def _tensors(path: str | Path, layers: list[tuple[str, Any]]) -> Iterator[tuple[str, str, np.ndarray]]:
    for name, layer in layers:
        if "layer" in layer.DESCRIPTOR.fields_by_name and layer.layer:
            raise InputError(f"{path}: in Caffe's oldest layout; convert it with upgrade_net_proto_binary first")
        if layer.blobs and not CLASSIFIER.fullmatch(name):
            _check_convolution(path, name, layer)
            yield name, "weight", _array(path, name, layer.blobs[0])
            yield name, "bias", _array(path, name, layer.blobs[1]).reshape(-1)


def _check_convolution(path: str | Path, name: str, layer: Any) -> None:
    options = layer.convolution_param
    if layer.type not in CONVOLUTION or len(layer.blobs) != 2:
        raise InputError(f"{path}: {name[:100]!r} is not a convolution with kernel and bias, as all layers must be")
    if options.group > 1 or any(each != 1 for each in options.dilation):
        raise InputError(f"{path}: {name[:100]!r} is grouped or dilated, which no known architecture is")


def _array(path: str | Path, name: str, encoded: bytes) -> np.ndarray:
    """The numbers of a blob, in its shape. Raises InputError where there are more or fewer than the shape says."""
    blob = parsed(path, "BlobProto", encoded)
    old = (blob.num, blob.channels, blob.height, blob.width)
    shape = tuple(parsed(path, "BlobShape", blob.shape[:MOST_SHAPE_BYTES]).dim) if blob.HasField("shape") else old
    content, dtype = (b"".join(blob.data), "<f4") if blob.data else (b"".join(blob.double_data), "<f8")
    claimed = np.prod(shape, dtype=float) * np.dtype(dtype).itemsize
    if len(shape) > 8 or min(shape, default=0) < 1 or claimed != len(content):
        raise InputError(
            f"{path}: {name[:100]!r} has {len(content)} bytes for numbers of shape {shape}; fetch it again"
        )
    return np.frombuffer(content, dtype).reshape(shape)


def _pooling(path: str | Path, layers: list[Any]) -> str:
    found = {layer.pooling_param.pool for layer in layers if layer.type in POOLING}
    if not found <= set(POOLS) or len(found) > 1:
        raise InputError(f"{path}: its layers pool in different ways, or in an unknown one; name a weight file")
    return POOLS[found.pop()] if found else ""
