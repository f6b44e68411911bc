"""How this process gets memory from the operating system."""

import ctypes
import sys

# Settings of `mallopt` (glibc, malloc.h), and the largest size it takes from which on pieces are mapped by themselves.
TRIM_THRESHOLD, MAPPING_THRESHOLD, ARENAS = -1, -3, -8
LARGEST = 2**25


def keep_freed_memory() -> None:
    """Have this process use memory again that it has freed, instead of giving it back and asking for it anew.

    JAX's convolutions on CPU repack what they work on, in pieces of some megabytes. By default glibc gives those back
    at once, so that the system has to clear every page of them again: half of the time of a step with the direct form.
    Pieces of more than 32 MB still go back, as what is left of one in the heap is seldom whole when it is needed next:
    a process that kept them grew to 1.6 times its size to save 8 % of its time. To be called before JAX starts its
    threads, that is before anything is computed. Where there is no glibc nothing happens.
    """
    if not sys.platform.startswith("linux"):
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", lambda option, value: None)
    for option, value in ((ARENAS, 1), (MAPPING_THRESHOLD, LARGEST), (TRIM_THRESHOLD, -1)):
        set_option(option, value)
