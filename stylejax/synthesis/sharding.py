"""All devices of all processes as one row of places for lanes, and what the processes tell each other."""

import functools
import os
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from jax.experimental import multihost_utils
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from ..errors import InputError

LANES = "lanes"
SPLIT, SHARED = PartitionSpec(LANES), PartitionSpec()


def start_processes(
    *, coordinator: str | None = None, processes: int | None = None, process: int | None = None
) -> None:
    """Join the other processes of a run: before anything is computed, and in each of them.

    `coordinator` is the HOST:PORT at which process 0 listens, `processes` their number, `process` the number of this
    one, from 0. Without them JAX finds out by itself under SLURM, Open MPI and on TPU slices. Afterwards
    `jax.devices()` are those of all processes. Raises InputError for some but not all of the three, and for numbers
    that do not fit.
    """
    given = (coordinator, processes, process)
    if None in given and any(value is not None for value in given):
        raise InputError("processes: give coordinator, processes and process together, or none where JAX finds them")
    if processes is not None and process is not None and not 0 <= process < processes:
        raise InputError(f"process: {process} is not from 0 to {processes - 1}; number the processes from 0")
    jax.distributed.initialize(coordinator, processes, process)


def is_first_process() -> bool:
    """Whether this process is the one that writes files and talks to people."""
    return jax.process_index() == 0


def agreed(value: float) -> float:
    """The first process's value, in all of them: what one has timed or a person has told one of them."""
    return float(multihost_utils.broadcast_one_to_all(np.float32(value))) if jax.process_count() > 1 else value


def lane_mesh(lanes: int) -> Mesh:
    """The devices for so many lanes in one row; no more than there are lanes, unless that left a process without."""
    devices = jax.devices()
    return Mesh(np.array(devices if jax.process_count() > 1 else devices[:lanes]), (LANES,))


def place(tree: Any, mesh: Mesh, specs: Any) -> Any:
    """The tree's arrays on the mesh, each as its spec says; every process has to hold the same values."""
    return jax.tree.map(lambda leaf, spec: _placed(np.asarray(leaf), NamedSharding(mesh, spec)), tree, specs)


def _placed(array: np.ndarray, sharding: NamedSharding) -> jax.Array:
    return jax.make_array_from_callback(array.shape, sharding, lambda index: array[index])


@functools.cache
def gathering(mesh: Mesh, pick: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function that picks something out of lanes on the mesh and hands it to every process as numpy arrays."""
    everywhere = jax.jit(pick, out_shardings=NamedSharding(mesh, SHARED))
    return lambda lanes: jax.tree.map(np.asarray, everywhere(lanes))


def memory_of_a_device() -> int:
    """Bytes that a device of this process may use; on CPU its share of the machine's memory."""
    stats = jax.local_devices()[0].memory_stats() or {}
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return stats.get("bytes_limit", machine // jax.local_device_count())
