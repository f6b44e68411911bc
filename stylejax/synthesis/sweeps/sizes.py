"""How many lanes are painted at once: as many as are asked for, or as do best on what computes."""

import functools
import math
import time
from collections.abc import Callable, Sequence

import jax
from jax.sharding import Mesh

from ...optimizers.equality import Optimizer
from ..loops import Step
from ..runs import Level
from ..sharding import agreed, lane_mesh, memory_limit
from ..steps import Lane
from .chunks import Chunks
from .lanes import Lanes

ROUNDS = 3


def cut(lanes: Lanes, optimizer: Optimizer, at_once: int | None) -> Chunks:
    """The sweep in chunks of at most `at_once` lanes, equally filled; without a number in those that do best.

    On CPU that is one lane on each device, which keeps all cores busy and paints to the bit what `transfer` does: four
    at once were 0.89 times as slow at 64 pixels, 1.11 times at 128 and 1.05 times at 256
    (scripts/benchmarks/measure_sweep.py). Elsewhere it is the largest power of two on each device that fits its memory.
    """
    mesh = lane_mesh(lanes.count)
    of = functools.partial(_equal_chunks, lanes, optimizer, mesh)
    if at_once is not None:
        return of(at_once)
    on_cpu = mesh.devices.flat[0].platform == "cpu"
    return of(mesh.size) if on_cpu else largest_that_fits(of)


def _equal_chunks(lanes: Lanes, optimizer: Optimizer, mesh: Mesh, at_once: int) -> Chunks:
    number = -(-lanes.count // min(at_once, lanes.count))
    return Chunks(lanes, optimizer, mesh, -(-lanes.count // number))


def largest_that_fits(of: Callable[[int], Chunks]) -> Chunks:
    """The largest chunks that fit, of powers of two on each device: a guess from two lanes, then up or down from it."""
    devices, count = of(1).mesh.size, of(1).lanes.count
    limit = memory_limit()
    most = math.ceil(math.log2(max(count / devices, 1)))

    def fits(doublings: int) -> bool:
        return of(2**doublings * devices).bytes_per_device() <= limit

    guess = math.floor(math.log2(max(2 * limit / of(2 * devices).bytes_per_device(), 1)))
    doublings = min(guess, most)
    while doublings > 0 and not fits(doublings):
        doublings -= 1
    while doublings < most and fits(doublings + 1):
        doublings += 1
    return of(2**doublings * devices)


class Clock:
    """A run kept going to be timed: `tick` makes one step, `seconds` are those of each."""

    def __init__(self, lane: Lane, step: Step) -> None:
        self._step = step
        self._lane = jax.block_until_ready(step(lane))[0]
        self.seconds: list[float] = []

    def tick(self) -> None:
        """Make one step, wait for it, and note its seconds."""
        began = time.perf_counter()
        self._lane = jax.block_until_ready(self._step(self._lane))[0]
        self.seconds.append(time.perf_counter() - began)


# Steps are timed at the last level of at most so many pixels on its longest side; where there is none, at the first.
TIMED_UP_TO = 256


def seconds_of(chunks: Chunks, levels: Sequence[Level]) -> float:
    """About how long a sweep takes: compiling at each level, and steps in proportion to their pixels.

    Both are measured at a small level; the same in all processes.
    """
    small = [level for level in levels if max(level.shape) <= TIMED_UP_TO]
    timed = small[-1] if small else levels[0]
    began = time.perf_counter()
    seconds = seconds_per_step(chunks.at(timed))
    compiling = time.perf_counter() - began - (ROUNDS + 1) * seconds
    steps = sum(level.work for level in levels) / (timed.shape[0] * timed.shape[1])
    return agreed(len(levels) * compiling + len(chunks.all) * steps * seconds)


def seconds_per_step(chunks: Chunks) -> float:
    """Seconds of a step, the least of a few; the same in all processes."""
    lanes, step, _ = chunks.begin(chunks.all[0], chunks.network_in_place())
    clock = Clock(lanes, step)
    for _ in range(ROUNDS):
        clock.tick()
    return agreed(min(clock.seconds))
