"""How much memory a picture takes, told from shapes before anything is compiled, and what is said where it is none."""

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp

from ...errors import InputError
from ...losses.terms import Weights
from ...networks.networks import Execution, Network
from ...networks.parts.strips import bytes_in_little, bytes_in_plenty, is_cut
from ...networks.parts.tiles import bytes_in_tiles, execution_at, is_tiled, overlap
from ...optimizers.equality import Optimizer
from ..levels import COARSEST
from ..sharding import own_memory_limit
from ..steps import start_lane

GIBIBYTE = 2**30

# Of a process that paints on CPU beside its pictures: libraries, and what the compiler takes. Measured as the peak of
# runs at 256 px (scripts/benchmarks/measure_needs.py).
PROCESS = 0.55 * GIBIBYTE

# What a run takes at its peak to what a step does by its shapes: targets are measured, and pictures enlarged.
SLACK = 1.2

# In tiles, arrays of the picture's size beside the optimizer's state: the photo and the start, the gradient, and what
# an update takes (L-BFGS with a preconditioner); what the program of a tile takes to what its activations would; and
# what the programs of a level leave behind.
PICTURES_BESIDE, PICTURES_OF_A_GRADIENT, PICTURES_OF_AN_UPDATE = 2, 2, 9
TILE_WORKSPACE = 1.3
LEFT_BY_A_LEVEL = 0.12e9

# Seconds of an evaluation in strips to one that is not cut.
STRIPS_SLOWNESS = 1.1


def bytes_of_a_picture(
    network: Network, shape: Sequence[int], *, like: Weights, optimizer: Optimizer, execution: Execution
) -> float:
    """About how much memory a picture of that shape `[h w c]` takes while it is painted."""
    picture = jax.ShapeDtypeStruct(tuple(shape), jnp.float32)
    lane = _bytes(jax.eval_shape(functools.partial(start_lane, optimizer=optimizer, like=like), picture))
    evaluation = bytes_of_an_evaluation(network, shape, like.layers, execution=execution)
    if not is_tiled(network, execution_at(execution, shape)):
        return SLACK * (evaluation + lane)
    one, levels = _bytes(picture), 1 + math.log2(max(*shape[:2], COARSEST) / COARSEST)
    tile = TILE_WORKSPACE * evaluation + PICTURES_OF_A_GRADIENT * one
    return LEFT_BY_A_LEVEL * levels + lane + PICTURES_BESIDE * one + max(tile, PICTURES_OF_AN_UPDATE * one)


def bytes_of_an_evaluation(
    network: Network, shape: Sequence[int], layers: Sequence[str], *, execution: Execution
) -> float:
    """About how much memory an evaluation of a picture of that height and width takes."""
    execution = execution_at(execution, shape)
    tiled, cut = is_tiled(network, execution), is_cut(network, execution)
    of = bytes_in_tiles if tiled else bytes_in_little if cut else bytes_in_plenty
    return of(network, (shape[0], shape[1], 3), layers, execution=execution)


def slowness(network: Network, shape: Sequence[int], layers: Sequence[str], execution: Execution) -> float:
    """About how long an evaluation takes to one in plenty of memory.

    A tile is computed twice forward and once back, where that is 3 parts in plenty and 4 in tiles; and each with all
    that its positions see.
    """
    if is_tiled(network, execution_at(execution, shape)):
        return 4 / 3 * overlap(network, shape, layers, execution=execution)
    return STRIPS_SLOWNESS if is_cut(network, execution_at(execution, shape)) else 1.0


def bytes_beside(network: Network) -> float:
    """Memory that a device needs beside its pictures.

    On a CPU the process is in it, and kernels are kept transformed besides, four times as large.
    """
    on_cpu = jax.default_backend() == "cpu"
    return (5 if on_cpu else 1) * _bytes(network.parameters) + (PROCESS if on_cpu else 0)


def _bytes(tree: Any) -> int:
    return sum(math.prod(leaf.shape) * leaf.dtype.itemsize for leaf in jax.tree.leaves(tree))


class TooLargeError(InputError):
    """A picture takes more memory than there is.

    Example:
        >>> from stylejax import InputError, synthesis
        >>> issubclass(synthesis.TooLargeError, InputError)
        True
    """


def check_fits(shape: Sequence[int], needed: Callable[[Sequence[int]], float]) -> None:
    """Raise TooLargeError for a picture of that shape which takes more than there is; `needed` are bytes for a shape.

    It names the largest size that fits.
    """
    limit = own_memory_limit()
    if needed(shape) <= limit:
        return
    amount = f"takes about {_gibibytes(needed(shape))}, and {_gibibytes(limit)} may be used"
    largest = largest_size(shape, needed, limit)
    remedy = f"the largest that fits is {largest}" if largest else "none fits; free memory, or take another network"
    raise TooLargeError(f"size: {max(shape[:2])} {amount}; {remedy}")


def largest_size(shape: Sequence[int], needed: Callable[[Sequence[int]], float], limit: float) -> int:
    """The longest side in pixels, in steps of 16, at which a picture of these proportions fits; 0 where none does."""
    longest = max(shape[:2])
    low, high = 0, longest // 16
    while low + 1 < high:
        middle = (low + high) // 2
        scaled = [max(16, round(side * 16 * middle / longest)) for side in shape[:2]]
        fits = needed((*scaled, *shape[2:])) <= limit
        low, high = (middle, high) if fits else (low, middle)
    return 16 * low


def _gibibytes(amount: float) -> str:
    return f"{amount / GIBIBYTE:.1f} GiB"
