"""What a picture remembers of how it was made: one record, whatever command made it."""

import dataclasses
import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from .._version import __version__
from ..losses.objectives import names_of
from ..losses.terms import by_kind
from ..networks.networks import Network, architecture_of
from ..settings import TransferSettings
from ..synthesis.runs import LevelResult, Result
from .inputs.parts import Inputs

VERSIONED = ("jax", "jaxlib", "optax", "numpy", "pillow", "h5py")


def versions() -> dict[str, str]:
    """Versions of this package, of what computes, and of Python."""
    numbers = {name: version(name) for name in VERSIONED}
    return {"stylejax": __version__, **numbers, "python": platform.python_version()}


def identity(network: Network) -> dict[str, str]:
    """Which network it was: its name and the checksum of its file."""
    return {"name": network.card.name, "sha256": network.card.sha256}


def record(
    command: str,
    settings: Any,
    *,
    networks: Mapping[str, Network],
    pictures: Mapping[str, str | None],
    **more: Any,
) -> dict[str, Any]:
    """What is stored in a picture, of plain values.

    `settings` is a record of settings; where one is how the network pools, what is stored is how it did. `networks` are
    those that took part, by their part in it, "network" or "yardstick"; `pictures` checksums of the files that were
    read. `more` is what came of it ("result"), and what a command has to tell beside its settings.
    """
    made_with = dataclasses.asdict(settings)
    if "pool" in made_with:
        made_with["pool"] = architecture_of(networks["network"]).pooling
    return {
        "command": command,
        "settings": made_with,
        **{part: identity(network) for part, network in networks.items()},
        "pictures": dict(pictures),
        "versions": versions(),
        **more,
    }


def transfer_record(command: str, settings: TransferSettings, inputs: Inputs, **more: Any) -> dict[str, Any]:
    """The record of a transfer; without a result it says what is known before anything is painted."""
    styles = zip(names_of("style", len(inputs.styles)), inputs.styles, strict=True)
    paintings = {name: style.sha256 for name, style in styles}
    checksums = {"content": inputs.content.sha256, **paintings, "init": inputs.init_sha256}
    return record(command, settings, networks={"network": inputs.network}, pictures=checksums, **more)


def transfer_result(result: Result) -> dict[str, Any]:
    """What a record says of what came of a transfer."""
    return {
        "evaluations": result.evaluations,
        "objective": result.lowest,
        "status": result.status,
        "shape": list(result.image.shape),
        "levels": [level_result(level) for level in result.levels],
    }


def level_result(level: LevelResult) -> dict[str, Any]:
    """What a record says of a level: its size, what was spent, and the literal weights of its terms."""
    return {
        "shape": list(level.shape),
        "evaluations": level.evaluations,
        "objective": level.objective,
        "weights": by_kind(level.weights),
    }
