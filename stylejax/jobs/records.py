"""What a picture remembers of how it was made."""

import dataclasses
import platform
from importlib.metadata import version
from typing import Any

from .._version import __version__
from ..networks.networks import architecture_of
from ..settings import TransferSettings
from ..synthesis.runs import Result
from .inputs import Inputs

VERSIONED = ("jax", "jaxlib", "optax", "numpy", "pillow", "h5py")


def versions() -> dict[str, str]:
    """Versions of this package, of what computes, and of Python."""
    numbers = {name: version(name) for name in VERSIONED}
    return {"stylejax": __version__, **numbers, "python": platform.python_version()}


def making_of(settings: TransferSettings, inputs: Inputs) -> dict[str, Any]:
    """What is known of a picture before it is painted: settings, network, checksums of pictures, versions."""
    network = inputs.network
    return {
        "command": "transfer",
        "settings": {**dataclasses.asdict(settings), "pool": architecture_of(network).pooling},
        "network": {"name": network.card.name, "sha256": network.card.sha256},
        "pictures": {
            "content": inputs.content.sha256,
            "style": inputs.style.sha256,
            "init": inputs.init_sha256,
        },
        "versions": versions(),
    }


def record_of(settings: TransferSettings, inputs: Inputs, result: Result) -> dict[str, Any]:
    """What the picture remembers of how it was made."""
    return {
        **making_of(settings, inputs),
        "result": {
            "evaluations": result.evaluations,
            "objective": min(result.objective),
            "status": result.status,
            "shape": list(result.image.shape),
        },
    }
