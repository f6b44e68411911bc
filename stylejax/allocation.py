"""How this process gets memory from the operating system."""

import ctypes
import os
import sys
from pathlib import Path

# Settings of `mallopt` (glibc, malloc.h), and the largest size it takes from which on pieces are mapped by themselves.
TRIM_THRESHOLD, MAPPING_THRESHOLD, ARENAS = -1, -3, -8
LARGEST = 2**25

HUGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")
TUNABLES = "GLIBC_TUNABLES"


def keep_freed_memory() -> None:
    """Have this process use memory again that it has freed, instead of giving it back and asking for it anew.

    JAX's convolutions on CPU repack what they work on, in pieces of some megabytes. By default glibc gives those back
    at once, so that the system has to clear every page of them again: half of the time of a step with the direct form.
    Pieces of more than 32 MB still go back, as what is left of one in the heap is seldom whole when it is needed next:
    a process that kept them grew to 1.6 times its size to save 8 % of its time. To be called before JAX starts its
    threads, that is before anything is computed. Where there is no glibc nothing happens.

    Example:
        >>> import stylejax
        >>> stylejax.keep_freed_memory()
    """
    if not sys.platform.startswith("linux"):
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", lambda option, value: None)
    for option, value in ((ARENAS, 1), (MAPPING_THRESHOLD, LARGEST), (TRIM_THRESHOLD, -1)):
        set_option(option, value)


def give_back_freed_memory() -> None:
    """Give back to the system what this process has freed and keeps. Where there is no glibc nothing happens."""
    if sys.platform.startswith("linux"):
        getattr(ctypes.CDLL(None), "malloc_trim", lambda left: None)(0)


def ask_for_huge_pages() -> None:
    """Start this program anew where glibc has to be told, before it starts, to ask for large pages of memory.

    Where Linux gives them on request only, a step's intermediate results otherwise come in pieces of 4 kB, each of
    which is cleared by itself: a seventh of an evaluation of VGG-19 at 512 px (docs/performance.md). To be called
    first of all. Where pages are large anyway, never so, or there is no glibc, nothing happens.
    """
    asked = os.environ.get(TUNABLES, "")
    on_request = os.path.exists(HUGE_PAGES) and "[madvise]" in HUGE_PAGES.read_text()
    if not on_request or "glibc.malloc.hugetlb" in asked or "CS_GNU_LIBC_VERSION" not in os.confstr_names:
        return
    environment = {**os.environ, TUNABLES: ":".join(filter(None, [asked, "glibc.malloc.hugetlb=1"]))}
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)
