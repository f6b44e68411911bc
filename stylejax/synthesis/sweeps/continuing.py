"""Going on with the lanes of a sweep: where they stand, and what is made again of what was kept of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ...losses.terms import Weights
from ..loops import Moment, Track, levels_done
from ..runs import Finished, Halfway, Level, Result
from ..steps import Summary
from ..transfers import done_again, finished_again

KeptLanes = Mapping[int, Halfway | Finished]


def halfways_of(moment: Moment) -> dict[int, Halfway]:
    """Where each lane of a chunk stands, by its number, copied from what an observer is shown.

    It waits for the evaluation under way. Of lanes on devices of other processes nothing can be told. A lane that was
    stopped just now has not ended for all that: it goes on.

    Args:
        moment: what an observer is shown.

    Returns:
        Plain arrays and numbers by lane.

    Example:
        >>> import numpy as np, stylejax
        >>> class Last:
        ...     def wants(self, evaluation, /):
        ...         return evaluation == 2
        ...     def see(self, moment, /):
        ...         self.kept = stylejax.synthesis.halfways_of(moment)
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 24, 32, 3))
        >>> network, last = stylejax.random_network("vgg19", seed=0, width=1 / 64), Last()
        >>> weights = stylejax.loss_weights()
        >>> inits = np.random.default_rng(1).uniform(size=(2, 24, 32, 3))
        >>> given = {"network": network, "weights": weights, "inits": inits, "steps": 3, "levels": 1, "lanes": 2}
        >>> many = stylejax.transfer_many(photo, painting, **given, observers=[last])
        >>> len(list(many)), sorted(last.kept)
        (2, [0, 1])
    """
    leaves = [np.array(leaf) for leaf in jax.tree.leaves(moment.state)]
    last, lanes, left = np.array(moment.objective), moment.about["lanes"], moment.about["left"].leaves
    alone = moment.state.best_objective.ndim == 0
    return {
        lane: Halfway(
            done=levels_done(moment.about["done"][index]),
            objective=tuple(moment.objectives[index]),
            last=np.asarray(last[index]),
            leaves=tuple(leaf if alone else np.asarray(leaf[index]) for leaf in leaves),
            left=left.get(index, ()) if len(moment.objectives[index]) + 1 < moment.evaluation else (),
        )
        for index, lane in enumerate(lanes)
    }


def chunk_again(chunk: range, plan: Sequence[Level], like: Weights, kept: KeptLanes) -> list[tuple[int, Result]]:
    """The results of a chunk all of whose lanes are finished, by lane; none of another."""
    found = [(lane, one) for lane in chunk if isinstance(one := kept.get(lane), Finished)]
    return [(lane, finished_again(one, plan, like)) for lane, one in found] if len(found) == len(chunk) else []


def chunk_under_way(
    chunk: range, plan: Sequence[Level], like: Weights, kept: KeptLanes
) -> tuple[Sequence[Halfway], list[list[Result]]]:
    """Where the lanes of a chunk were kept, and their results at the levels before; none of one that begins."""
    found = [one for lane in chunk if isinstance(one := kept.get(lane), Halfway)]
    if len(found) < len(chunk):
        return (), [[] for _ in chunk]
    return found, [done_again(one, plan, like) for one in found]


def tracks_again(kept: Sequence[Halfway], units: Sequence[float]) -> list[Track]:
    """The tracks of lanes that were kept; those of lanes that had ended get no more objectives."""
    tracks, evaluation = (
        [Track.of(one.objective, unit=unit) for one, unit in zip(kept, units, strict=True)],
        _spent(kept),
    )
    for track, one in zip(tracks, kept, strict=True):
        track.closed = one.evaluation < evaluation
    return tracks


def last_again(kept: Sequence[Halfway]) -> dict[str, Any]:
    """The objectives of the last evaluation of lanes that were kept, and how many there were."""
    return {"objective": np.stack([one.last for one in kept]), "evaluation": _spent(kept)}


def _spent(kept: Sequence[Halfway]) -> int:
    return max(one.evaluation for one in kept)


def left_again(kept: Sequence[Halfway], like: Weights) -> dict[int, Summary]:
    """What was kept of lanes that had ended, by their place in the chunk."""
    return {index: _summary(one.left, like) for index, one in enumerate(kept) if one.left}


def _summary(leaves: Sequence[np.ndarray], like: Weights) -> Summary:
    image, *rest = map(jnp.asarray, leaves)
    count = len(like.terms)
    return Summary(image, Weights(like.terms, rest[:count]), rest[count] if rest[count:] else None)
