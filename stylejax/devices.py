"""The processes of a run."""

import jax

from .errors import InputError


def start_processes(
    *, coordinator: str | None = None, processes: int | None = None, process: int | None = None
) -> None:
    """Join the other processes of a run: before anything is computed, and in each of them."""
    given = (coordinator, processes, process)
    if None in given and any(value is not None for value in given):
        raise InputError("processes: give coordinator, processes and process together, or none where JAX finds them")
    jax.distributed.initialize(coordinator, processes, process)


def is_first_process() -> bool:
    """Whether this process is the one that writes files and talks to people."""
    return jax.process_index() == 0
