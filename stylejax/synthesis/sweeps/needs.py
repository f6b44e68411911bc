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
from ...networks.parts.tiles import bytes_in_tiles, execution_at, is_tiled
from ...optimizers.equality import Optimizer
from ..sharding import own_memory_limit
from ..steps import start_lane

GIBIBYTE = 2**30

# Of a process that paints on CPU beside its pictures: libraries, and what the compiler takes. Measured as the peak of
# runs at 256 px (scripts/benchmarks/measure_needs.py).
PROCESS = 0.55 * GIBIBYTE

# What a run takes at its peak to what a step does by its shapes: targets are measured, and pictures enlarged.
SLACK = 1.2


def bytes_of_a_picture(
    network: Network, shape: Sequence[int], *, like: Weights, optimizer: Optimizer, execution: Execution
) -> float:
    """About how much memory a picture of that shape `[h w c]` takes while it is painted."""
    picture = jax.ShapeDtypeStruct(tuple(shape), jnp.float32)
    lane = jax.eval_shape(functools.partial(start_lane, optimizer=optimizer, like=like), picture)
    return SLACK * (bytes_of_an_evaluation(network, shape, like.layers, execution=execution) + _bytes(lane))


def bytes_of_an_evaluation(
    network: Network, shape: Sequence[int], layers: Sequence[str], *, execution: Execution
) -> float:
    """About how much memory an evaluation of a picture of that height and width takes."""
    execution = execution_at(execution, shape)
    tiled, cut = is_tiled(network, execution), is_cut(network, execution)
    of = bytes_in_tiles if tiled else bytes_in_little if cut else bytes_in_plenty
    return of(network, (shape[0], shape[1], 3), layers, execution=execution)


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
