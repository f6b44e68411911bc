"""Weight files: one HDF5 layout <-> Network (weights/README.md describes it). The only door to h5py."""

import contextlib
import dataclasses
import hashlib
import io
import itertools
import stat
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from ..errors import InputError
from ..files import whole_file
from ..networks.architectures.graph import Architecture, layers_of
from ..networks.layers import Convolution
from ..networks.networks import Card, Network, Pixels, PlainScale, architecture_of
from .assembly import CARD_TEXTS, MOST_TEXT, TENSORS, assemble_network, make_architecture
from .recognizing import other_hdf5, what_it_is

FORMAT = "stylejax-network-1"
DTYPES = ("float32", "float16")

# Bounds on what a file may claim before anything is allocated for it.
MOST_BYTES = 2**31  # the whole VGG-19 with its classifier is 0.6 GB
MOST_MEMBERS = 500  # groups and arrays in an HDF5 file; the whole Keras VGG-19 has about 90


def save_network(path: str | Path, network: Network, *, dtype: str = "float32") -> None:
    """Write a network to an HDF5 file, whole or not at all; equal networks give equal bytes.

    `dtype` is how numbers are stored: "float32" (lossless) or "float16" (half the size). Raises InputError for an
    unknown `dtype`, for a network that `read_network` would refuse, for a folder that cannot be written to, and for a
    full disk.

    Args:
        path: where the file goes.
        network: of a known architecture, as it was loaded.
        dtype: "float32" or "float16".

    Example:
        >>> import stylejax
        >>> stylejax.save_network("small.h5", stylejax.random_network("vgg19", seed=0, width=1 / 64), dtype="float16")
        >>> stylejax.read_network("small.h5").parameters["conv1_1"]["kernel"].dtype.name
        'float32'
    """
    if dtype not in DTYPES:
        raise InputError(f"dtype: {dtype!r} is unknown; choose one of {', '.join(DTYPES)}")
    assemble_network(path, network.parameters, architecture_of(network), network.pixels, network.card)
    arrays = dict(_stored_arrays(path, network, dtype))
    # In memory first: where a disk is full, h5py prints a traceback for every array that is still to be written.
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", libver=("v108", "v108")) as file:
        file.attrs.update(_attributes(network))
        for name, array in arrays.items():
            file.create_dataset(name, data=array, track_times=False)
        for scale in network.card.plain:
            numbers = (scale.factor, scale.low, scale.high)
            file[scale.layer].attrs.update({"plain": numbers, "plain_evidence": _fixed_text(scale.evidence)})
    with whole_file(path) as temporary:
        temporary.write_bytes(buffer.getbuffer())


def _stored_arrays(path: str | Path, network: Network, dtype: str) -> Iterator[tuple[str, np.ndarray]]:
    """The arrays as they are stored, by their place in the file, in the architecture's order whatever the mapping's."""
    for layer, tensor in itertools.product(_convolutions(architecture_of(network)), TENSORS):
        with np.errstate(over="ignore"):
            array = np.asarray(network.parameters[layer.name][tensor], np.float32).astype(dtype)
        if not np.isfinite(array).all():
            raise InputError(f"{path}: {layer.name}/{tensor} holds a number too large for {dtype}; use float32")
        yield f"{layer.name}/{tensor}", array


def _convolutions(architecture: Architecture) -> list[Any]:
    return [layer for layer in layers_of(architecture) if isinstance(layer.operation, Convolution)]


def _attributes(network: Network) -> dict[str, Any]:
    # a file cannot hold its own checksum
    card = {name: getattr(network.card, name) for name in CARD_TEXTS if name != "sha256"}
    texts = {"format": FORMAT, **_flat_architecture(architecture_of(network)), **card}
    pixels = asdict(network.pixels)
    texts["channel_order"] = pixels.pop("channel_order")
    return {**{name: _fixed_text(text) for name, text in texts.items()}, **pixels}


def _fixed_text(text: str) -> np.ndarray:
    # Of fixed length, as reading a damaged heap, where HDF5 keeps all other strings, may never end (HDF5 2.0).
    encoded = text.encode()
    return np.array(encoded, h5py.string_dtype("utf-8", max(1, len(encoded))))


def _flat_architecture(architecture: Architecture) -> dict[str, str]:
    return {
        "architecture": architecture.name,
        "pooling": architecture.pooling,
        "padding": architecture.padding,
        "heads": ",".join(architecture.heads),
        "last": architecture.last,
    }


def read_network(path: str | Path, *, sha256: str = "") -> Network:
    """Read a network from an HDF5 weight file, checked layer by layer against its architecture.

    Parameters come back as float32. Where `sha256` is given, the file must have that checksum, or is not even opened.
    Raises InputError, naming file and tensor, for a file that is missing, truncated, not HDF5, of another layout, or in
    which a tensor is absent, superfluous, of the wrong shape or type, stored elsewhere, or not finite.

    Args:
        path: a weight file of stylejax.
        sha256: the checksum that it must have.

    Returns:
        The network.

    Example:
        >>> import stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> stylejax.save_network("small.h5", network)
        >>> stylejax.read_network("small.h5").architecture.name
        'vgg19'
    """
    actual = checksum(path)
    if sha256 and actual != sha256:
        raise InputError(f"{path}: not the file the manifest promises (sha256 is {actual}); fetch it again")
    with opened_hdf5(path) as (attributes, arrays):
        if "format" not in attributes or _text(path, attributes, "format") != FORMAT:
            raise InputError(f"{path}: {other_hdf5(path)}")
        architecture, pixels = _read_architecture(path, attributes), _read_pixels(path, attributes)
        layers = _by_layer(arrays)
        card = dataclasses.replace(_read_card(path, attributes, actual), plain=tuple(_read_plain(path, layers)))
        return assemble_network(path, layers, architecture, pixels, card)


def checksum(path: str | Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal. Raises InputError if it is not a readable file of bearable size.

    Args:
        path: any file.

    Returns:
        64 digits.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import weights
        >>> Path("file").write_bytes(b"abc")
        3
        >>> weights.checksum("file")[:8]
        'ba7816bf'
    """
    with _errors_name(path):
        check_weight_file(path)
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def check_weight_file(path: str | Path) -> None:
    """Raise InputError for what is no plain file of bearable size: a pipe would be waited for, a folder is none."""
    with _errors_name(path):
        found = Path(path).stat()
        if stat.S_ISDIR(found.st_mode):
            raise InputError(f"{path}: cannot be read (Is a directory); name a weight file")
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            raise InputError(f"{path}: not a plain file of at most {MOST_BYTES} bytes; name a weight file")


@contextlib.contextmanager
def _errors_name(path: str | Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:  # the latter for a path that cannot be one
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be read ({reason}); name a weight file") from error


@contextlib.contextmanager
def opened_hdf5(path: str | Path) -> Iterator[tuple[h5py.AttributeManager, dict[str, h5py.Dataset]]]:
    """The attributes and the arrays, by their place ("conv1_1/kernel"), of an HDF5 file that nobody need trust.

    Nothing is read yet. Raises InputError for a broken file, and for an array whose bytes are not in the file itself.
    """
    try:
        with h5py.File(path, "r") as file:
            yield file.attrs, dict(_arrays(path, file))
    except InputError:
        raise
    except (OSError, RuntimeError, LookupError, TypeError, ValueError) as error:  # h5py raises all of these
        raise InputError(f"{path}: {what_it_is(path)}") from error


def _arrays(path: str | Path, file: h5py.File) -> Iterator[tuple[str, h5py.Dataset]]:
    for count, (name, member) in enumerate(_members(path, file)):
        if count == MOST_MEMBERS:
            raise InputError(f"{path}: holds more than {MOST_MEMBERS} groups and arrays; name a weight file")
        if isinstance(member, h5py.Dataset):
            if not _is_held_inside(member):
                raise InputError(f"{path}: {name!r} is not held in the file itself; fetch or convert it again")
            yield name, member


def _members(path: str | Path, group: h5py.Group, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name in group:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise InputError(f"{path}: {prefix + name!r} is a link to elsewhere; fetch or convert the file again")
        member = group[name]
        yield prefix + name, member
        if isinstance(member, h5py.Group):
            yield from _members(path, member, f"{prefix}{name}/")


def _is_held_inside(dataset: h5py.Dataset) -> bool:
    """Whether the array's own numbers are in the file, in pieces that may be unpacked without harm."""
    if dataset.external or dataset.is_virtual or not dataset.id.get_storage_size():
        return False
    return np.prod(dataset.chunks or (1,), dtype=float) * dataset.dtype.itemsize <= MOST_BYTES / 16


def _by_layer(arrays: Mapping[str, h5py.Dataset]) -> dict[str, dict[str, h5py.Dataset]]:
    tensors: dict[str, dict[str, h5py.Dataset]] = {}
    for name, array in arrays.items():
        layer, _, tensor = name.rpartition("/")
        tensors.setdefault(layer, {})[tensor] = array
    return tensors


def _text(path: str | Path, attributes: h5py.AttributeManager, name: str) -> str:
    # Type and size are looked at before the value, which may be anything.
    stored = attributes.get_id(name) if name in attributes else None
    if stored is None or stored.shape != () or stored.dtype.kind != "S" or stored.dtype.itemsize > 4 * MOST_TEXT:
        raise InputError(f"{path}: attribute {name!r} is missing or not a string of fixed length; convert it again")
    return bytes(attributes[name]).decode()


def _numbers(path: str | Path, attributes: h5py.AttributeManager, name: str, shape: tuple[int, ...]) -> Any:
    stored = attributes.get_id(name) if name in attributes else None
    if stored is None or stored.shape != shape or stored.dtype.kind not in "fiu":
        count = f"{shape[0]} numbers" if shape else "a number"
        raise InputError(f"{path}: attribute {name!r} is missing or not {count}; convert the file again")
    return np.asarray(attributes[name], np.float64).tolist()


def _read_architecture(path: str | Path, attributes: h5py.AttributeManager) -> Architecture:
    name, pooling, padding, heads, last = (
        _text(path, attributes, each) for each in ("architecture", "pooling", "padding", "heads", "last")
    )
    places = tuple(heads.split(",")) if heads else ()
    if list(places) != sorted(set(places)) or (last and max(places, default="") > last):
        raise InputError(f"{path}: heads: {heads!r} are not in order, or beyond the last place {last!r}")
    return make_architecture(path, name, pooling, padding, places, last)


def _read_pixels(path: str | Path, attributes: h5py.AttributeManager) -> Pixels:
    order, scale = _text(path, attributes, "channel_order"), _numbers(path, attributes, "scale", ())
    mean, std = (tuple(_numbers(path, attributes, name, (3,))) for name in ("mean", "std"))
    return Pixels(order, scale, mean, std)


def _read_card(path: str | Path, attributes: h5py.AttributeManager, sha256: str) -> Card:
    optional = ("source", "source_sha256", "license")
    source, source_sha256, license = (_text(path, attributes, each) if each in attributes else "" for each in optional)
    return Card(_text(path, attributes, "name"), sha256, source, source_sha256, license)


def _read_plain(path: str | Path, layers: Mapping[str, Mapping[str, h5py.Dataset]]) -> Iterator[PlainScale]:
    """The constants of the plain scale, of those convolutions that have one."""
    for name, tensors in layers.items():
        attributes = next(iter(tensors.values())).parent.attrs
        if "plain" in attributes:
            factor, low, high = _numbers(path, attributes, "plain", (3,))
            yield PlainScale(name, factor, low, high, _text(path, attributes, "plain_evidence"))
