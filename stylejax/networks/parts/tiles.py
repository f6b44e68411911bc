"""How a picture is cut into tiles, and what that takes.

Each tile is looked at with as much of the picture around it as its positions see, so that they have the values that
they have in the whole picture; only borders of the picture itself are padded.
"""

import functools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from ...errors import InputError
from ..architectures.graph import Architecture, needed_layers
from ..networks import Execution, Memory, Network, architecture_of, features, with_memory
from .sights import sights_of
from .strips import bytes_in_plenty

SIDE = 512  # pixels of a tile's own, where nothing else is said


class Part(NamedTuple):
    """A part along one side of a picture.

    Attributes:
        first: its first pixel.
        end: the pixel after its last.
        start: the first pixel that is looked at.
        stop: the pixel after the last that is looked at.
    """

    first: int
    end: int
    start: int
    stop: int


class Tile(NamedTuple):
    """A tile: its part down the picture and its part across.

    Attributes:
        rows: down the picture.
        columns: across it.

    Example:
        >>> from stylejax.networks.parts import Tile
        >>> from stylejax.networks.parts.tiles import Part
        >>> Tile(Part(0, 512, 0, 600), Part(512, 1024, 400, 1024)).window
        (600, 624)
    """

    rows: Part
    columns: Part

    @property
    def window(self) -> tuple[int, int]:
        """Height and width of what is looked at."""
        return self.rows.stop - self.rows.start, self.columns.stop - self.columns.start

    @property
    def own(self) -> tuple[int, int]:
        """Height and width of its own pixels."""
        return self.rows.end - self.rows.first, self.columns.end - self.columns.first

    @property
    def starts(self) -> tuple[int, int, int, int]:
        """Where the window starts, and the tile: what is traced."""
        return self.rows.start, self.columns.start, self.rows.first, self.columns.first


class Cut(NamedTuple):
    """How a picture is cut for some layers.

    Attributes:
        tiles: all of them, row by row.
        layers: that are looked at.
        strides: pixels from one position to the next, of each layer.
        shapes: of whole layers, `(h, w, c)`.

    Example:
        >>> from stylejax.networks.parts import Cut, Tile
        >>> from stylejax.networks.parts.tiles import Part
        >>> whole = Part(0, 512, 0, 512)
        >>> len(Cut((Tile(whole, whole),), ("relu1_1",), (1,), ((512, 512, 64),)).tiles)
        1
    """

    tiles: tuple[Tile, ...]
    layers: tuple[str, ...]
    strides: tuple[int, ...]
    shapes: tuple[tuple[int, ...], ...]


def is_tiled(network: Network, execution: Execution) -> bool:
    """Whether the network is looked at tile by tile: in the least memory, where its layers are known.

    Args:
        network: that is looked at.
        execution: how it is computed.

    Returns:
        True or False.

    Example:
        >>> import stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> stylejax.networks.is_tiled(network, stylejax.Execution(memory=stylejax.Memory.LEAST))
        True
    """
    return execution.memory is Memory.LEAST and isinstance(network.architecture, Architecture)


def execution_at(execution: Execution, shape: Sequence[int]) -> Execution:
    """How a picture of that height and width is looked at: one that is no larger than a tile in strips."""
    if execution.memory is not Memory.LEAST or any(_count(length, SIDE) > 1 for length in shape[:2]):
        return execution
    return with_memory(execution, Memory.LITTLE)


def bytes_in_tiles(network: Network, shape: Sequence[int], layers: Sequence[str], *, execution: Execution) -> float:
    """About how much memory an evaluation takes beside the picture's own arrays: that of a tile and what it sees."""
    picture = jax.ShapeDtypeStruct(tuple(shape), jnp.float32)
    cut = cut_in_tiles(network, picture, tuple(layers), execution=execution)
    window = max((tile.window for tile in cut.tiles), key=math.prod)
    return bytes_in_plenty(network, (*window, 3), layers, execution=execution)


def overlap(network: Network, shape: Sequence[int], layers: Sequence[str], *, execution: Execution) -> float:
    """Pixels that are looked at in tiles to those of the picture: at least 1."""
    picture = jax.ShapeDtypeStruct((*shape[:2], 3), jnp.float32)
    cut = cut_in_tiles(network, picture, tuple(layers), execution=execution)
    return sum(math.prod(tile.window) for tile in cut.tiles) / math.prod(shape[:2])


def _count(length: int, side: int) -> int:
    return max(1, round(length / side))


def cut_in_tiles(network: Network, image: Any, layers: Sequence[str], *, execution: Execution, side: int = SIDE) -> Cut:
    """How a picture `[h w 3]`, or its shape, is cut into tiles of about `side` pixels for these layers.

    Raises InputError for a network whose layers are not known.

    Args:
        network: of known layers.
        image: the picture, or anything of its shape and type.
        layers: that are looked at.
        execution: how the network is computed.
        side: of a tile, about.

    Returns:
        The tiles, and where they lie in each layer.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 64)
        >>> image, execution = jnp.zeros((64, 64, 3)), stylejax.Execution()
        >>> cut = stylejax.networks.cut_in_tiles(network, image, ("relu1_1",), execution=execution, side=32)
        >>> len(cut.tiles)
        4
    """
    sights = sights_of(needed_layers(architecture_of(network), layers))
    if sights is None:
        raise InputError(f"memory: network {network.card.name} has layers that cannot be cut; take little or plenty")
    whole = jax.eval_shape(functools.partial(features, layers=layers, execution=execution), network, image)
    stride = math.lcm(*(sights[layer].stride for layer in layers)) if layers else 1
    reach = max((max(sights[layer][1:]) for layer in layers), default=0)
    halo = stride * -(-reach // stride)
    rows, columns = (_parts(length, side=side, stride=stride, halo=halo) for length in image.shape[:2])
    tiles = tuple(Tile(row, column) for row in rows for column in columns)
    strides, shapes = zip(*((sights[layer].stride, whole[layer].shape) for layer in layers), strict=True)
    return Cut(tiles, tuple(layers), strides, shapes)


def _parts(length: int, *, side: int, stride: int, halo: int) -> list[Part]:
    """Equal parts of a side, the last one perhaps shorter; what is looked at is as long for all but the last."""
    count = _count(length, side)
    own = stride * -(-length // (count * stride))
    window, firsts = own + 2 * halo, range(0, length, own)
    if window >= length or len(firsts) == 1:
        return [Part(first, min(first + own, length), 0, length) for first in firsts]
    latest = (length - window) // stride * stride
    starts = [min(max(0, first - halo), latest) for first in firsts]
    stops = [start + window for start in starts[:-1]]
    return [
        Part(first, min(first + own, length), start, stop)
        for first, start, stop in zip(firsts, starts, [*stops, length], strict=True)
    ]
