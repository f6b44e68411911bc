"""Networks by name: those shipped with the package, those fetched, random ones, and files."""

import os
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..errors import InputError, choice_of
from ..files import cache_folder
from ..networks.architectures.graph import FAMILIES
from ..networks.networks import Network, random_network
from ..networks.normalization import plain_network
from ..settings import DEFAULTS
from .hdf5 import read_network
from .manifest import Source, read_manifest, sources_of

RANDOM_NETWORKS = {f"{name}-random": name for name in FAMILIES}


def shipped_folder() -> Path:
    """The folder with the manifest and the shipped networks: in the installed package, or `weights/` of a checkout."""
    package = Path(__file__).parent.parent
    return package / "shipped" if os.path.isdir(package / "shipped") else package.parent / "weights"


def shipped_manifest() -> dict[str, dict[str, Any]]:
    """What is known of each network by name: its file's checksum, addresses and license (`weights/manifest.toml`).

    Returns:
        Tables by name, among them "licenses" and "pixels".

    Example:
        >>> from stylejax import weights
        >>> len(weights.shipped_manifest()["compact"]["sha256"])
        64
    """
    return read_manifest(shipped_folder() / "manifest.toml")


def sources() -> dict[str, Source]:
    """The networks that can be made from other projects' files, by name.

    Returns:
        Entries of the manifest.

    Example:
        >>> from stylejax import weights
        >>> weights.sources()["nin"].license.commercial
        'no'
    """
    return sources_of(shipped_manifest())


def kinds() -> dict[str, Source]:
    """The kinds of files that can be converted ("keras-vgg19"), each as the first entry of that kind describes it.

    Returns:
        Entries of the manifest by kind.

    Example:
        >>> from stylejax import weights
        >>> weights.kinds()["keras-vgg19"].architecture
        'vgg19'
    """
    described = [source for source in sources().values() if source.kind]
    return {source.kind: source for source in reversed(described)}


def network_file(source: Source) -> Path:
    """Where a fetched network is cached, or a converted one may be put by hand.

    Args:
        source: an entry of the manifest.

    Returns:
        A path in the cache folder.

    Example:
        >>> from stylejax import weights
        >>> weights.network_file(weights.sources()["vgg19"]).name
        'vgg19.h5'
    """
    return cache_folder() / "networks" / f"{source.name}.h5"


def by_hand(source: Source) -> str:
    """The command that converts a file that was downloaded by hand, and puts it where `load_network` finds it."""
    file, path = source.file_name, shlex.quote(str(network_file(source)))
    if source.checksum:
        return f"stylejax weights convert {file} -o {path} --as {source.kind}"
    # Which file it is, nobody could tell without a published checksum.
    return f"stylejax weights convert {file} -o {path} --as {source.kind} --like {source.name}"


def network_files() -> dict[str, Path]:
    """The networks at hand, by name: files in the shipped folder and in the cache; of one name, the shipped.

    Returns:
        Paths by name.

    Example:
        >>> from stylejax import weights
        >>> weights.network_files()["compact"].name
        'compact.h5'
    """
    folders = (cache_folder() / "networks", shipped_folder())
    files = (path for folder in folders for path in sorted(_weight_files(folder)))
    return {path.stem: path for path in files if not path.name.startswith(".")}  # those are still being written


def _weight_files(folder: Path) -> list[Path]:
    """Those in a folder, none where it cannot be read."""
    try:
        return [path for path in folder.iterdir() if path.suffix == ".h5"]
    except OSError:
        return []


def _as_it_is(network: Network) -> Network:
    return network


OWN_SCALE = "own"
SCALES: Mapping[str, Callable[[Network], Network]] = {OWN_SCALE: _as_it_is, "plain": plain_network}


def load_network(name_or_path: str | Path = DEFAULTS.network, *, scale: str = OWN_SCALE) -> Network:
    """A network by name ("compact", "vgg19", "vgg19-random") or from an HDF5 weight file.

    `scale` is "own" or "plain": a normalized network whose card has the constants, as compact's has, can be had with
    activations as large as those of the plain VGG-19 (`plain_network`), for which published weights of losses were
    chosen. One that is plain as it is has no other.

    A network asked for by a name in the manifest must have the manifest's checksum, where it states one. Nothing is
    ever downloaded: raises InputError for a network that has yet to be fetched, saying how, for an unknown name, for
    a file that is broken or not the one promised, and for a scale that is unknown or that the network does not have.

    Args:
        name_or_path: a name of `stylejax weights list` or `stylejax info`, or a file.
        scale: "own" or "plain".

    Returns:
        The network.

    Example:
        >>> import stylejax
        >>> stylejax.load_network("compact", scale="plain").card.name
        'compact-plain'
    """
    if scale not in SCALES:
        raise InputError(f"scale: {scale!r} is unknown; {choice_of(scale, tuple(SCALES))}")
    return SCALES[scale](_found(name_or_path))


def _found(name_or_path: str | Path) -> Network:
    name, files = str(name_or_path), network_files()
    if name in RANDOM_NETWORKS:
        return random_network(RANDOM_NETWORKS[name], seed=0)
    if name in files:
        return read_network(files[name], sha256=shipped_manifest().get(name, {}).get("sha256", ""))
    if name and (Path(name).suffix == ".h5" or os.path.exists(name)):
        return read_network(name)
    if name in (known := sources()):
        raise InputError(f"network: {name!r} is not at hand; {_how_to_get(known[name])}")
    at_hand = [*files, *RANDOM_NETWORKS]
    choice = f"{choice_of(name, [*at_hand, *known], told=at_hand)}, fetch one of `stylejax weights list`"
    raise InputError(f"network: {name!r} is not at hand; {choice}, or name a weight file")


def _how_to_get(source: Source) -> str:
    if not source.format:
        return f"it is kept at {source.where}, and there is no converter for it; choose another"
    if not source.addresses:
        return f"it has no address ({source.origin}); if you have it, run `{by_hand(source)}`"
    fetch = f"stylejax weights fetch {source.name}"
    return f"run `{fetch}`, or download {source.addresses[0]} yourself and run `{by_hand(source)}`"
