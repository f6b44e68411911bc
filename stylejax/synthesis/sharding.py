"""All devices of all processes as one row of places for lanes, and what the processes tell each other."""

import contextlib
import functools
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from typing import Any

import jax
import numpy as np
from jax.experimental import multihost_utils
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from jax.typing import ArrayLike

from ..errors import InputError
from ..limits import memory_allowed
from ..networks.parts.devices import TILES, mesh_of

LANES = "lanes"
SPLIT, SHARED = PartitionSpec(LANES), PartitionSpec()


def start_processes(
    *, coordinator: str | None = None, processes: int | None = None, process: int | None = None
) -> None:
    """Join the other processes of a run: before anything is computed, and in each of them.

    `coordinator` is the HOST:PORT at which process 0 listens, `processes` their number, `process` the number of this
    one, from 0. Without them JAX finds out by itself under SLURM, Open MPI and on TPU slices. Afterwards
    `jax.devices()` are those of all processes. Raises InputError for some but not all of the three, and for numbers
    that do not fit, and where the others cannot be joined. A process that is not heard of for a while is given up.

    Args:
        coordinator: HOST:PORT.
        processes: how many there are.
        process: which one this is.

    Example:
        >>> import stylejax
        >>> stylejax.start_processes(processes=2)
        Traceback (most recent call last):
        stylejax.errors.InputError: ...
    """
    given = (coordinator, processes, process)
    if None in given and any(value is not None for value in given):
        raise InputError("processes: give coordinator, processes and process together, or none where JAX finds them")
    if processes is not None and process is not None and not 0 <= process < processes:
        raise InputError(f"process: {process} is not from 0 to {processes - 1}; number the processes from 0")
    patience = {"heartbeat_timeout_seconds": HEARTBEAT, "shutdown_timeout_seconds": HEARTBEAT}
    try:
        jax.distributed.initialize(coordinator, processes, process, **patience)
    except (RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"coordinator: the other processes cannot be joined ({reason}); start all of them") from None


LEAST_OF_A_CORE = 4e9  # bytes of memory without which a core is no device of its own


def make_devices_of_cores(most: int) -> int:
    """Have JAX see up to so many of a CPU's cores as devices of their own; to be called first of all.

    Each then paints a lane of a sweep by itself. Where JAX computes already, or has been told a number, that stays.
    Pictures are the same to the bit.

    Args:
        most: pictures to paint.

    Returns:
        How many devices this process has; they are in use from now on.

    Example:
        >>> from stylejax.synthesis import make_devices_of_cores
        >>> make_devices_of_cores(1) >= 1
        True
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    devices = max(1, min(most, cores, int(memory_allowed() / LEAST_OF_A_CORE)))
    told = getattr(jax.config, "jax_num_cpu_devices", -1) > 0 or FORCED_DEVICES in os.environ.get("XLA_FLAGS", "")
    with contextlib.suppress(RuntimeError):
        if not told:
            jax.config.update("jax_num_cpu_devices", devices)
    return jax.local_device_count()


FORCED_DEVICES = "xla_force_host_platform_device_count"

HEARTBEAT = 20  # seconds without a sign of life after which a process is given up
MOST_TOLD = 2**16  # bytes that a process tells the others of itself


def check_agreement(told: Mapping[str, Any]) -> None:
    """Raise InputError where another process goes by other values than this one: in every process, and by their names.

    Each of them calls this before the first step; otherwise the first shape that differs would be waited for. Values
    are told in words, of which the first bytes count.
    """
    if jax.process_count() == 1:
        return
    own = {name: str(value)[:400] for name, value in told.items()}
    data = json.dumps(own).encode()[:MOST_TOLD]
    whole = multihost_utils.process_allgather(np.frombuffer(data.ljust(MOST_TOLD), np.uint8))
    for process, row in enumerate(whole):
        other = json.loads(bytes(row).decode())
        differ = [name for name in dict.fromkeys((*own, *other)) if own.get(name) != other.get(name)]
        if differ:
            there, here = (values.get(differ[0]) for values in (other, own))
            raise InputError(
                f"processes: {differ[0]} is {there!r} in process {process} and {here!r} in process "
                f"{jax.process_index()}; start all with the same command, files and versions"
            )


def digest(tree: Any) -> str:
    """What tells a tree of arrays from another: the first digits of a checksum."""
    found = hashlib.sha256()
    for leaf in jax.tree.leaves(tree):
        array = np.asarray(leaf)
        found.update(f"{array.dtype}{array.shape}".encode() + array.tobytes())
    return found.hexdigest()[:16]


def is_first_process() -> bool:
    """Whether this process is the one that writes files and talks to people.

    Returns:
        True, where there is one process.

    Example:
        >>> import stylejax
        >>> stylejax.is_first_process()
        True
    """
    return jax.process_index() == 0


def agreed(value: float) -> float:
    """The first process's value, in all of them: what one has timed."""
    return float(multihost_utils.broadcast_one_to_all(np.float32(value))) if jax.process_count() > 1 else value


def largest_of_all(value: float) -> float:
    """The largest of the processes' values: whether a person has told any of them to stop."""
    return float(np.max(multihost_utils.process_allgather(np.float32(value)))) if jax.process_count() > 1 else value


def lane_mesh(lanes: int) -> Mesh:
    """The devices for so many lanes in one row; no more than there are lanes, unless that left a process without."""
    devices = jax.devices()
    return Mesh(np.array(devices if jax.process_count() > 1 else devices[:lanes]), (LANES,))


def place(tree: Any, mesh: Mesh, specs: Any) -> Any:
    """The tree's arrays on the mesh, each as its spec says; every process has to hold the same values."""
    return jax.tree.map(lambda leaf, spec: _placed(np.asarray(leaf), NamedSharding(mesh, spec)), tree, specs)


def _placed(array: np.ndarray, sharding: NamedSharding) -> jax.Array:
    return jax.make_array_from_callback(array.shape, sharding, lambda index: array[index])


@functools.lru_cache(maxsize=32)
def gathering(mesh: Mesh, pick: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function that picks something out of lanes on the mesh and hands it to every process as numpy arrays."""
    everywhere = jax.jit(pick, out_shardings=NamedSharding(mesh, SHARED))
    return lambda lanes: jax.tree.map(np.asarray, everywhere(lanes))


def memory_of_a_device() -> int:
    """Bytes that a device of this process may use; on CPU its share of what the process may."""
    stats = jax.local_devices()[0].memory_stats() or {}
    return stats.get("bytes_limit", memory_allowed() // jax.local_device_count())


ROWS = "rows"


def shard_rows(picture: ArrayLike) -> jax.Array:
    """The picture `[h w 3]` with equal shares of its rows on each of this process's devices.

    Raises InputError for a height that is no multiple of their number.

    Args:
        picture: `[h w 3]`.

    Returns:
        The same picture, spread over devices.

    Example:
        >>> import numpy as np, stylejax
        >>> stylejax.shard_rows(np.zeros((64, 64, 3))).shape
        (64, 64, 3)
    """
    image, devices = np.asarray(picture, np.float32), jax.local_devices()
    if image.shape[0] % len(devices):
        wanted = image.shape[0] // len(devices) * len(devices)
        raise InputError(
            f"picture: its {image.shape[0]} rows cannot be shared by {len(devices)} devices; crop to {wanted}"
        )
    return jax.device_put(image, NamedSharding(Mesh(np.array(devices), (ROWS,)), PartitionSpec(ROWS)))


def spread_tiles(picture: ArrayLike) -> jax.Array:
    """The picture `[h w 3]` with a copy on each device of all processes, which share its tiles out among them.

    In the least memory (`Memory.LEAST`) a picture is looked at tile by tile, and each device looks at its own; sums and
    gradients are added up over all. Everything else, such as the optimizer, each does alike. Every process has to
    give the same picture.

    Args:
        picture: `[h w 3]`.

    Returns:
        The same picture, on all devices.

    Example:
        >>> import numpy as np, stylejax
        >>> stylejax.spread_tiles(np.zeros((64, 64, 3))).shape
        (64, 64, 3)
    """
    mesh = Mesh(np.array(jax.devices()), (TILES,))
    return _placed(np.asarray(picture, np.float32), NamedSharding(mesh, SHARED))


def placed_like(image: jax.Array, smaller: jax.Array) -> jax.Array:
    """The smaller picture with its rows shared as those of the picture `[h w 3]` are, or on one device.

    That is where they cannot be shared equally. A picture on one device leaves the smaller one where it is.
    """
    devices = image.sharding.device_set
    if len(devices) == 1 or smaller.shape == image.shape:
        return smaller
    if mesh_of(image):
        return jax.device_put(smaller, image.sharding)
    divides = smaller.shape[0] % len(devices) == 0
    return jax.device_put(smaller, image.sharding if divides else jax.local_devices()[0])


def created_like(image: jax.Array, make: Callable[[jax.Array], Any]) -> Any:
    """`make(image)`, each array of it where the picture `[h w 3]` is, from the first byte on.

    Arrays of the picture's shape, and those whose last axis runs over its values, are sharded as its rows are.
    """
    if len(image.sharding.device_set) == 1:  # bound to the device like all results: else a step is compiled twice
        return jax.device_put(make(image), image.sharding)
    shardings = jax.tree.map(lambda leaf: _sharding(image, leaf.shape), jax.eval_shape(make, image))
    return jax.jit(make, out_shardings=shardings)(image)


def replicated_like(image: jax.Array, tree: Any) -> Any:
    """The tree with a copy of each array on every device that holds rows of the picture `[h w 3]`."""
    if len(image.sharding.device_set) == 1:
        return tree
    return jax.device_put(tree, _sharding(image, ()))


def _sharding(image: jax.Array, shape: tuple[int, ...]) -> NamedSharding:
    if mesh_of(image):
        return image.sharding  # pyrefly: ignore
    axes = {image.shape: (ROWS,)}.get(shape, ())
    axes = (*(None,) * (len(shape) - 1), ROWS) if shape[-1:] == (image.size,) else axes
    return NamedSharding(image.sharding.mesh, PartitionSpec(*axes))  # pyrefly: ignore


SHARE_OF_MEMORY = 0.8  # of what a device may use; the rest is left to targets in the making and to fragmentation


def memory_limit() -> float:
    """Bytes that a program may take on a device; the same in all processes.

    Returns:
        Bytes.

    Example:
        >>> from stylejax import synthesis
        >>> synthesis.memory_limit() > 1e6
        True
    """
    return agreed(own_memory_limit())


def own_memory_limit() -> float:
    """Bytes that a program may take on a device of this process, whatever others have."""
    return SHARE_OF_MEMORY * memory_of_a_device()
