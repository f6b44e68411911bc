"""The formats of other projects' weight files, and who reads each. What is in a file, the manifest says."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ...errors import InputError, choice_of
from ...networks.networks import Card, Network
from ..library import kinds
from ..manifest import Source
from .caffe import read_caffe
from .chainer import read_chainer
from .collaborative import read_npz
from .common import Facts
from .keras import read_keras
from .lasagne import read_lasagne
from .matconvnet import read_matconvnet
from .state_dicts import read_safetensors, read_torch

Reader = Callable[[str | Path, Facts], Network]

READERS: Mapping[str, Reader] = {
    "caffe": read_caffe,
    "chainer": read_chainer,
    "keras": read_keras,
    "lasagne": read_lasagne,
    "matconvnet": read_matconvnet,
    "npz": read_npz,
    "safetensors": read_safetensors,
    "torch": read_torch,
}

# The package that a reader cannot do without, and the extra of the same name.
NEEDS: Mapping[str, str] = {"torch": "torch"}

UNKNOWN = "unknown"  # the license of a file that is not known by its checksum


def read_file(path: str | Path, source: Source, *, card: Card) -> Network:
    """The network of a file that is what `source` says, with this card; its checksum is the file's own.

    Raises InputError for a file that is broken, or is not what `source` says, and for a source that nobody reads.

    Args:
        path: a weight file of another project.
        source: what it is.
        card: name, source and license that the network gets.

    Returns:
        The network.

    Example:
        >>> from stylejax import networks, weights
        >>> weights.read_file("none.h5", weights.sources()["vgg19"], card=networks.Card("mine"))
        Traceback (most recent call last):
        stylejax.errors.InputError: none.h5: ...
    """
    if source.format not in READERS:
        raise InputError(f"{path}: nobody reads the format of {source.name}; {choice_of(source.format, READERS)}")
    facts = Facts(source.architecture, source.pixels, source.padding, source.pooling, card)
    return READERS[source.format](path, facts)


def read_known(path: str | Path, source: Source, *, address: str = "") -> Network:
    """The network of a file that is the very file of a source, with its license.

    Its card names the address that served it, by default the first. Raises InputError as `read_file` does.

    Args:
        path: a weight file of another project.
        source: the entry that it is.
        address: that served it.

    Returns:
        The network.

    Example:
        >>> from stylejax import weights
        >>> weights.read_known("none.caffemodel", weights.sources()["nin"])
        Traceback (most recent call last):
        stylejax.errors.InputError: none.caffemodel: ...
    """
    card = Card(source.name, source=address or source.where, license=source.license.text)
    return read_file(path, source, card=card)


def read_kind(path: str | Path, kind: str, *, license: str = UNKNOWN) -> Network:
    """The network of a file of a kind ("keras-vgg19"): one like the files of the manifest, but not known to be one.

    So neither its source nor its license is known, unless the caller knows the license. Raises InputError as
    `read_file` does, and for an unknown kind.

    Args:
        path: a weight file of another project.
        kind: one of `kinds`.
        license: of the file.

    Returns:
        The network.

    Example:
        >>> from stylejax import weights
        >>> weights.read_kind("none.h5", "keras-vgg19")
        Traceback (most recent call last):
        stylejax.errors.InputError: none.h5: ...
    """
    known = kinds()
    if kind not in known:
        raise InputError(f"as: {kind!r} is unknown; {choice_of(kind, known)}")
    return read_file(path, known[kind], card=Card(kind, license=license))
