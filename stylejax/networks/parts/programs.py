"""What a picture's activations add up to, tile by tile, and the way back: exact, one program for tiles of one shape."""

import functools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax.sharding import Mesh

from ..networks import Execution, Network, features
from .devices import dealt, mesh_of, one_for_each, pulled_on, sums_on, together
from .tiles import Cut, Part, Tile

# What is looked at: `look(layer, values, start, shape, context)` to sums of a part that starts there in a layer of that
# shape. Static: hashable, and equal to another that looks at the same.
Look = Callable[[str, jax.Array, tuple[Any, Any], tuple[int, ...], Any], Any]


def sums_in_tiles(network: Network, image: jax.Array, look: Look, cut: Cut, context: Any, execution: Execution) -> Any:
    """`{layer: look(layer, values, start, shape, context)}`, added up over all tiles of a picture `[h w 3]`.

    A loop in Python over compiled programs: it cannot be differentiated; see `pulled_in_tiles`. Tiles of a picture that
    is on several devices (`spread_tiles`) are shared out among them.
    """
    total, mesh = None, mesh_of(image)
    for kind, starts, count in dealt(_kinds(look, cut, execution), mesh):
        found = _sums_program(kind, mesh)(network, image, starts, count, context)
        total = found if total is None else _added(total, found)
    return total


def pulled_in_tiles(
    network: Network,
    image: jax.Array,
    look: Look,
    cut: Cut,
    context: Any,
    execution: Execution,
    of_sums: Any,
    onto: jax.Array,
) -> jax.Array:
    """The gradient for the picture `[h w 3]`, of that for the sums of `sums_in_tiles`, added to another, used up."""
    mesh = mesh_of(image)
    total = one_for_each(onto, mesh)
    for kind, starts, count in dealt(_kinds(look, cut, execution), mesh):
        total = _pull_program(kind, mesh)(total, network, image, starts, count, context, of_sums)
    return together(total, mesh)


def _kinds(look: Look, cut: Cut, execution: Execution) -> Iterator[tuple["Kind", tuple[int, int, int, int]]]:
    """What the program of each tile is, and where the tile starts."""
    for tile in cut.tiles:
        yield Kind(look, cut.layers, cut.strides, cut.shapes, tile.window, _own(cut, tile), execution), tile.starts


def _own(cut: Cut, tile: Tile) -> tuple[tuple[int, int], ...]:
    """How many positions of each layer are the tile's own: those whose pixels are, and at the end what is left."""
    ends = zip(cut.strides, cut.shapes, strict=True)
    return tuple(
        (
            _positions(tile.rows, stride, shape[0], last=cut.tiles[-1].rows),
            _positions(tile.columns, stride, shape[1], last=cut.tiles[-1].columns),
        )
        for stride, shape in ends
    )


def _positions(part: Part, stride: int, length: int, *, last: Part) -> int:
    end = length if part.end == last.end else part.end // stride
    return end - part.first // stride


class Kind(NamedTuple):
    """All that tiles have in common which are looked at by one program."""

    look: Look
    layers: tuple[str, ...]
    strides: tuple[int, ...]
    shapes: tuple[tuple[int, ...], ...]
    window: tuple[int, int]
    own: tuple[tuple[int, int], ...]
    execution: Execution


@functools.lru_cache(maxsize=32)
def _sums_program(kind: Kind, mesh: Mesh | None) -> Any:
    def sums(network: Network, image: jax.Array, starts: Any, context: Any) -> Any:
        return _sums_of_window(kind, network, _window(image, starts, kind.window), starts, context)

    return jax.jit(sums_on(sums, mesh))


@functools.lru_cache(maxsize=32)
def _pull_program(kind: Kind, mesh: Mesh | None) -> Any:
    def pull(total: jax.Array, network: Network, image: jax.Array, starts: Any, context: Any, of_sums: Any) -> Any:
        window, before = (_window(each, starts, kind.window) for each in (image, total))
        (gradient,) = jax.vjp(lambda part: _sums_of_window(kind, network, part, starts, context), window)[1](of_sums)
        return jax.lax.dynamic_update_slice(total, before + gradient, (starts[0], starts[1], 0))

    return jax.jit(pulled_on(pull, mesh), donate_argnums=0)


def _window(image: jax.Array, starts: Any, window: tuple[int, int]) -> jax.Array:
    return jax.lax.dynamic_slice(image, (starts[0], starts[1], 0), (*window, image.shape[2]))


def _sums_of_window(kind: Kind, network: Network, part: jax.Array, starts: Any, context: Any) -> dict[str, Any]:
    """What is looked at of a tile's own positions, of the activations of its window."""
    values, sums = features(network, part, kind.layers, execution=kind.execution), {}
    for layer, stride, shape, positions in zip(kind.layers, kind.strides, kind.shapes, kind.own, strict=True):
        within = ((starts[2] - starts[0]) // stride, (starts[3] - starts[1]) // stride, 0)
        mine = jax.lax.dynamic_slice(values[layer], within, (*positions, shape[2]))
        sums[layer] = kind.look(layer, mine, (starts[2] // stride, starts[3] // stride), shape, context)
    return sums


@functools.partial(jax.jit, donate_argnums=0)
def _added(total: Any, found: Any) -> Any:
    return jax.tree.map(jnp.add, total, found)
