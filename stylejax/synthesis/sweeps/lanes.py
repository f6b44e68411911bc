"""What the lanes of a sweep share and in what they differ: checked inputs, and the arrays of a chunk of lanes."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import jax
import numpy as np
from jax.typing import ArrayLike

from ...errors import InputError
from ...losses.objectives import Targets, measure_targets
from ...losses.strengths import RelativeWeights
from ...losses.terms import Term, Terms, Weights
from ...networks.arrays import in_finest_type
from ...networks.networks import DEFAULT_EXECUTION, Execution, Network, check_layers
from ...optimizers.equality import Optimizer
from ..levels import at_level, levels_of
from ..programs import (
    AnyWeights,
    Compiling,
    Networks,
    checked_weights,
    compiling_for,
    in_units,
    likeness,
    literal,
    measured,
    networks_for,
)
from ..runs import Level
from ..sharding import SHARED, SPLIT
from ..starts import Start, begun, checked_colors, painted_start, start_of


class Measured(NamedTuple):
    """What some lanes are painted by.

    Attributes:
        targets: with a leading axis where lanes differ.
        ratios: weights in each lane's unit, likewise.
        weights: literal ones, for each lane.
        units: what weights are divided by, for each lane.
    """

    targets: Targets
    ratios: Weights
    weights: Sequence[Weights]
    units: Sequence[float]


@dataclass(frozen=True)
class Lanes:
    """The checked inputs of a sweep at one level: of each kind one that all lanes share, or as many as there are lanes.

    Attributes:
        count: how many lanes there are.
        networks: what all share, in the forms for large and small sizes.
        level: at which the pictures are.
        contents: pictures `[h w 3]` of one shape, one or `count`.
        styles: pictures `[h w 3]`, each of its own shape, one or `count`.
        starts: what makes a lane's start of its content and its style, one or `count`.
        channels: of what is optimized: 1 where gray pictures are painted, else 3.
        weights: a tree whose leaves are numbers or arrays `[count]`, on the host.
        execution: how the network is computed.
    """

    count: int
    networks: Networks
    level: Level
    contents: Sequence[jax.Array]
    styles: Sequence[jax.Array]
    starts: Sequence[Start]
    channels: int
    weights: AnyWeights
    execution: Execution = DEFAULT_EXECUTION

    def at(self, level: Level) -> "Lanes":
        """The same lanes, their pictures as small as they are at a level."""
        small = {id(one): at_level(one, level) for one in (*self.contents, *self.styles)}
        contents, styles = ([small[id(one)] for one in pictures] for pictures in (self.contents, self.styles))
        return replace(self, level=level, contents=contents, styles=styles)

    @property
    def network(self) -> Network:
        """The network in the form for this level."""
        return self.networks.at(self.level)

    @property
    def compiling(self) -> Compiling:
        """How programs of this level are compiled."""
        return compiling_for(self.level)

    @property
    def shape(self) -> tuple[int, int, int]:
        """The shape of what is optimized in a lane."""
        height, width, _ = self.contents[0].shape
        return height, width, self.channels

    @property
    def like(self) -> Weights:
        """The weights of one lane."""
        return likeness(self.weights_of(0))

    @property
    def specs(self) -> tuple[Any, Any]:
        """How a chunk's targets and weights lie on the devices: split over lanes where lanes differ, else shared."""
        relative, terms = isinstance(self.weights, RelativeWeights), self.like.terms
        differ = relative or any(leaf.ndim for leaf in jax.tree.leaves(self.weights))
        targets = zip(self.target_shapes.values(), terms, strict=True)
        of_targets = [jax.tree.map(functools.partial(_instead, self._spec(term)), target) for target, term in targets]
        of_weights = [SPLIT if differ and np.any(leaf) else SHARED for leaf in jax.tree.leaves(self.weights)]
        return Targets(terms, of_targets), Weights(terms, of_weights)

    @functools.cached_property
    def target_shapes(self) -> Targets:
        """The targets of one lane as shapes."""
        measure = functools.partial(measure_targets, like=self.like, execution=self.execution)
        return jax.eval_shape(measure, self.network, self.contents[0], self.styles[0])

    def begun(self, index: int, start: Start | None = None) -> jax.Array:
        """The picture that a lane begins with, by its own start or by another one. Raises InputError."""
        picture = begun(start or pick(self.starts, index), pick(self.contents, index), pick(self.styles, index))
        if picture.shape[-1] != self.channels:
            raise InputError("inits: some make gray pictures and some colored ones; sweep each kind by itself")
        return picture.astype(self.contents[0].dtype)

    def weights_of(self, index: int) -> AnyWeights:
        """The weights of a lane."""
        return jax.tree.map(lambda leaf: leaf[index] if leaf.ndim else leaf, self.weights)

    def measured(self, indices: Sequence[int], before: Sequence[Weights | None], *, optimizer: Optimizer) -> "Measured":
        """What these lanes are painted by; lanes with the same two pictures are measured once.

        `before` are the weights of each at the level before.
        """
        pairs = [(_first(self.contents, index), _first(self.styles, index)) for index in indices]
        found = {pair: self._measure(*pair) for pair in dict.fromkeys(pairs)}
        weights = [
            literal(self.weights_of(index), found[pair][1], before=bound)
            for index, pair, bound in zip(indices, pairs, before, strict=True)
        ]
        ratios, units = zip(*(in_units(each, optimizer=optimizer) for each in weights), strict=True)
        of_targets, of_weights = self.specs
        targets = _shared_or_stacked([found[pair][0] for pair in pairs], of_targets)
        return Measured(targets, _shared_or_stacked(ratios, of_weights), weights, units)

    def _spec(self, term: Term) -> Any:
        pictures = {"content": self.contents, "style": self.styles}.get(term.of, ())
        return SPLIT if len(pictures) > 1 else SHARED

    def _measure(self, content: int, style: int) -> tuple[Targets, Terms | None]:
        pictures = pick(self.contents, content), pick(self.styles, style)
        how = {"execution": self.execution, "compiling": self.compiling}
        return measured(self.network, *pictures, weights=self.weights_of(0), **how)


def gather_lanes(
    contents: ArrayLike,
    styles: ArrayLike | Sequence[ArrayLike],
    *,
    network: Network,
    weights: AnyWeights,
    inits: ArrayLike | Start | Sequence[ArrayLike | Start] = painted_start,
    execution: Execution = DEFAULT_EXECUTION,
) -> Lanes:
    """The inputs of a sweep, checked, at full size.

    Raises InputError for what `transfer` refuses, and for numbers that differ.
    """
    check_layers(network, ())
    pictures = [in_finest_type(network.parameters, checked_colors("contents", one)) for one in _each(contents)]
    painted = [in_finest_type(network.parameters, checked_colors("styles", one)) for one in _each(styles)]
    for content in pictures:
        if content.shape != pictures[0].shape:
            raise InputError(
                f"contents: shapes {pictures[0].shape} and {content.shape} differ; sweep each size by itself"
            )
    starts = [start_of(one, pictures[0].shape) for one in _each(inits)]
    numbers = jax.tree.map(lambda leaf: np.asarray(leaf, np.float32), checked_weights(weights))
    count = _count(
        {"contents": [len(pictures)], "styles": [len(painted)], "inits": [len(starts)], "weights": _lengths(numbers)}
    )
    networks = networks_for(network, weights, execution=execution)
    channels = begun(starts[0], pictures[0], painted[0]).shape[-1]
    [whole] = levels_of(pictures[0].shape, steps=1, levels=1)
    return Lanes(count, networks, whole, pictures, painted, starts, channels, numbers, execution)


def _each(pictures: Any) -> Sequence[Any]:
    """A picture as the only one of a sequence; sequences and arrays `[lanes h w 3]` as they are."""
    if isinstance(pictures, Sequence):
        if not pictures:
            raise InputError("pictures: the sequence is empty; give one for all lanes or one for each")
        return pictures
    return pictures if np.ndim(pictures) == 4 and len(pictures) else [pictures]


def _lengths(weights: AnyWeights) -> list[int]:
    leaves = jax.tree.leaves(weights)
    if any(leaf.ndim > 1 for leaf in leaves):
        raise InputError("weights: a leaf has more than one axis; give a number, or one number for each lane")
    if any(leaf.ndim and not leaf.size for leaf in leaves):
        raise InputError("weights: a leaf is empty; give a number, or one number for each lane")
    return [leaf.size if leaf.ndim else 1 for leaf in leaves]


def _count(numbers: dict[str, list[int]]) -> int:
    count = max(length for lengths in numbers.values() for length in lengths)
    for name, lengths in numbers.items():
        for length in lengths:
            if length not in (1, count):
                raise InputError(f"{name}: there are {length}, but {count} lanes; give one for all or one for each")
    return count


def pick(values: Sequence[Any], index: int) -> Any:
    """The one that all lanes share, or a lane's own."""
    return values[index] if len(values) > 1 else values[0]


def _instead(spec: Any, leaf: Any) -> Any:
    return spec


def _first(values: Sequence[Any], index: int) -> int:
    """The first lane that has the same picture as this one."""
    mine = pick(values, index)
    return next(place for place, one in enumerate(values) if one is mine)


def _shared_or_stacked(trees: Sequence[Any], specs: Any) -> Any:
    """The lanes' trees as one, with a leading axis where the specs split it."""

    def joined(spec: Any, *leaves: Any) -> Any:
        return np.stack(leaves) if spec == SPLIT else leaves[0]

    return jax.tree.map(joined, specs, *trees)
