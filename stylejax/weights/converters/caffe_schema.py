"""The part of Caffe's protobuf schema that holds a network's parameters. The only door to protobuf.

Field numbers are those of src/caffe/proto/caffe.proto (BVLC/caffe). Packed numbers are declared as bytes, which is the
same on the wire, so that NumPy reads them without a copy. Layers, blobs and shapes are declared as bytes, too, and are
parsed one by one once their fields are counted: of two bytes of file protobuf makes a message of thirty.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message, message_factory

from ...errors import InputError

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
        "shape": (7, "one", "bytes"),
        "double_data": (8, "many", "bytes"),
    },
    "ConvolutionParameter": {"group": (5, "one", "uint32"), "dilation": (18, "many", "uint32")},
    "PoolingParameter": {"pool": (1, "one", "int32")},
    "V1LayerParameter": {
        "layer": (1, "one", "bytes"),
        "name": (4, "one", "bytes"),
        "type": (5, "one", "int32"),
        "blobs": (6, "many", "bytes"),
        "convolution_param": (10, "one", "ConvolutionParameter"),
        "pooling_param": (19, "one", "PoolingParameter"),
    },
    "LayerParameter": {
        "name": (1, "one", "bytes"),
        "type": (2, "one", "bytes"),
        "blobs": (7, "many", "bytes"),
        "convolution_param": (106, "one", "ConvolutionParameter"),
        "pooling_param": (121, "one", "PoolingParameter"),
    },
    "NetParameter": {"layers": (2, "many", "bytes"), "layer": (100, "many", "bytes")},
}
MOST_FIELDS = 1000  # of a message; GoogLeNet has 170 layers


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
    net = parsed(path, "NetParameter", Path(path).read_bytes())
    if not net.layers and not net.layer:
        raise InputError(f"{path}: not a .caffemodel: it has no layers; fetch it again")
    for kind, contents in (("V1LayerParameter", net.layers), ("LayerParameter", net.layer)):
        for content in contents:
            yield parsed(path, kind, content)


def parsed(path: str | Path, kind: str, content: bytes) -> Any:
    """A message of `SCHEMA`. Raises InputError for a broken one, or one of more fields than any known file has."""
    try:
        if sum(1 for _ in itertools.islice(_fields(content), MOST_FIELDS + 1)) > MOST_FIELDS:
            raise InputError(f"{path}: not a .caffemodel: it has more than {MOST_FIELDS} parts; fetch it again")
        return MESSAGES[kind].FromString(content)
    except (message.DecodeError, IndexError) as error:
        raise InputError(f"{path}: not a readable .caffemodel; fetch it again") from error


def _fields(content: bytes) -> Iterator[int]:
    """Where each field of a message ends."""
    place = 0
    while place < len(content):
        tag, place = _varint(content, place)
        size, place = _varint(content, place) if tag & 7 in (0, 2) else (0, place)
        place += {0: 0, 1: 8, 2: size, 5: 4}.get(tag & 7, len(content))
        if place > len(content):
            raise message.DecodeError(f"a field ends at {place}")
        yield place


def _varint(content: bytes, place: int) -> tuple[int, int]:
    """A number in groups of seven bits, and where the next one begins."""
    number, shift = 0, 0
    while content[place] & 0x80 and shift < 63:
        number, shift, place = number | (content[place] & 0x7F) << shift, shift + 7, place + 1
    return number | (content[place] & 0x7F) << shift, place + 1
