"""How much memory this process may use: the least of what machine, container and process allow."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psutil

CGROUPS, OF_PROCESS = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def memory_allowed() -> int:
    """Bytes of memory that this process may use, whoever else uses some of it just now."""
    return min([psutil.virtual_memory().total, *container_limits(), *_process_limits()])


def container_limits(*, cgroups: Path = CGROUPS, of_process: Path = OF_PROCESS) -> Iterator[int]:
    """The limits of the control groups that this process is in, of both versions, where there are any.

    Linux (Documentation/admin-guide/cgroup-v2.rst, and cgroup-v1/memory.rst).
    """
    for line in _words(of_process):
        _, controllers, group = line.split(":", 2)
        name = "memory.limit_in_bytes" if controllers else "memory.max"
        if controllers and "memory" not in controllers.split(","):
            continue
        root = cgroups / "memory" if controllers else cgroups
        inner = root / group.strip("/")
        for folder in (inner, *(parent for parent in inner.parents if parent.is_relative_to(root))):
            yield from (int(text) for text in _words(folder / name) if text.isdecimal())


def _words(path: Path) -> list[str]:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return path.read_text().split()
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
