"""How much memory this process may use: the least of what machine, container and process allow."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

CGROUPS, OF_PROCESS = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


class MemoryLimits(NamedTuple):
    """Bytes of memory that the machine has, and that container and process allow; None where they set no limit."""

    machine: int
    container: int | None
    process: int | None

    @property
    def allowed(self) -> int:
        """The least of them."""
        return min(limit for limit in self if limit is not None)


def memory_limits() -> MemoryLimits:
    """What machine, container and process allow, each by itself.

    A control group whose limit is no smaller than the machine (version 1 writes a huge number for "none") sets none.
    """
    machine = psutil.virtual_memory().total
    container = min((limit for limit in container_limits() if limit < machine), default=None)
    return MemoryLimits(machine, container, min(_process_limits(), default=None))


def memory_allowed() -> int:
    """Bytes of memory that this process may use, whoever else uses some of it just now."""
    return memory_limits().allowed


def container_limits(*, cgroups: Path = CGROUPS, of_process: Path = OF_PROCESS) -> Iterator[int]:
    """The limits of the control groups that this process is in, of both versions, where there are any.

    Linux (Documentation/admin-guide/cgroup-v2.rst, and cgroup-v1/memory.rst).
    """
    for line in _lines(of_process):
        _, controllers, group = line.split(":", 2)
        name = "memory.limit_in_bytes" if controllers else "memory.max"
        if controllers and "memory" not in controllers.split(","):
            continue
        root = cgroups / "memory" if controllers else cgroups
        inner = root / group.strip("/")
        for folder in (inner, *(parent for parent in inner.parents if parent.is_relative_to(root))):
            yield from (int(text) for text in _lines(folder / name) if text.isdecimal())


def _lines(path: Path) -> list[str]:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return path.read_text().splitlines()
    return []


def _process_limits() -> Iterator[int]:
    """What `ulimit -v` and `ulimit -d` leave: of address space, less what is mapped already and holds no memory."""
    if os.name != "posix":
        return
    import resource

    used = psutil.Process().memory_info()
    for name, taken in (("RLIMIT_AS", used.vms), ("RLIMIT_DATA", getattr(used, "data", used.rss))):
        soft, _ = resource.getrlimit(getattr(resource, name, resource.RLIMIT_DATA))
        if soft != resource.RLIM_INFINITY:
            yield max(0, soft - taken + used.rss)
