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
    """Versions of this package, of what computes, and of Python.

    Returns:
        By name.

    Example:
        >>> from stylejax import jobs
        >>> sorted(jobs.versions())[:3]
        ['h5py', 'jax', 'jaxlib']
    """
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

    Args:
        command: that made it.
        settings: of it.
        networks: that took part.
        pictures: checksums.
        more: what else there is to remember.

    Returns:
        Plain values.

    Example:
        >>> import stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> took_part = {"networks": {"network": network}, "pictures": {"content": None}}
        >>> told = jobs.record("transfer", TransferSettings(), **took_part)
        >>> told["network"]["name"]
        'vgg19-random'
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
    """The record of a transfer; without a result it says what is known before anything is painted.

    Args:
        command: that made it.
        settings: of the picture.
        inputs: what they name, as it was read.
        more: what else there is to remember, as its result.

    Returns:
        Plain values.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((16, 16, 3)))
        >>> settings = TransferSettings("photo.png", "photo.png")
        >>> list(jobs.transfer_record("transfer", settings, jobs.read_inputs(settings)))
        ['command', 'settings', 'network', 'pictures', 'versions']
    """
    styles = zip(names_of("style", len(inputs.styles)), inputs.styles, strict=True)
    paintings = {name: style.sha256 for name, style in styles}
    checksums = {"content": inputs.content.sha256, **paintings, **inputs.checksums, "init": inputs.init_sha256}
    return record(command, settings, networks={"network": inputs.network}, pictures=checksums, **more)


def transfer_result(result: Result) -> dict[str, Any]:
    """What a record says of what came of a transfer.

    Args:
        result: of the transfer.

    Returns:
        Plain values.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> weights = stylejax.loss_weights()
        >>> level = stylejax.LevelResult((16, 16), 2, 0.25, weights, True)
        >>> result = stylejax.Result(np.zeros((16, 16, 3)), (1.0, 0.25), 2, 1, weights, "finished", (level,))
        >>> jobs.transfer_result(result)["objective"]
        0.25
    """
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
