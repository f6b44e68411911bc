"""`.npz` files of a VGG with heads (Collaborative Distillation, CVPR 2020) or of the normalized VGG -> Network."""

import re
from dataclasses import replace
from pathlib import Path

import jax.numpy as jnp
import numpy as np

from ...errors import InputError
from ...networks.architectures.graph import layers_of
from ...networks.networks import Network
from ..assembly import assemble_network, make_architecture
from .archives import read_npz_arrays
from .common import Facts, by_layer, matched, oihw_tensor

NAME = re.compile(r"conv(\d)_?(\d)(_aux)?\.(weight|bias)")


def read_npz(path: str | Path, facts: Facts) -> Network:
    """Read a network from an `.npz` file of PyTorch's arrays `[d c k k]`, "conv11.weight" or "conv1_1.weight".

    "conv11_aux" is a head. "conv0", the 1x1 convolution that these files begin with, is folded into conv1_1, so that
    the network takes the pixels that conv0 takes, RGB in [0, 1]; that is exact where the border is reflected. The
    network ends with the file's last convolution; `facts` say what the file does not. Raises InputError for a file that
    is broken, or in which something is amiss.

    Args:
        path: the file.
        facts: what it does not say of itself.

    Returns:
        The network.

    Example:
        >>> from stylejax import weights
        >>> facts = weights.converters.Facts("vgg19", weights.sources()["vgg19"].pixels)
        >>> weights.converters.read_npz("none.npz", facts)
        Traceback (most recent call last):
        stylejax.errors.InputError: none.npz: ...
    """
    facts = facts.of(path)
    arrays = read_npz_arrays(path)
    color = [_color_array(path, arrays, tensor, shape) for tensor, shape in (("weight", (3, 3, 1, 1)), ("bias", (3,)))]
    matches = [(matched(path, NAME, file_name), array) for file_name, array in arrays.items()]
    heads = tuple(sorted({f"{match[1]}_{match[2]}" for match, _ in matches if match[3]}))
    tensors = by_layer(path, (oihw_tensor(_layer(match, heads), match[4], array) for match, array in matches))
    last = max((layer[-3:] for layer in tensors), default="")
    graph = make_architecture(path, facts.architecture, facts.pooling, facts.padding, heads, last)
    return _fold_color(assemble_network(path, tensors, graph, facts.pixels, facts.card), *color)


def _layer(match: re.Match[str], heads: tuple[str, ...]) -> str:
    place = f"{match[1]}_{match[2]}"
    return f"narrow_conv{place}" if place in heads and not match[3] else f"conv{place}"


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
