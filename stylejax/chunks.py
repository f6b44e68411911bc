"""One compiled step for a chunk of lanes: how it is made, what memory it takes, and how many lanes it holds best."""

import functools
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax.sharding import Mesh, NamedSharding

from .devices import SHARED, SPLIT, agreed, lane_mesh, memory_of_a_device, place
from .lanes import Lanes
from .objectives import Weights
from .optimizers import Optimizer
from .transfers import Lane, compiled_targets, start_lane, step_lane

SHARE_OF_MEMORY = 0.8  # of what a device may use; the rest is left to targets in the making and to fragmentation
LANES_TRIED_ON_CPU = (1, 4)  # on each device: either a lane keeps all cores busy, or a few do it better
ROUNDS = 3

Step = Callable[[Lane], tuple[Lane, jax.Array]]


@functools.cache
def _stepper(optimizer: Optimizer, mesh: Mesh, specs: tuple[Any, ...], structure: Any) -> Any:
    layout = (SPLIT, SHARED, *jax.tree.unflatten(structure, specs))
    axes = jax.tree.map(lambda spec: 0 if spec == SPLIT else None, layout)
    lanes = jax.vmap(functools.partial(step_lane, optimizer=optimizer), axes)
    spread = jax.shard_map(lanes, mesh=mesh, in_specs=layout, out_specs=SPLIT)
    return jax.jit(spread, donate_argnums=0, out_shardings=(NamedSharding(mesh, SPLIT), NamedSharding(mesh, SHARED)))


@functools.cache
def _starter(optimizer: Optimizer, mesh: Mesh) -> Any:
    def start(images: jax.Array, like: Weights) -> Lane:
        return jax.vmap(functools.partial(start_lane, optimizer=optimizer, like=like))(images)

    return jax.jit(start, out_shardings=NamedSharding(mesh, SPLIT))


@dataclass(frozen=True)
class Chunks:
    """A sweep cut into chunks of `size` lanes, each of which runs at once, in `slots` places on the mesh.

    The slots are a multiple of the devices; those that no lane is left for repeat the chunk's last lane.
    """

    lanes: Lanes
    optimizer: Optimizer
    mesh: Mesh
    size: int

    @property
    def slots(self) -> int:
        """Places for lanes in the compiled program."""
        return -(-self.size // self.mesh.size) * self.mesh.size

    @property
    def all(self) -> list[range]:
        """The lanes of each chunk."""
        return [
            range(first, min(first + self.size, self.lanes.count)) for first in range(0, self.lanes.count, self.size)
        ]

    @property
    def stepper(self) -> Any:
        """`stepper(lanes, network, targets, weights)`: `step_lane` under `vmap`, lanes shared out among the devices."""
        leaves, structure = jax.tree.flatten(self.lanes.specs)
        return _stepper(self.optimizer, self.mesh, tuple(leaves), structure)

    def begin(self, chunk: Sequence[int], network: Any) -> tuple[Lane, Step]:
        """The lanes of a chunk at their start, and the step that takes them on; `network` as `network_in_place`."""
        indices = [*chunk, *[chunk[-1]] * (self.slots - len(chunk))]
        targets, weights = self.lanes.targets(indices), self.lanes.weights_of(indices)
        targets, weights = place((targets, weights), self.mesh, self.lanes.specs)
        images = place(self.lanes.starts(indices), self.mesh, SPLIT)
        like = jax.tree.map(lambda leaf: jnp.float32(0), self.lanes.weights)
        start = _starter(self.optimizer, self.mesh)(images, like)
        return start, lambda lanes: self.stepper(lanes, network, targets, weights)

    def network_in_place(self) -> Any:
        """The network on every device."""
        return place(self.lanes.network, self.mesh, jax.tree.map(lambda leaf: SHARED, self.lanes.network))

    def lowered(self) -> Any:
        """The chunk's step before it is compiled, from shapes alone."""
        return self.stepper.lower(*_shapes(self))

    def bytes_per_device(self) -> int:
        """Memory that the compiled step takes on each device, by its own account."""
        needed = self.lowered().compile().memory_analysis()
        kept = needed.argument_size_in_bytes + needed.output_size_in_bytes - needed.alias_size_in_bytes
        return kept + needed.temp_size_in_bytes


def _shapes(chunks: Chunks) -> tuple[Any, ...]:
    """The arguments of the step as shapes with their shardings."""
    lanes, like = chunks.lanes, chunks.lanes.like
    lane = jax.eval_shape(functools.partial(start_lane, optimizer=chunks.optimizer, like=like), lanes.contents[0])
    targets = jax.eval_shape(
        functools.partial(compiled_targets, like=like), lanes.network, lanes.contents[0], lanes.styles[0]
    )

    def shape(leaf: Any, spec: Any) -> jax.ShapeDtypeStruct:
        size = (chunks.slots, *leaf.shape) if spec == SPLIT else leaf.shape
        return jax.ShapeDtypeStruct(size, leaf.dtype, sharding=NamedSharding(chunks.mesh, spec))

    everything = (lane, lanes.network, targets, like)
    specs = (jax.tree.map(lambda leaf: SPLIT, lane), jax.tree.map(lambda leaf: SHARED, lanes.network), *lanes.specs)
    return jax.tree.map(shape, everything, specs)


def cut(lanes: Lanes, optimizer: Optimizer, at_once: int | None) -> Chunks:
    """The sweep in chunks of at most `at_once` lanes, equally filled; without a number in those that do best.

    On CPU the candidates are timed; elsewhere it is the largest power of two on each device that fits its memory.
    """
    mesh = lane_mesh(lanes.count)
    of = functools.partial(_equal_chunks, lanes, optimizer, mesh)
    if at_once is not None:
        return of(at_once)
    on_cpu = mesh.devices.flat[0].platform == "cpu"
    return fastest(of) if on_cpu else largest_that_fits(of)


def _equal_chunks(lanes: Lanes, optimizer: Optimizer, mesh: Mesh, at_once: int) -> Chunks:
    number = -(-lanes.count // min(at_once, lanes.count))
    return Chunks(lanes, optimizer, mesh, -(-lanes.count // number))


def fastest(of: Callable[[int], Chunks]) -> Chunks:
    """Of the chunks that fit, those with the fewest seconds for the whole sweep."""
    sizes = {of(number * of(1).mesh.size).size for number in LANES_TRIED_ON_CPU}
    if len(sizes) == 1:
        return of(sizes.pop())
    limit = SHARE_OF_MEMORY * memory_of_a_device()
    small, *larger = [of(size) for size in sorted(sizes)]
    fitting = [small, *(chunks for chunks in larger if agreed(chunks.bytes_per_device()) <= limit)]
    times = seconds_per_step(fitting)
    return min(fitting, key=lambda chunks: times[fitting.index(chunks)] * len(chunks.all))


def largest_that_fits(of: Callable[[int], Chunks]) -> Chunks:
    """The largest chunks that fit, of powers of two on each device: a guess from two lanes, then up or down from it."""
    devices, count = of(1).mesh.size, of(1).lanes.count
    limit = agreed(SHARE_OF_MEMORY * memory_of_a_device())
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
    """A chunk kept running to be timed: `tick` makes one step, `seconds` are those of each."""

    def __init__(self, chunks: Chunks) -> None:
        lanes, self._step = chunks.begin(chunks.all[0], chunks.network_in_place())
        self._lanes = jax.block_until_ready(self._step(lanes))[0]
        self.seconds: list[float] = []

    def tick(self) -> None:
        """Make one step, wait for it, and note its seconds."""
        began = time.perf_counter()
        self._lanes = jax.block_until_ready(self._step(self._lanes))[0]
        self.seconds.append(time.perf_counter() - began)


def seconds_per_step(candidates: Sequence[Chunks]) -> list[float]:
    """Seconds of a step of each, timed in turn, the least of some rounds; the same in all processes."""
    clocks = [Clock(chunks) for chunks in candidates]
    for _ in range(ROUNDS):
        for clock in clocks:
            clock.tick()
    return [agreed(min(clock.seconds)) for clock in clocks]
