"""The part of Caffe's protobuf schema that holds a network's parameters. The only door to protobuf.

Field numbers are those of src/caffe/proto/caffe.proto (BVLC/caffe). Packed numbers are declared as bytes, which is the
same on the wire, so that NumPy reads them without a copy.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message, message_factory

from ..errors import InputError

LABELS = {"one": 1, "many": 3}
TYPES = {"int64": 3, "int32": 5, "string": 9, "message": 11, "bytes": 12, "uint32": 13}

# Field: number, how often, and a type above or a message's name.
SCHEMA: dict[str, dict[str, tuple[int, str, str]]] = {
    "BlobShape": {"dim": (1, "many", "int64")},
    "BlobProto": {
        "num": (1, "one", "int32"),
        "channels": (2, "one", "int32"),
        "height": (3, "one", "int32"),
        "width": (4, "one", "int32"),
        "data": (5, "many", "bytes"),
        "shape": (7, "one", "BlobShape"),
        "double_data": (8, "many", "bytes"),
    },
    "ConvolutionParameter": {"group": (5, "one", "uint32"), "dilation": (18, "many", "uint32")},
    "PoolingParameter": {"pool": (1, "one", "int32")},
    "V1LayerParameter": {
        "layer": (1, "one", "bytes"),
        "name": (4, "one", "bytes"),
        "type": (5, "one", "int32"),
        "blobs": (6, "many", "BlobProto"),
        "convolution_param": (10, "one", "ConvolutionParameter"),
        "pooling_param": (19, "one", "PoolingParameter"),
    },
    "LayerParameter": {
        "name": (1, "one", "bytes"),
        "type": (2, "one", "bytes"),
        "blobs": (7, "many", "BlobProto"),
        "convolution_param": (106, "one", "ConvolutionParameter"),
        "pooling_param": (121, "one", "PoolingParameter"),
    },
    "NetParameter": {"layers": (2, "many", "bytes"), "layer": (100, "many", "bytes")},
}
MOST_LAYERS = 1000  # GoogLeNet has 170


def _message_classes() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(name="stylejax_caffe.proto", package="stylejax_caffe", syntax="proto2")
    for name, fields in SCHEMA.items():
        kind = file.message_type.add(name=name)
        for field, (number, label, of) in fields.items():
            added = kind.field.add(name=field, number=number, label=LABELS[label], type=TYPES.get(of, TYPES["message"]))
            if of in SCHEMA:
                added.type_name = f".stylejax_caffe.{of}"
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return {n: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"stylejax_caffe.{n}")) for n in SCHEMA}


MESSAGES = _message_classes()


def read_layers(path: str | Path) -> Iterator[Any]:
    """The layers of a `.caffemodel`, old or new, one at a time. Raises InputError for a broken file."""
    try:
        net = MESSAGES["NetParameter"].FromString(Path(path).read_bytes())
        if not 0 < len(net.layers) + len(net.layer) <= MOST_LAYERS:
            raise InputError(f"{path}: not a .caffemodel: it has no layers, or more than {MOST_LAYERS}; fetch it again")
        for content in net.layers:
            yield MESSAGES["V1LayerParameter"].FromString(content)
        for content in net.layer:
            yield MESSAGES["LayerParameter"].FromString(content)
    except message.DecodeError as error:
        raise InputError(f"{path}: not a readable .caffemodel; fetch it again") from error
