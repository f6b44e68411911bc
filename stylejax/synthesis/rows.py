"""One huge picture over many devices: each holds some of its rows, of all that the optimizer remembers of them too."""

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from jax.typing import ArrayLike

from ..errors import InputError

ROWS = "rows"


def shard_rows(picture: ArrayLike) -> jax.Array:
    """The picture `[h w 3]` with equal shares of its rows on each of this process's devices.

    Raises InputError for a height that is no multiple of their number.
    """
    image, devices = np.asarray(picture, np.float32), jax.local_devices()
    if image.shape[0] % len(devices):
        wanted = image.shape[0] // len(devices) * len(devices)
        raise InputError(
            f"picture: its {image.shape[0]} rows cannot be shared by {len(devices)} devices; crop to {wanted}"
        )
    return jax.device_put(image, NamedSharding(Mesh(np.array(devices), (ROWS,)), PartitionSpec(ROWS)))


def made_beside(image: jax.Array, make: Callable[[jax.Array], Any]) -> Any:
    """`make(image)`, each array of it where the picture `[h w 3]` is, from the first byte on.

    Arrays of the picture's shape, and those whose last axis runs over its values, are sharded as its rows are.
    """
    if len(image.sharding.device_set) == 1:  # bound to the device like all results: else a step is compiled twice
        return jax.device_put(make(image), image.sharding)
    shardings = jax.tree.map(lambda leaf: _sharding(image, leaf.shape), jax.eval_shape(make, image))
    return jax.jit(make, out_shardings=shardings)(image)


def beside(image: jax.Array, tree: Any) -> Any:
    """The tree with a copy of each array on every device that holds rows of the picture `[h w 3]`."""
    if len(image.sharding.device_set) == 1:
        return tree
    return jax.device_put(tree, _sharding(image, ()))


def _sharding(image: jax.Array, shape: tuple[int, ...]) -> NamedSharding:
    axes = {image.shape: (ROWS,)}.get(shape, ())
    axes = (*(None,) * (len(shape) - 1), ROWS) if shape[-1:] == (image.size,) else axes
    return NamedSharding(image.sharding.mesh, PartitionSpec(*axes))  # pyrefly: ignore
