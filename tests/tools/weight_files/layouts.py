"""The same small VGG-16 in every layout that stylejax converts, each written by the layout's own library."""

import importlib
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import h5py
import jax.numpy as jnp
import numpy as np
import safetensors.numpy
import scipy.io

from stylejax.networks.architectures.graph import Architecture, layers_of
from stylejax.networks.layers import Convolution
from stylejax.networks.networks import Network, Pixels, random_network
from stylejax.weights.hdf5 import save_network
from weight_files.caffe_files import caffe_net

CAFFE_RGB = Pixels("RGB", 255.0, (123.68, 116.779, 103.939))
Pairs = Mapping[str, tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Layout:
    """A kind of file ("" is stylejax's own), the file's suffix, and how such a file is written."""

    kind: str
    suffix: str
    write: Callable[[Path, Network], object]


def small_network(pixels: Pixels = CAFFE_RGB) -> Network:
    """A VGG-16 of one to eight channels, max-pooled, with biases."""
    network = random_network(Architecture("vgg16", "max"), seed=1, width=1 / 64)
    generator = np.random.default_rng(2)
    parameters = {
        layer: {**tensors, "bias": jnp.asarray(generator.normal(size=tensors["bias"].shape), jnp.float32)}
        for layer, tensors in network.parameters.items()
    }
    return replace(network, parameters=parameters, pixels=pixels)


def oihw(network: Network, *, blue_first: bool) -> Pairs:
    """Kernels `[d c k k]` and biases by layer, in order; the first sees blue first or red first."""
    layers = [layer.name for layer in layers_of(network.architecture) if isinstance(layer.operation, Convolution)]
    pairs = {}
    for layer in layers:
        kernel, bias = (np.array(network.parameters[layer][tensor]) for tensor in ("kernel", "bias"))
        step = -1 if blue_first and layer == layers[0] else 1
        pairs[layer] = np.ascontiguousarray(kernel[:, :, ::step].transpose(3, 2, 0, 1)), bias
    return pairs


def _keras(path: Path, network: Network) -> None:
    with h5py.File(path, "w") as file:
        for layer, (kernel, bias) in oihw(network, blue_first=True).items():
            name = f"block{layer[4]}_conv{layer[6]}"
            file[f"{name}/{name}/kernel:0"], file[f"{name}/{name}/bias:0"] = kernel.transpose(2, 3, 1, 0), bias
        file["fc1/fc1/kernel:0"] = np.ones((2, 2), np.float32)


def _caffe(version: int) -> Callable[[Path, Network], object]:
    def write(path: Path, network: Network) -> None:
        net = caffe_net(oihw(network, blue_first=True), version=version)
        path.write_bytes(net.SerializeToString())

    return write


def _cells(items: list[Any]) -> np.ndarray:
    cells = np.empty((1, len(items)), object)
    cells[0, :] = items
    return cells


def _matconvnet(*, old: bool, packed: bool) -> Callable[[Path, Network], object]:
    def write(path: Path, network: Network) -> None:
        layers: list[Any] = []
        for name, (oihw_kernel, flat) in oihw(network, blue_first=False).items():
            kernel, bias = oihw_kernel.transpose(2, 3, 1, 0), flat[None]
            weights = {"filters": kernel, "biases": bias} if old else {"weights": _cells([kernel, bias])}
            layers += [{"name": name, "type": "conv", "pad": 1, **weights}, {"name": "r", "type": "relu"}]
        layers.append({"name": "pool1", "type": "pool", "method": "max"})
        mean = np.array([123.68, 116.779, 103.939], np.float32).reshape(1, 1, 3)
        normalization = {"averageImage": np.tile(mean, (2, 2, 1)) if old else mean, "imageSize": [2.0, 2.0, 3.0]}
        meta = {"normalization": normalization} if old else {"meta": {"normalization": normalization}}
        scipy.io.savemat(path, {"layers": _cells(layers), **meta}, do_compression=packed)

    return write


def _listed(network: Network) -> list[np.ndarray]:
    return [array for pair in oihw(network, blue_first=True).values() for array in pair]


def _lasagne_pickle(path: Path, network: Network) -> None:
    mean = np.array([103.939, 116.779, 123.68], np.float32)
    held = {"param values": _listed(network), "mean value": mean, "synset words": ["cat"], "model type": "vgg16"}
    path.write_bytes(pickle.dumps(held, protocol=2))


def _lasagne_npz(path: Path, network: Network) -> None:
    np.savez(path, *_listed(network))


def _chainer_arrays(network: Network) -> dict[str, Any]:
    pairs = oihw(network, blue_first=True).items()
    named = {f"{layer}/{tensor}": array for layer, pair in pairs for tensor, array in zip("Wb", pair, strict=True)}
    return {**named, "fc6/W": np.ones((2, 2), np.float32)}


def _chainer_npz(path: Path, network: Network) -> None:
    np.savez_compressed(path, **_chainer_arrays(network))


def _chainer_pickle(path: Path, network: Network) -> None:
    path.write_bytes(pickle.dumps(_chainer_arrays(network), protocol=5))


def state_dict(network: Network, *, blue_first: bool) -> dict[str, np.ndarray]:
    """The arrays under torchvision's names: numbers among all layers, the ReLU and pooling layers included."""
    pairs = oihw(network, blue_first=blue_first)
    numbers = {layer.name: number for number, layer in enumerate(layers_of(network.architecture))}
    named = {
        f"features.{numbers[layer]}.{tensor}": array
        for layer, pair in pairs.items()
        for tensor, array in zip(("weight", "bias"), pair, strict=True)
    }
    return {**named, "classifier.0.weight": np.ones((2, 2), np.float32)}


def _torch(*, blue_first: bool, zipped: bool) -> Callable[[Path, Network], object]:
    def write(path: Path, network: Network) -> None:
        torch = importlib.import_module("torch")
        tensors = {name: torch.tensor(array) for name, array in state_dict(network, blue_first=blue_first).items()}
        torch.save(tensors, path, _use_new_zipfile_serialization=zipped)

    return write


def _safetensors(path: Path, network: Network) -> None:
    safetensors.numpy.save_file(state_dict(network, blue_first=False), path)


# Files of networks that want Caffe's pixels, and of networks that want torchvision's.
CAFFE_LAYOUTS = {
    "keras": Layout("keras-vgg16", ".h5", _keras),
    "caffe-v1": Layout("caffe-vgg16", ".caffemodel", _caffe(1)),
    "caffe-v2": Layout("caffe-vgg16", ".caffemodel", _caffe(2)),
    "matconvnet-2014": Layout("matconvnet-vgg16", ".mat", _matconvnet(old=True, packed=False)),
    "matconvnet-2015": Layout("matconvnet-vgg16", ".mat", _matconvnet(old=False, packed=True)),
    "lasagne-pickle": Layout("lasagne-vgg16", ".pkl", _lasagne_pickle),
    "lasagne-npz": Layout("lasagne-vgg16", ".npz", _lasagne_npz),
    "chainer-npz": Layout("chainer-vgg16", ".npz", _chainer_npz),
    "chainer-pickle": Layout("chainer-vgg16", ".pkl", _chainer_pickle),
}
TORCH_LAYOUTS = {
    "jcjohnson": Layout("jcjohnson-vgg16", ".pth", _torch(blue_first=True, zipped=False)),
    "torchvision": Layout("torchvision-vgg16", ".pth", _torch(blue_first=False, zipped=True)),
    "torchvision-2017": Layout("torchvision-vgg16", ".pth", _torch(blue_first=False, zipped=False)),
}
OTHER_LAYOUTS = {
    "safetensors": Layout("safetensors-vgg16", ".safetensors", _safetensors),
    "stylejax": Layout("", ".h5", save_network),
}
LAYOUTS = {**CAFFE_LAYOUTS, **OTHER_LAYOUTS, **TORCH_LAYOUTS}
