"""PyTorch's names -> layers, from a `.pth` file or from safetensors."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import safetensors

from ...errors import InputError
from ...networks.architectures.graph import Architecture, layers_of
from ...networks.layers import Convolution
from ...networks.networks import Network
from .common import CLASSIFIER, Facts, by_layer, converted, matched, oihw_tensor
from .torch_files import read_torch_arrays

NAME = re.compile(r"(?:features\.)?(conv\d_\d|\d{1,3})\.(weight|bias)")
MOST_ARRAYS = 500
FLOATS = ("F16", "F32", "F64")


def read_torch(path: str | Path, facts: Facts) -> Network:
    """Read a VGG from PyTorch's `.pth` file of a state dict: "features.0.weight" or "conv1_1.weight", `[d c k k]`.

    Needs PyTorch (`stylejax[torch]`), whose `torch.load(weights_only=True)` does the reading. The classifier is left
    out (torchvision/models/vgg.py); `facts` say what the file does not. Raises InputError for a file that is broken, or
    in which something is amiss, and where PyTorch is absent.

    Args:
        path: the file.
        facts: what it does not say of itself.

    Returns:
        The network.

    Example:
        >>> from stylejax import weights
        >>> facts = weights.converters.Facts("vgg19", weights.sources()["vgg19"].pixels)
        >>> weights.converters.read_torch("none.pth", facts)
        Traceback (most recent call last):
        stylejax.errors.InputError: none.pth: ...
    """
    facts = facts.of(path)
    return _network(path, read_torch_arrays(path, left_out=CLASSIFIER), facts)


def read_safetensors(path: str | Path, facts: Facts) -> Network:
    """Read a VGG from a safetensors file of the same arrays as `read_torch` wants.

    Raises InputError for a file that is broken, or in which something is amiss.

    Args:
        path: the file.
        facts: what it does not say of itself.

    Returns:
        The network.

    Example:
        >>> from stylejax import weights
        >>> facts = weights.converters.Facts("vgg19", weights.sources()["vgg19"].pixels)
        >>> weights.converters.read_safetensors("none.safetensors", facts)
        Traceback (most recent call last):
        stylejax.errors.InputError: none.safetensors: ...
    """
    facts = facts.of(path)
    return _network(path, _safetensors_arrays(path), facts)


def _network(path: str | Path, arrays: Mapping[str, Any], facts: Facts) -> Network:
    matches = [(matched(path, NAME, place), array) for place, array in arrays.items()]
    numbers = dict(_numbered(facts.graph(path)))
    found = ((numbers.get(match[1], match[1]), match[2], array) for match, array in matches)
    return converted(path, by_layer(path, (oihw_tensor(*each) for each in found)), facts)


def _numbered(graph: Architecture) -> Iterator[tuple[str, str]]:
    """The numbers of the convolutions among "features": ReLU and pooling layers count, too."""
    for number, layer in enumerate(layers_of(graph)):
        if isinstance(layer.operation, Convolution):
            yield str(number), layer.name


def _safetensors_arrays(path: str | Path) -> dict[str, Any]:
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            names = [name for name in file.keys() if not CLASSIFIER.fullmatch(name)]  # noqa: SIM118  (not a mapping)
            _check_types(path, {name: file.get_slice(name).get_dtype() for name in names})
            return {name: file.get_tensor(name) for name in names}
    except InputError:
        raise
    except (safetensors.SafetensorError, OSError, ValueError, TypeError, LookupError) as error:
        raise InputError(f"{path}: not a readable safetensors file; fetch it again") from error


def _check_types(path: str | Path, types: Mapping[str, str]) -> None:
    if len(types) > MOST_ARRAYS:
        raise InputError(f"{path}: holds more than {MOST_ARRAYS} arrays; name a weight file")
    for name, kind in types.items():
        if kind not in FLOATS:
            raise InputError(f"{path}: {name[:100]!r} holds {kind}, not one of {', '.join(FLOATS)}; save it as float32")
