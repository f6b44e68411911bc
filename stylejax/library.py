"""Networks by name: those shipped with the package, those fetched, random ones, and files."""

import os
import tomllib
from pathlib import Path
from typing import Any

from .architectures import FAMILIES
from .errors import InputError
from .files import cache_folder
from .networks import Network, random_network
from .settings import DEFAULTS
from .weights import read_network

RANDOM_NETWORKS = {f"{name}-random": name for name in FAMILIES}


def shipped_folder() -> Path:
    """The folder with the manifest and the shipped networks: in the installed package, or `weights/` of a checkout."""
    package = Path(__file__).parent
    return package / "shipped" if (package / "shipped").is_dir() else package.parent / "weights"


def manifest() -> dict[str, dict[str, Any]]:
    """What is known of each network by name: its file's checksum, address and license (`weights/manifest.toml`)."""
    return tomllib.loads((shipped_folder() / "manifest.toml").read_text(encoding="utf-8"))


def network_files() -> dict[str, Path]:
    """The networks at hand, by name: files in the shipped folder and in the cache; of one name, the shipped."""
    folders = (cache_folder() / "networks", shipped_folder())
    files = (path for folder in folders for path in sorted(folder.glob("*.h5")))
    return {path.stem: path for path in files if not path.name.startswith(".")}  # those are still being written


def load_network(name_or_path: str | Path = DEFAULTS.network) -> Network:
    """A network by name ("compact", "vgg19", "vgg19-random") or from an HDF5 weight file.

    A network asked for by a name in the manifest must have the manifest's checksum. Raises InputError for an unknown
    name and for a file that is broken or not the one promised.
    """
    name, files = str(name_or_path), network_files()
    if name in RANDOM_NETWORKS:
        return random_network(RANDOM_NETWORKS[name], seed=0)
    if name in files:
        return read_network(files[name], sha256=manifest().get(name, {}).get("sha256", ""))
    if name and (Path(name).suffix == ".h5" or os.path.exists(name)):
        return read_network(name)
    at_hand = ", ".join([*files, *RANDOM_NETWORKS])
    raise InputError(f"network: {name!r} is not at hand; choose one of {at_hand}, or name an HDF5 weight file")
