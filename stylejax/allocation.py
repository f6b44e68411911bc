"""How this process gets memory from the operating system."""

import ctypes
import sys

# Of glibc's malloc.h: settings of `mallopt`.
TRIM_THRESHOLD, MAPPINGS, ARENAS = -1, -4, -8


def keep_freed_memory() -> None:
    """Have this process use memory again that it has freed, instead of giving it back and asking for it anew.

    JAX frees all of a program's intermediate results after each step, and its convolutions on CPU whatever they
    repacked. By default glibc hands such large pieces back at once, so that the system has to clear every page of them
    again: half of the time of a step. Afterwards the process stays as large as it has once been. To be called before
    JAX starts its threads, that is before anything is computed. Where there is no glibc nothing happens.
    """
    if not sys.platform.startswith("linux"):
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", lambda option, value: None)
    for option, value in ((ARENAS, 1), (MAPPINGS, 0), (TRIM_THRESHOLD, -1)):
        set_option(option, value)
