"""Weight files of other projects -> Network.

A reader of a format yields what `assembly.assemble_network` checks and joins: kernels and biases by layer, an
`Architecture`, `Pixels` and a `Card`. `CONVERTERS` is the list of known files; another format is another reader.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np

from .architectures import layers_of
from .assembly import assemble_network, make_architecture
from .errors import InputError
from .networks import Card, Network, Pixels
from .weights import MOST_BYTES, checksum, opened_hdf5

# Mean of ImageNet in blue, green, red, as Caffe's and Keras's VGG want it: gist ksimonyan/3785162f95cd2d5fee77.
CAFFE_PIXELS = Pixels("BGR", 255.0, (103.939, 116.779, 123.68))

NPZ_NAME = re.compile(r"conv(\d)_?(\d)(_aux)?\.(weight|bias)")
KERAS_NAME = re.compile(r"block(\d)_conv(\d)/(?:\w+/)?(?:\w+_)?(W|kernel|b|bias)(?:_\d+)?(?::\d+)?")
KERAS_CLASSIFIER = re.compile(r"(fc1|fc2|predictions)/.*")


def read_npz(
    path: str | Path, *, name: str, architecture: str = "vgg19", source: str = "", license: str = ""
) -> Network:
    """Read a network from an `.npz` file of PyTorch's arrays `[d c k k]`, "conv11.weight" or "conv1_1.weight".

    "conv11_aux" is a head. "conv0", the 1x1 convolution that these files begin with, is folded into conv1_1, so that
    pixels are RGB in [0, 1]; that is exact because the border is reflected. Pooling is max, and the network ends with
    the file's last convolution. Raises InputError for a file that is broken, or in which something is amiss.
    """
    card = Card(name, source=source, source_sha256=checksum(path), license=license)
    arrays = _read_zip(path)
    color = [_color_array(path, arrays, tensor, shape) for tensor, shape in (("weight", (3, 3, 1, 1)), ("bias", (3,)))]
    matches = [(_match(path, NPZ_NAME, file_name), array) for file_name, array in arrays.items()]
    heads = tuple(sorted({f"{match[1]}_{match[2]}" for match, _ in matches if match[3]}))
    tensors = _by_layer(path, (_npz_tensor(match, array, heads) for match, array in matches))
    graph = make_architecture(
        path, architecture, "max", "reflect", heads, max((layer[-3:] for layer in tensors), default="")
    )
    return _fold_color(assemble_network(path, tensors, graph, Pixels(), card), *color)


def read_keras(path: str | Path, *, name: str, architecture: str, source: str = "", license: str = "") -> Network:
    """Read a VGG from Keras's HDF5 file of weights, with or without its classifier, which is left out.

    Arrays are `block1_conv1/block1_conv1_W_1:0` or `block1_conv1/block1_conv1/kernel:0`, `[k k c d]`. Pixels are
    Caffe's, padding zero and pooling max (keras/applications/vgg19.py). Raises InputError for a file that is broken, or
    in which something is amiss.
    """
    card = Card(name, source=source, source_sha256=checksum(path), license=license)
    with opened_hdf5(path) as (_, arrays):
        kept = {place: array for place, array in arrays.items() if not KERAS_CLASSIFIER.fullmatch(place)}
        matches = [(_match(path, KERAS_NAME, place), array) for place, array in kept.items()]
        tensors = _by_layer(path, (_keras_tensor(match, array) for match, array in matches))
        graph = make_architecture(path, architecture, "max", "zero")
        return assemble_network(path, tensors, graph, CAFFE_PIXELS, card)


def _match(path: str | Path, pattern: re.Pattern[str], name: str) -> re.Match[str]:
    match = pattern.fullmatch(name)
    if not match:
        raise InputError(f"{path}: holds {name!r}, which this layout has no place for; is it another layout's file?")
    return match


def _by_layer(path: str | Path, found: Iterable[tuple[str, str, Any]]) -> dict[str, dict[str, Any]]:
    tensors: dict[str, dict[str, Any]] = {}
    for layer, tensor, array in found:
        if tensor in tensors.setdefault(layer, {}):
            raise InputError(f"{path}: holds {layer}/{tensor} twice; fetch the file again")
        tensors[layer][tensor] = array
    return tensors


def _npz_tensor(match: re.Match[str], array: np.ndarray, heads: tuple[str, ...]) -> tuple[str, str, np.ndarray]:
    place = f"{match[1]}_{match[2]}"
    narrow = "narrow_" if place in heads and not match[3] else ""
    if match[4] == "bias":
        return f"{narrow}conv{place}", "bias", array
    return f"{narrow}conv{place}", "kernel", array.transpose(2, 3, 1, 0) if array.ndim == 4 else array


def _keras_tensor(match: re.Match[str], array: Any) -> tuple[str, str, Any]:
    return f"conv{match[1]}_{match[2]}", "bias" if match[3].startswith("b") else "kernel", array


def _color_array(path: str | Path, arrays: dict[str, np.ndarray], tensor: str, shape: tuple[int, ...]) -> np.ndarray:
    array = arrays.pop(f"conv0.{tensor}", None)
    if array is None or array.shape != shape or array.dtype.kind != "f" or not np.isfinite(array).all():
        raise InputError(f"{path}: conv0.{tensor} is missing or not {shape} finite numbers; fetch the file again")
    return array.astype(np.float64)


def _fold_color(network: Network, kernel: np.ndarray, bias: np.ndarray) -> Network:
    """The network with a 1x1 convolution `[3 3 1 1]`, `[3]` of its pixels made part of its first layer."""
    first = layers_of(network.architecture)[0].name
    old = {tensor: np.asarray(array, np.float64) for tensor, array in network.parameters[first].items()}
    new = {
        "kernel": np.einsum("ijcd,ce->ijed", old["kernel"], kernel[:, :, 0, 0]),
        "bias": old["bias"] + np.einsum("ijcd,c->d", old["kernel"], bias),
    }
    folded = {tensor: jnp.asarray(array, jnp.float32) for tensor, array in new.items()}
    return replace(network, parameters={**network.parameters, first: folded})


def _read_zip(path: str | Path) -> dict[str, np.ndarray]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
                raise InputError(f"{path}: unpacks to more than {MOST_BYTES} bytes; name a weight file")
            return {member.filename.removesuffix(".npy"): _read_npy(archive, member) for member in archive.infolist()}
    except InputError:
        raise
    except (OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile) as error:
        raise InputError(f"{path}: not a readable .npz file of plain arrays; fetch it again") from error


def _read_npy(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> np.ndarray:
    """One array, refused before numpy makes room for more numbers than the archive holds."""
    with archive.open(member) as stream:
        version = np.lib.format.read_magic(stream)
        header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = header(stream)
        if dtype.hasobject or np.prod(shape, dtype=float) * dtype.itemsize > member.file_size:
            raise ValueError(member.filename)
    with archive.open(member) as stream:
        return np.lib.format.read_array(stream, allow_pickle=False)


# The license of the VGG group's own page, and the address in keras/applications.
VGG_LICENSE = "CC BY 4.0 (Visual Geometry Group, University of Oxford)"
KERAS_ADDRESS = (
    "https://github.com/fchollet/deep-learning-models/releases/download/v0.1/"
    "{}_weights_tf_dim_ordering_tf_kernels_notop.h5"
)

CONVERTERS: Mapping[str, Callable[[str | Path], Network]] = {
    "vgg19-quarter": partial(
        read_npz,
        name="vgg19-quarter",
        source="https://github.com/MingSun-Tse/Collaborative-Distillation (CVPR 2020), "
        "trained_models/wct_se_16x_new/20191109-211322_E20.pth, "
        "sha256 9417c34d0d8d621bc6af78be745f1b8d30f5f210efa01e50655c60eb3770816b",
        license="MIT, (c) 2020 Huan Wang; derived from VGG-19, " + VGG_LICENSE,
    ),
    "vgg19-normalized": partial(
        read_npz,
        name="vgg19-normalized",
        source="https://github.com/jkbehne/GOTStyleTranfer, models/vgg_normalised_conv3_1.pth, "
        "sha256 4ffff49ad5cdc3337374b947918f35f903fcb0898b0b5eebfcbd601b99fc3929",
        license="none stated by the repository; derived from VGG-19, " + VGG_LICENSE,
    ),
    "keras-vgg16": partial(
        read_keras,
        name="vgg16",
        architecture="vgg16",
        source=KERAS_ADDRESS.format("vgg16"),
        license=VGG_LICENSE,
    ),
    "keras-vgg19": partial(
        read_keras,
        name="vgg19",
        architecture="vgg19",
        source=KERAS_ADDRESS.format("vgg19"),
        license=VGG_LICENSE,
    ),
}
