"""What the lanes of a sweep share and in what they differ: checked inputs, and the arrays of a chunk of lanes."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import jax
import numpy as np

from ...errors import InputError
from ...losses.blends import Parts
from ...losses.objectives import InRegion, Targets
from ...losses.strengths import RelativeWeights
from ...losses.terms import Term, Terms, Weights
from ...networks.networks import DEFAULT_EXECUTION, Execution, Network
from ...networks.parts.tiles import execution_at
from ...optimizers.equality import Optimizer
from ..levels import seen_at_level, style_at_level
from ..programs import (
    AnyWeights,
    Compiling,
    Networks,
    compiling_for,
    in_units,
    likeness,
    literal,
    measured,
)
from ..runs import Level
from ..sharding import SHARED, SPLIT
from ..starts import JointStart, begun
from ..visible import Seen, paintings_of, visible_targets


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
        contents: pictures of one shape, one or `count`; all with an alpha, or none.
        styles: pictures, each of its own shape, in blends and parts: one or `count`, of as many pictures each.
        starts: what makes a lane's start of its content and its style, one or `count`.
        channels: of what is optimized: 1 where gray pictures are painted, else 3.
        weights: a tree whose leaves are numbers or arrays `[count]`, on the host.
        execution: how the network is computed.
    """

    count: int
    networks: Networks
    level: Level
    contents: Sequence[Seen]
    styles: Sequence[Parts]
    starts: Sequence[JointStart]
    channels: int
    weights: AnyWeights
    execution: Execution = DEFAULT_EXECUTION

    def at(self, level: Level) -> "Lanes":
        """The same lanes, their pictures as small as they are at a level."""
        small = {id(one): seen_at_level(one, level) for one in self.contents}
        small |= {id(one): style_at_level(one, level) for one in self.styles}
        contents, styles = ([small[id(one)] for one in pictures] for pictures in (self.contents, self.styles))
        execution = execution_at(self.execution, level.shape)
        return replace(self, level=level, contents=contents, styles=styles, execution=execution)

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
        height, width, _ = self.contents[0].image.shape
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
        of_targets = [self._spec(term, target) for target, term in targets]
        of_weights = [SPLIT if differ and np.any(leaf) else SHARED for leaf in jax.tree.leaves(self.weights)]
        return Targets(terms, of_targets), Weights(terms, of_weights)

    @functools.cached_property
    def target_shapes(self) -> Targets:
        """The targets of one lane as shapes."""
        measure = functools.partial(visible_targets, like=self.like, execution=self.execution)
        return jax.eval_shape(measure, self.network, self.contents[0], self.styles[0])

    def begun(self, index: int, start: JointStart | None = None) -> jax.Array:
        """The picture that a lane begins with, by its own start or by another one. Raises InputError."""
        style = paintings_of(pick(self.styles, index))
        picture = begun(start or pick(self.starts, index), pick(self.contents, index).image, style)
        if picture.shape[-1] != self.channels:
            raise InputError("inits: some make gray pictures and some colored ones; sweep each kind by itself")
        return picture.astype(self.contents[0].image.dtype)

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

    def _spec(self, term: Term, target: Any) -> Any:
        """How a target lies on the devices: as the pictures do that it is of, and weights of positions as the masks."""
        pictures = {"content": self.contents, "style": self.styles}.get(term.of.partition("/")[0], ())
        own, masks = (SPLIT if len(each) > 1 else SHARED for each in (pictures, self.contents))
        if isinstance(target, InRegion):
            masks = own if term.region and own == SPLIT else masks
            return InRegion(jax.tree.map(lambda leaf: own, target.kept), masks)  # pyrefly: ignore
        return jax.tree.map(lambda leaf: own, target)

    def _measure(self, content: int, style: int) -> tuple[Targets, Terms | None]:
        pictures = pick(self.contents, content), pick(self.styles, style)
        how = {"execution": self.execution, "compiling": self.compiling}
        return measured(self.network, *pictures, weights=self.weights_of(0), **how)


def pick(values: Sequence[Any], index: int) -> Any:
    """The one that all lanes share, or a lane's own."""
    return values[index] if len(values) > 1 else values[0]


def _first(values: Sequence[Any], index: int) -> int:
    """The first lane that has the same picture as this one."""
    mine = pick(values, index)
    return next(place for place, one in enumerate(values) if one is mine)


def _shared_or_stacked(trees: Sequence[Any], specs: Any) -> Any:
    """The lanes' trees as one, with a leading axis where the specs split it."""

    def joined(spec: Any, *leaves: Any) -> Any:
        return np.stack(leaves) if spec == SPLIT else leaves[0]

    return jax.tree.map(joined, specs, *trees)
