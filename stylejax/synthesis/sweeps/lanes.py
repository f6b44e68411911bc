"""What the lanes of a sweep share and in what they differ: checked inputs, and the arrays of a chunk of lanes."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jax.typing import ArrayLike

from ...errors import InputError
from ...losses.objectives import Targets
from ...losses.terms import Term, Terms, Weights
from ...networks.networks import DEFAULT_EXECUTION, Execution, Network
from ...networks.preparation import prepared
from ..sharding import SHARED, SPLIT
from ..starts import checked_colors, checked_picture, noise_image
from ..transfers import check_run, compiled_targets, nameless


@dataclass(frozen=True)
class Lanes:
    """The checked inputs of a sweep: for each kind one that all lanes share, or as many as there are lanes.

    Attributes:
        count: how many lanes there are.
        network: shared by all, prepared.
        contents: pictures `[h w 3]` of one shape, one or `count`.
        styles: pictures `[h w 3]`, each of its own shape, one or `count`.
        inits: pictures of the contents' shape, one or `count`.
        weights: a tree whose leaves are numbers or arrays `[count]`, on the host.
        execution: how the network is computed.
    """

    count: int
    network: Network
    contents: Sequence[jax.Array]
    styles: Sequence[jax.Array]
    inits: Sequence[jax.Array]
    weights: Weights
    execution: Execution = DEFAULT_EXECUTION

    @property
    def like(self) -> Weights:
        """The weights of one lane."""
        return jax.tree.map(lambda leaf: leaf if leaf.ndim == 0 else leaf[0], self.weights)

    @property
    def specs(self) -> tuple[Any, Any]:
        """How a chunk's targets and weights lie on the devices: split over lanes where lanes differ, else shared."""
        differ = [SPLIT if len(self._pictures(term)) > 1 else SHARED for term in self.weights.terms]
        targets = zip(self.target_shapes.values(), differ, strict=True)
        of_targets = [jax.tree.map(lambda leaf, spec=spec: spec, target) for target, spec in targets]
        of_weights = jax.tree.map(lambda leaf: SPLIT if leaf.ndim else SHARED, self.weights)
        return Targets(self.weights.terms, of_targets), of_weights

    @functools.cached_property
    def target_shapes(self) -> Targets:
        """The targets of one lane as shapes."""
        measure = functools.partial(compiled_targets(self.execution), like=self.like)
        return jax.eval_shape(measure, self.network, self.contents[0], self.styles[0])

    def starts(self, indices: Sequence[int]) -> np.ndarray:
        """The pictures from which these lanes start, `[lanes h w 3]`."""
        return np.stack([_pick(self.inits, index) for index in indices])

    def targets(self, indices: Sequence[int]) -> Targets:
        """The targets of these lanes, with a leading axis where lanes differ; equal pictures are measured once."""
        by_picture = {of: self._targets_of(of, indices) for of in dict.fromkeys(term.of for term in self.weights.terms)}
        return Targets(self.weights.terms, [by_picture[term.of][term.name] for term in self.weights.terms])

    def weights_of(self, indices: Sequence[int]) -> Weights:
        """The weights of these lanes, with a leading axis where lanes differ."""
        return jax.tree.map(lambda leaf: leaf[np.array(indices)] if leaf.ndim else leaf, self.weights)

    def _pictures(self, term: Term) -> Sequence[jax.Array]:
        """The pictures that a term is compared with, one or `count`."""
        return {"content": self.contents, "style": self.styles}.get(term.of, self.contents[:1])

    def _targets_of(self, of: str, indices: Sequence[int]) -> Targets:
        """The targets of the terms that are compared with that picture."""
        terms = [term for term in self.weights.terms if term.of == of]
        like = Terms(terms, [self.like[term.name] for term in terms])
        measure = compiled_targets(self.execution)
        return _for_each(self._pictures(terms[0]), indices, lambda one: measure(self.network, one, one, like=like))


def gather_lanes(
    contents: ArrayLike,
    styles: ArrayLike | Sequence[ArrayLike],
    *,
    network: Network,
    weights: Weights,
    steps: int,
    inits: ArrayLike | None,
    execution: Execution = DEFAULT_EXECUTION,
) -> Lanes:
    """The inputs of a sweep, checked. Raises InputError for what `transfer` refuses, and for numbers that differ."""
    pictures = [checked_colors("contents", one) for one in _each(contents)]
    painted = [checked_colors("styles", one) for one in _each(styles)]
    given = [noise_image(pictures[0].shape)] if inits is None else _each(inits)
    starts = [checked_picture("inits", one) for one in given]
    numbers = jax.tree.map(lambda leaf: np.asarray(leaf, np.float32), weights)
    count = _count(
        {"contents": [len(pictures)], "styles": [len(painted)], "inits": [len(starts)], "weights": _lengths(numbers)}
    )
    for content in pictures:
        if content.shape != pictures[0].shape:
            raise InputError(
                f"contents: shapes {pictures[0].shape} and {content.shape} differ; sweep each size by itself"
            )
    for start in starts:
        check_run(network, numbers, pictures[0].shape, start.shape, steps)
    ready = nameless(prepared(network, layers=weights.layers, execution=execution))
    return Lanes(count, ready, pictures, painted, starts, numbers, execution)


def _each(pictures: Any) -> Sequence[Any]:
    """A picture as the only one of a sequence; sequences and arrays `[lanes h w 3]` as they are."""
    if isinstance(pictures, Sequence):
        if not pictures:
            raise InputError("pictures: the sequence is empty; give one for all lanes or one for each")
        return pictures
    return pictures if np.ndim(pictures) == 4 and len(pictures) else [pictures]


def _lengths(weights: Weights) -> list[int]:
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


def _pick(values: Sequence[Any], index: int) -> Any:
    return values[index] if len(values) > 1 else values[0]


def _for_each(pictures: Sequence[jax.Array], indices: Iterable[int], measure: Any) -> Targets:
    """What is measured of each lane's picture, stacked, or of the one that all share."""
    if len(pictures) == 1:
        return measure(pictures[0])
    wanted = [pictures[index] for index in indices]
    measured = {id(picture): measure(picture) for picture in {id(one): one for one in wanted}.values()}
    return jax.tree.map(lambda *leaves: np.stack(leaves), *(measured[id(picture)] for picture in wanted))
