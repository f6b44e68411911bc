"""Caffe's files become the networks they were, or are refused in one line."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from converter_files import converter, hdf5_bytes
from refusals import refused
from stylejax.errors import InputError
from stylejax.networks.architectures.graph import Architecture
from stylejax.networks.networks import Pixels, random_network
from stylejax.weights.converters import Facts, read_caffe
from weight_files.caffe_files import caffe_net
from weight_files.layouts import CAFFE_RGB, LAYOUTS, oihw, small_network


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("shape", [(2**31 - 1,) * 4, (2, 3, 3, 4), (0, 3, 3, 3), (-2, -3, 3, 3)])
def test_a_caffemodel_with_a_forged_shape_is_refused(shape: tuple[int, ...], version: int, tmp_path: Path) -> None:
    net = caffe_net(oihw(small_network(), blue_first=True), version=version)
    blob = (net.layers if version == 1 else net.layer)[1].blobs[0]
    if version == 1:
        blob.num, blob.channels, blob.height, blob.width = shape
    else:
        blob.shape.dim[:] = shape
    assert "conv1_1" in refused("caffe-vgg16", tmp_path, net.SerializeToString())


@pytest.mark.parametrize("length", [b"\xff\xff\xff\xff\x07", b"\xff" * 9 + b"\x01", b"\x80"])
def test_a_caffemodel_with_a_forged_length_is_refused(length: bytes, tmp_path: Path) -> None:
    blob = b"\x2a" + length + bytes(8)  # field 5: the numbers
    layer = b"\x22\x07conv1_1\x28\x04" + 2 * (b"\x32" + bytes([len(blob)]) + blob)
    content = b"\x12" + bytes([len(layer)]) + layer
    assert "not a readable .caffemodel" in refused("caffe-vgg16", tmp_path, content)


@pytest.mark.parametrize("content", [b"", b"text", bytes(100), b"\x12\x00" * 2000, b"\x12\x02\x22\x00"])
def test_what_is_no_caffemodel_is_refused(content: bytes, tmp_path: Path) -> None:
    refused("caffe-vgg16", tmp_path, content)


@pytest.mark.parametrize("field", [b"\x12\x00", b"\xa2\x06\x00"])
def test_a_caffemodel_of_millions_of_layers_is_refused(field: bytes, tmp_path: Path) -> None:
    assert "more than 1000 parts" in refused("caffe-vgg16", tmp_path, field * 2**22)


def test_a_caffemodel_of_another_kind_of_layer_is_refused(tmp_path: Path) -> None:
    pairs = oihw(small_network(), blue_first=True)
    for change, named in (("group", "grouped"), ("type", "convolution"), ("blobs", "bias"), ("extra", "conv9_9")):
        net = caffe_net({**pairs, "conv9_9": pairs["conv1_1"]} if change == "extra" else pairs, version=2)
        layer = net.layer[1]
        layer.convolution_param.group = 2 if change == "group" else 1
        layer.type = "BatchNorm" if change == "type" else "Convolution"
        if change == "blobs":
            del layer.blobs[1]
        assert named in refused("caffe-vgg16", tmp_path, net.SerializeToString())


@pytest.mark.parametrize("version", [1, 2])
def test_a_caffemodel_says_how_it_pools(version: int, tmp_path: Path) -> None:
    net = caffe_net(oihw(small_network(), blue_first=True), version=version, average=True)
    (tmp_path / "net.caffemodel").write_bytes(net.SerializeToString())
    assert converter("caffe-vgg16")(tmp_path / "net.caffemodel").architecture.pooling == "average"


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("architecture", ["googlenet", "nin"])
def test_caffes_other_networks_keep_their_layers(architecture: str, version: int, tmp_path: Path) -> None:
    try:
        graph = Architecture(architecture, "average")
    except InputError:
        pytest.skip(f"the architecture {architecture} is not there yet")
    network = replace(
        random_network(graph, seed=0, width=1 / 16), pixels=replace(CAFFE_RGB, mean=(123.0, 117.0, 104.0))
    )
    pairs = {
        **oihw(network, blue_first=True),
        "loss1/conv": (np.ones((2, 2, 1, 1), np.float32), np.ones(2, np.float32)),
    }
    net = caffe_net(pairs, version=version)
    layers, kind = (net.layers, 17) if version == 1 else (net.layer, "Pooling")
    layers.add(name="pool2/3x3_s2" if architecture == "googlenet" else "pool0", type=kind).pooling_param.pool = 1
    layers.add(name="pool5/7x7_s1", type=kind).pooling_param.pool = 0  # the classifier's, which says nothing
    (tmp_path / "net.caffemodel").write_bytes(net.SerializeToString())
    read = converter(f"caffe-{architecture}")(tmp_path / "net.caffemodel")
    assert hdf5_bytes(tmp_path, read) == hdf5_bytes(tmp_path, network)


def test_an_unknown_architecture_is_refused(tmp_path: Path) -> None:
    LAYOUTS["caffe-v2"].write(tmp_path / "net.caffemodel", small_network())
    with pytest.raises(InputError, match="vgg11"):
        read_caffe(tmp_path / "net.caffemodel", Facts("vgg11", Pixels()))
