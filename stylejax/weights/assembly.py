"""Arrays that came from a file, of whatever format -> Network: the one place where all of them are checked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np

from ..errors import InputError
from ..networks.architectures.graph import Architecture, layers_of
from ..networks.layers import Convolution, LayerParameters, channels_read
from ..networks.networks import Card, Network, Pixels

TENSORS = ("kernel", "bias")
CHANNEL_ORDERS = ("RGB", "BGR")
MOST_CHANNELS = 1024  # NIN's conv4-1024, the widest layer of any network known here
CARD_TEXTS = ("name", "sha256", "source", "source_sha256", "license")  # its lines
MOST_SCALE = 1e6  # a factor between two scales; the plain VGG-19 has up to 1e3
MOST_TEXT = 1000  # characters in a line of a card

# Arrays by layer and tensor. An array is anything with a shape and a dtype that numpy can read: an HDF5 dataset, say.
Tensors = Mapping[str, Mapping[str, Any]]


def make_architecture(path: str | Path, *fields: Any) -> Architecture:
    """The `Architecture` of these fields, which came from `path`; its InputError names the path."""
    try:
        return Architecture(*fields)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def assemble_network(
    path: str | Path, tensors: Tensors, architecture: Architecture, pixels: Pixels, card: Card
) -> Network:
    """A network of arrays that came from `path`, in whatever format: the one place where all of them are checked.

    `tensors` maps each convolution to its "kernel" `[k k c d]` and "bias" `[d]`, as floating-point numbers. Each is
    read only when its shape is known to be right. Raises InputError, naming the path, for whatever does not fit.
    """
    _check_pixels(path, pixels)
    _check_plain(path, card, architecture)
    for name, text in _texts(card).items():
        if not text.isprintable() or len(text) > MOST_TEXT:
            raise InputError(f"{path}: {name} is not one line of at most {MOST_TEXT} printable characters")
    channels, parameters = {"image": 3}, {}
    for layer in layers_of(architecture):
        channels[layer.name] = channels_read(layer, channels)
        if isinstance(layer.operation, Convolution):
            inputs = (layer.operation.size, layer.operation.size, channels[layer.name])
            parameters[layer.name] = _checked_layer(path, layer.name, tensors.get(layer.name, {}), inputs)
            channels[layer.name] = parameters[layer.name]["bias"].shape[0]
    if extra := sorted(set(tensors) - set(parameters)):
        raise InputError(f"{path}: holds {extra[0]!r}, which its architecture {architecture.name!r} has no place for")
    return Network(parameters, architecture, pixels, card)


def _texts(card: Card) -> dict[str, str]:
    """All lines of a card by name."""
    evidence = {f"{scale.layer}: plain_evidence": scale.evidence for scale in card.plain}
    return {name: getattr(card, name) for name in CARD_TEXTS} | evidence


def _check_plain(path: str | Path, card: Card, architecture: Architecture) -> None:
    """Raise InputError for constants of a layer that is no convolution, and for those that are no scale."""
    known = {layer.name for layer in layers_of(architecture) if isinstance(layer.operation, Convolution)}
    for scale in card.plain:
        in_order = 0 < scale.low <= scale.factor <= scale.high <= MOST_SCALE
        if scale.layer not in known or not in_order:
            wanted = f"a factor above zero and at most {MOST_SCALE:g}, between its lowest and its highest"
            raise InputError(f"{path}: {scale.layer}: plain is not of a convolution, or not {wanted}")


def _check_pixels(path: str | Path, pixels: Pixels) -> None:
    if pixels.channel_order not in CHANNEL_ORDERS:
        raise InputError(f"{path}: channel_order: {pixels.channel_order!r} is unknown; choose one of RGB, BGR")
    with np.errstate(over="ignore"):
        divisors = np.array([pixels.scale, *pixels.std], np.float32)
        numbers = np.array([*pixels.mean, *divisors], np.float32)
    if len(numbers) != 7 or not np.isfinite(numbers).all() or divisors.min() <= 0:
        raise InputError(f"{path}: scale, mean and std must be finite, scale and std above zero; convert it again")


def _checked_layer(path: str | Path, name: str, tensors: Mapping[str, Any], inputs: tuple[int, ...]) -> LayerParameters:
    for tensor in sorted(set(tensors) ^ set(TENSORS)):
        raise InputError(f"{path}: {name}/{tensor} is {'superfluous' if tensor in tensors else 'missing'}")
    kernel = _checked_array(path, f"{name}/kernel", tensors["kernel"], (*inputs, None))
    return {"kernel": kernel, "bias": _checked_array(path, f"{name}/bias", tensors["bias"], kernel.shape[3:])}


def _checked_array(path: str | Path, name: str, array: Any, expected: tuple[int | None, ...]) -> Any:
    shape = tuple(array.shape or ())
    fits = len(shape) == len(expected) and all(want in (None, got) for want, got in zip(expected, shape, strict=True))
    if not fits or not 0 < shape[-1] <= MOST_CHANNELS:
        wanted = str(expected).replace("None", f"1 to {MOST_CHANNELS}")
        raise InputError(f"{path}: {name} has shape {shape}, its architecture wants {wanted}")
    if array.dtype.kind != "f" or array.dtype.itemsize > 8:
        raise InputError(f"{path}: {name} holds {array.dtype}, not floating-point numbers; convert the file again")
    with np.errstate(over="ignore"):
        values = np.asarray(array).astype(np.float32)
    if not np.isfinite(values).all():
        raise InputError(f"{path}: {name} holds a number that is not finite; fetch or convert the file again")
    return jnp.asarray(values)
