"""What compiling costs besides the compiler's own time, and what it leaves behind."""

import functools
import gc
from typing import Any

import jax

from ..allocation import give_back_freed_memory

# How the name of the event ends that JAX records when the compiler is done.
COMPILED = "backend_compile_duration"


@functools.cache
def give_back_what_compiling_took() -> None:
    """From now on, give memory back to the system whenever something large was compiled.

    VGG-19's step leaves 0.15 GB behind, which `keep_freed_memory` would keep. To be called once or more.
    """
    jax.monitoring.register_event_duration_secs_listener(_give_back)


@functools.cache
def spare_what_is_imported() -> None:
    """From now on, do not look for garbage in what there is already: the modules, nearly all of a new process.

    Tracing a step makes so many objects that Python goes through all there are several times, a sixth of its time. To
    be called once or more; only the first call counts, as what comes after it may well become garbage.
    """
    gc.freeze()


def _give_back(event: str, duration_secs: float, **_: Any) -> None:
    if event.endswith(COMPILED) and duration_secs > 1:
        give_back_freed_memory()
