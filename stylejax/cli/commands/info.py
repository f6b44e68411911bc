"""`stylejax info`: versions, devices, memory, networks at hand."""

import os
from collections.abc import Iterator
from pathlib import Path

from ... import jobs, reports, weights
from ...errors import InputError
from ...files import cache_folder
from ...limits import memory_limits


def info() -> None:
    """Print versions, devices, memory and the networks at hand."""
    print("\n".join([*_versions(), *_devices(), *_networks(), f"cache     {cache_folder()}"]))


def _versions() -> Iterator[str]:
    for name, number in jobs.versions().items():
        yield f"{name:<9} {number}"


def _devices() -> Iterator[str]:
    import jax

    limits = memory_limits()
    yield f"machine   {os.cpu_count()} cores, {limits.machine / reports.GIBIBYTE:.1f} GiB of memory"
    for name, limit in (("container", limits.container), ("process", limits.process)):
        if limit is not None:
            yield f"{name:<9} may use {limit / reports.GIBIBYTE:.1f} GiB of it"
    for device in jax.local_devices():
        limit = (device.memory_stats() or {}).get("bytes_limit", 0) / reports.GIBIBYTE
        yield f"device    {device.platform}:{device.id} {device.device_kind}" + (f", {limit:.1f} GiB" if limit else "")


def _card(path: Path) -> str:
    try:
        card = weights.read_network(path).card
    except InputError:
        return "broken: fetch or convert it again"
    return f"sha256 {card.sha256[:12]}, {card.license or 'no license stated'}"


def _networks() -> Iterator[str]:
    for name, path in weights.network_files().items():
        yield f"network   {name}: {path}, {_card(path)}"
    for name in weights.RANDOM_NETWORKS:
        yield f"network   {name}: random kernels, for tests and measurements"
    yield "network   more can be fetched: stylejax weights list"
