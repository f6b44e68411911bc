"""Tiles of a picture shared out among several devices, of one process or of several."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

TILES = "tiles"  # the axis of a mesh whose devices each look at tiles of their own
EACH, ALL = PartitionSpec(TILES), PartitionSpec()

Kind = TypeVar("Kind", bound=Hashable)
Starts = tuple[int, int, int, int]


def mesh_of(image: Any) -> Mesh | None:
    """The devices that share the tiles of a picture of which each has a copy; None for a picture on one."""
    sharding = getattr(image, "sharding", None)
    shared = isinstance(sharding, NamedSharding) and TILES in sharding.mesh.axis_names
    return sharding.mesh if shared else None  # pyrefly: ignore


def dealt(tiles: Iterable[tuple[Kind, Starts]], mesh: Mesh | None) -> Iterator[tuple[Kind, Any, Any]]:
    """Programs with the tile that each is for, or as many tiles as there are devices, and how many of them count.

    Where tiles of one kind are left over, some devices look at the last of them again, which does not count.
    """
    if mesh is None:
        yield from ((kind, starts, 1) for kind, starts in tiles)
        return
    kinds: dict[Kind, list[Starts]] = {}
    for kind, starts in tiles:
        kinds.setdefault(kind, []).append(starts)
    for kind, all_starts in kinds.items():
        for first in range(0, len(all_starts), mesh.size):
            own = all_starts[first : first + mesh.size]
            yield kind, np.array([*own, *own[-1:] * (mesh.size - len(own))], np.int32), len(own)


def sums_on(sums: Callable[..., Any], mesh: Mesh | None) -> Callable[..., Any]:
    """`sums(network, image, starts, context)` of a tile, or of a tile on each device, added up."""
    if mesh is None:
        return lambda network, image, starts, count, context: sums(network, image, starts, context)

    def on_each(network: Any, image: jax.Array, starts: jax.Array, count: jax.Array, context: Any) -> Any:
        number = jax.lax.axis_index(TILES)
        found = sums(network, image, tuple(starts[number]), context)
        return jax.lax.psum(_counted(found, number < count), TILES)

    return jax.shard_map(on_each, mesh=mesh, in_specs=(ALL,) * 5, out_specs=ALL, check_vma=False)


def pulled_on(pull: Callable[..., jax.Array], mesh: Mesh | None) -> Callable[..., jax.Array]:
    """`pull(total, network, image, starts, context, of_sums)` of a tile; on several devices each has a total."""
    if mesh is None:
        return lambda total, network, image, starts, count, *more: pull(total, network, image, starts, *more)

    def on_each(
        totals: jax.Array, network: Any, image: jax.Array, starts: jax.Array, count: jax.Array, *more: Any
    ) -> jax.Array:
        number = jax.lax.axis_index(TILES)
        ahead = pull(totals[0], network, image, tuple(starts[number]), *more)
        return jnp.where(number < count, ahead, totals[0])[None]

    specs = (EACH, *(ALL,) * 6)
    return jax.shard_map(on_each, mesh=mesh, in_specs=specs, out_specs=EACH, check_vma=False)


def one_for_each(onto: jax.Array, mesh: Mesh | None) -> jax.Array:
    """The picture `[h w 3]`, or `[devices h w 3]`: it on the first device, and zeros on the others."""
    if mesh is None:
        return onto

    def own(picture: jax.Array) -> jax.Array:
        return jnp.where(jax.lax.axis_index(TILES) == 0, picture, 0)[None]

    return jax.jit(jax.shard_map(own, mesh=mesh, in_specs=ALL, out_specs=EACH, check_vma=False))(onto)


def together(totals: jax.Array, mesh: Mesh | None) -> jax.Array:
    """The sum of what the devices have, on each of them."""
    if mesh is None:
        return totals
    added = jax.shard_map(
        lambda own: jax.lax.psum(own[0], TILES), mesh=mesh, in_specs=EACH, out_specs=ALL, check_vma=False
    )
    return jax.jit(added)(totals)


def _counted(tree: Any, counts: jax.Array) -> Any:
    return jax.tree.map(lambda leaf: jnp.where(counts, leaf, jnp.zeros_like(leaf)), tree)
