"""One compiled step for a chunk of lanes: how it is made, and what memory it takes."""

import dataclasses
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding

from ...losses.terms import Weights
from ...networks.networks import Execution, Memory, with_memory
from ...optimizers.equality import Optimizer
from ..loops import Step
from ..programs import PROGRAMS, Compiling, compiled_step, options_of
from ..runs import Halfway, Level
from ..sharding import SHARED, SPLIT, gathering, place
from ..starts import JointStart
from ..steps import Lane, Summary, lane_of, start_lane, step_lane, summary_of
from .lanes import Lanes, Measured
from .needs import bytes_of_a_picture


@functools.lru_cache(maxsize=PROGRAMS)
def _stepper(
    optimizer: Optimizer,
    execution: Execution,
    compiling: Compiling,
    mesh: Mesh,
    specs: tuple[Any, ...],
    structure: Any,
    lanes_each: int,
) -> Any:
    layout = (SPLIT, SHARED, *jax.tree.unflatten(structure, specs))
    over_lanes = _over_lanes if lanes_each > 1 else _over_the_only_lane
    lanes = over_lanes(functools.partial(step_lane, optimizer=optimizer, execution=execution), layout)
    spread = jax.shard_map(lanes, mesh=mesh, in_specs=layout, out_specs=SPLIT)
    shardings = NamedSharding(mesh, SPLIT), NamedSharding(mesh, SHARED)
    return jax.jit(spread, donate_argnums=0, out_shardings=shardings, compiler_options=options_of(compiling))


def _over_lanes(step: Callable[..., Any], layout: Any) -> Callable[..., Any]:
    return jax.vmap(step, jax.tree.map(lambda spec: 0 if spec == SPLIT else None, layout))


def _over_the_only_lane(step: Callable[..., Any], layout: Any) -> Callable[..., Any]:
    """`_over_lanes` for an axis of one lane: the program is that of a run by itself, as fast, and equal to the bit."""
    *_, of_targets, of_weights = layout

    def only(leaf: jax.Array, spec: Any) -> jax.Array:
        return leaf[0] if spec == SPLIT else leaf

    def step_the_only_lane(lanes: Lane, network: Any, *measured: Any) -> Any:
        lane = jax.tree.map(lambda leaf: leaf[0], lanes)
        stepped = step(lane, network, *jax.tree.map(only, measured, (of_targets, of_weights)))
        return jax.tree.map(lambda leaf: leaf[None], stepped)

    return step_the_only_lane


@functools.lru_cache(maxsize=PROGRAMS)
def _starter(optimizer: Optimizer, mesh: Mesh) -> Any:
    def start(images: jax.Array, like: Weights) -> Lane:
        return jax.vmap(functools.partial(start_lane, optimizer=optimizer, like=like))(images)

    return jax.jit(start, out_shardings=NamedSharding(mesh, SPLIT))


class Before(NamedTuple):
    """What a lane brings along from the level before: its start, and its weights."""

    start: JointStart | None
    weights: Weights | None


class Beginning(NamedTuple):
    """The lanes of a chunk at their start, the step that takes them on, and what each is painted by."""

    lanes: Lane
    step: Step
    measured: Measured


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
        lanes_each = self.slots // self.mesh.size
        how = self._execution_together, self.lanes.compiling
        return _stepper(self.optimizer, *how, self.mesh, tuple(leaves), structure, lanes_each)

    @property
    def _execution_together(self) -> Execution:
        """How lanes are computed in one program: tiles are of one picture at a time."""
        execution = self.lanes.execution
        return with_memory(execution, Memory.LITTLE) if execution.memory is Memory.LEAST else execution

    def at(self, level: Level) -> "Chunks":
        """The same chunks, their pictures as small as they are at a level."""
        return dataclasses.replace(self, lanes=self.lanes.at(level))

    def begin(self, chunk: Sequence[int], network: Any, *, before: Sequence[Before] = ()) -> Beginning:
        """The lanes of a chunk at their start; `network` as `network_in_place`.

        `before` is what each lane brings along from the level before.
        """
        indices = self._filled(chunk)
        brought = self._filled(before) if before else [Before(None, None)] * self.slots
        starts = [each.start for each in brought]
        pictures = [self.lanes.begun(index, start) for index, start in zip(indices, starts, strict=True)]
        images = place(np.stack(pictures), self.mesh, SPLIT)
        start = _starter(self.optimizer, self.mesh)(images, self._zeros)
        return self._from(start, indices, network, [each.weights for each in brought])

    def go_on(
        self, chunk: Sequence[int], network: Any, halfway: Sequence[Halfway], before: Sequence[Weights | None]
    ) -> Beginning:
        """The lanes of a chunk where each was kept; `before` are their weights at the level before."""
        make = functools.partial(start_lane, optimizer=self.optimizer, like=self._zeros)
        lanes = [lane_of(each.leaves, make) for each in self._filled(halfway)]
        stacked = jax.tree.map(lambda *leaves: np.stack(leaves), *lanes)
        start = place(stacked, self.mesh, jax.tree.map(lambda leaf: SPLIT, stacked))
        return self._from(start, self._filled(chunk), network, self._filled(before))

    @property
    def _zeros(self) -> Weights:
        return jax.tree.map(lambda leaf: jnp.float32(0), self.lanes.like)

    def _filled(self, each: Sequence[Any]) -> list[Any]:
        """One for each slot."""
        return [*each, *[each[-1]] * (self.slots - len(each))]

    def _from(self, start: Lane, indices: Sequence[int], network: Any, before: Sequence[Weights | None]) -> Beginning:
        measured = self.lanes.measured(indices, before, optimizer=self.optimizer)
        targets, ratios = place((measured.targets, measured.ratios), self.mesh, self.lanes.specs)
        if self.slots == 1:
            return Beginning(*self._alone(start, network, (targets, ratios)), measured)
        return Beginning(start, lambda lanes: self.stepper(lanes, network, targets, ratios), measured)

    def _alone(self, start: Lane, network: Any, measured: Any) -> tuple[Lane, Step]:
        """The only lane in its only place, without an axis: the very program of `transfer`, which copies nothing."""
        everything = (_without_axis(start, SPLIT), network, *jax.tree.map(_without_axis, measured, self.lanes.specs))
        lane, network, targets, weights = jax.device_put(everything, self.mesh.devices.flat[0])
        step = self._step_alone

        def step_alone(lane: Lane) -> tuple[Lane, jax.Array]:
            lane, value = step(lane, network=network, targets=targets, weights=weights)
            return lane, value[None]

        return lane, step_alone

    @property
    def _step_alone(self) -> Any:
        return compiled_step(self.optimizer, execution=self.lanes.execution, compiling=self.lanes.compiling)

    @property
    def gather(self) -> Callable[[Lane], Summary]:
        """What is kept of the lanes, gathered from all processes, with an axis of lanes."""
        return gathering(self.mesh, summary_of) if self.slots > 1 else _gather_alone

    def network_in_place(self) -> Any:
        """The network on every device."""
        return place(self.lanes.network, self.mesh, jax.tree.map(lambda leaf: SHARED, self.lanes.network))

    def lowered(self) -> Any:
        """The chunk's step before it is compiled, from shapes alone."""
        lane, network, targets, weights = _shapes(self)
        if self.slots == 1:
            how = {"execution": self._execution_together, "compiling": self.lanes.compiling}
            step = compiled_step(self.optimizer, **how)
            return step.lower(lane, network=network, targets=targets, weights=weights)
        return self.stepper.lower(lane, network, targets, weights)

    def bytes_estimated(self) -> float:
        """About how much memory the lanes of a chunk take on each device, told from shapes."""
        lanes, picture = self.lanes, {"like": self.lanes.like, "optimizer": self.optimizer}
        one = bytes_of_a_picture(lanes.network, lanes.shape, **picture, execution=lanes.execution)
        return self.slots // self.mesh.size * one

    def bytes_per_device(self) -> int:
        """Memory that the compiled step takes on each device, by its own account."""
        needed = self.lowered().compile().memory_analysis()
        kept = needed.argument_size_in_bytes + needed.output_size_in_bytes - needed.alias_size_in_bytes
        return kept + needed.temp_size_in_bytes


def _without_axis(tree: Any, spec: Any) -> Any:
    """The arrays of the only lane; what is shared has no axis of lanes."""
    return jax.tree.map(lambda leaf: leaf[0], tree) if spec == SPLIT else tree


def _gather_alone(lane: Lane) -> Summary:
    return jax.tree.map(lambda leaf: np.asarray(leaf)[None], summary_of(lane))


def _shapes(chunks: Chunks) -> tuple[Any, ...]:
    """The arguments of the step as shapes with their shardings."""
    lanes, like = chunks.lanes, chunks.lanes.like
    lane = jax.eval_shape(
        functools.partial(start_lane, optimizer=chunks.optimizer, like=like),
        jax.ShapeDtypeStruct(lanes.shape, lanes.contents[0].image.dtype),
    )

    def shape(leaf: Any, spec: Any) -> jax.ShapeDtypeStruct:
        if chunks.slots == 1:
            return jax.ShapeDtypeStruct(leaf.shape, leaf.dtype)
        size = (chunks.slots, *leaf.shape) if spec == SPLIT else leaf.shape
        return jax.ShapeDtypeStruct(size, leaf.dtype, sharding=NamedSharding(chunks.mesh, spec))

    everything = (lane, lanes.network, lanes.target_shapes, like)
    specs = (jax.tree.map(lambda leaf: SPLIT, lane), jax.tree.map(lambda leaf: SHARED, lanes.network), *lanes.specs)
    return jax.tree.map(shape, everything, specs)
