"""Small `.caffemodel` files, written with protobuf and Caffe's own field types."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

REPEATED, OPTIONAL = 3, 1
FLOAT, INT64, INT32, STRING, MESSAGE, UINT32, ENUM_AS_INT32 = 2, 3, 5, 9, 11, 13, 5

# Name, number, label, type, of src/caffe/proto/caffe.proto; packed where Caffe packs.
MESSAGES: dict[str, list[tuple[str, int, int, int | str]]] = {
    "BlobShape": [("dim", 1, REPEATED, INT64)],
    "BlobProto": [
        ("num", 1, OPTIONAL, INT32),
        ("channels", 2, OPTIONAL, INT32),
        ("height", 3, OPTIONAL, INT32),
        ("width", 4, OPTIONAL, INT32),
        ("data", 5, REPEATED, FLOAT),
        ("diff", 6, REPEATED, FLOAT),
        ("shape", 7, OPTIONAL, "BlobShape"),
    ],
    "ConvolutionParameter": [
        ("num_output", 1, OPTIONAL, UINT32),
        ("pad", 3, REPEATED, UINT32),
        ("kernel_size", 4, REPEATED, UINT32),
        ("group", 5, OPTIONAL, UINT32),
    ],
    "PoolingParameter": [("pool", 1, OPTIONAL, ENUM_AS_INT32), ("kernel_size", 2, OPTIONAL, UINT32)],
    "V1LayerParameter": [
        ("bottom", 2, REPEATED, STRING),
        ("top", 3, REPEATED, STRING),
        ("name", 4, OPTIONAL, STRING),
        ("type", 5, OPTIONAL, ENUM_AS_INT32),
        ("blobs", 6, REPEATED, "BlobProto"),
        ("convolution_param", 10, OPTIONAL, "ConvolutionParameter"),
        ("pooling_param", 19, OPTIONAL, "PoolingParameter"),
    ],
    "LayerParameter": [
        ("name", 1, OPTIONAL, STRING),
        ("type", 2, OPTIONAL, STRING),
        ("bottom", 3, REPEATED, STRING),
        ("top", 4, REPEATED, STRING),
        ("blobs", 7, REPEATED, "BlobProto"),
        ("convolution_param", 106, OPTIONAL, "ConvolutionParameter"),
        ("pooling_param", 121, OPTIONAL, "PoolingParameter"),
    ],
    "NetParameter": [
        ("name", 1, OPTIONAL, STRING),
        ("layers", 2, REPEATED, "V1LayerParameter"),
        ("layer", 100, REPEATED, "LayerParameter"),
    ],
}


def _net_class() -> Any:
    file = descriptor_pb2.FileDescriptorProto(name="caffe.proto", package="caffe", syntax="proto2")
    for name, fields in MESSAGES.items():
        kind = file.message_type.add(name=name)
        for field, number, label, of in fields:
            added = kind.field.add(name=field, number=number, label=label, type=MESSAGE if isinstance(of, str) else of)
            if isinstance(of, str):
                added.type_name = f".caffe.{of}"
            if label == REPEATED and of in (FLOAT, INT64):
                added.options.packed = True
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("caffe.NetParameter"))


NET = _net_class()


def caffe_net(arrays: Mapping[str, tuple[np.ndarray, np.ndarray]], *, version: int, average: bool = False) -> Any:
    """A net with the convolutions `{layer: (kernel [d c k k], bias [d])}`, a data, a pooling and a dense layer."""
    net = NET(name="small")
    layers, kinds = (
        (net.layers, (5, 4, 17, 14))
        if version == 1
        else (net.layer, ("Data", "Convolution", "Pooling", "InnerProduct"))
    )
    layers.add(name="data", type=kinds[0], top=["data"])
    for name, (kernel, bias) in arrays.items():
        layer = layers.add(name=name, type=kinds[1])
        layer.convolution_param.num_output = len(bias)
        layer.convolution_param.pad.append(kernel.shape[2] // 2)
        layer.convolution_param.kernel_size.append(kernel.shape[2])
        _add_blob(layer, kernel, version)
        _add_blob(layer, bias, version)
    layers.add(name="pool1", type=kinds[2]).pooling_param.pool = int(average)
    _add_blob(layers.add(name="fc6", type=kinds[3]), np.ones((2, 3), np.float32), version)
    return net


def _add_blob(layer: Any, array: np.ndarray, version: int) -> None:
    blob = layer.blobs.add(data=array.reshape(-1).tolist())
    if version == 1:
        blob.num, blob.channels, blob.height, blob.width = (1, 1, 1, 1, *array.shape)[-4:]
    else:
        blob.shape.dim.extend(array.shape)
