"""Where a painting in the manner of an artist stands, as plain arrays and numbers, and what is made of it again."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from ..errors import InputError
from ..synthesis.loops import Moment
from .engine import ArtistState


class PaintingHalfway(NamedTuple):
    """Where a painting stands between two evaluations.

    Attributes:
        octave: that is being painted, from 1.
        objective: at each evaluation but the last, of all octaves.
        last: the loss of the last evaluation.
        leaves: of the state after it, in the order of `jax.tree.leaves`; keys as their data.
    """

    octave: int
    objective: tuple[float, ...]
    last: np.ndarray
    leaves: tuple[np.ndarray, ...]


class PaintingFinished(NamedTuple):
    """A finished painting.

    Attributes:
        image: the picture, `[h w 3]` in [0, 1].
        objective: at each evaluation.
        status: how it ended.
        seconds: on the wall, compiling left out.
    """

    image: np.ndarray
    objective: tuple[float, ...]
    status: str
    seconds: float


def painting_halfway_of(moment: Moment) -> PaintingHalfway:
    """Where a painting stands, copied from what an observer is shown; waits for the evaluation under way."""
    leaves = tuple(np.array(_plain(leaf)) for leaf in jax.tree.leaves(moment.state))
    return PaintingHalfway(moment.about["level"] + 1, tuple(moment.objectives[0]), np.array(moment.objective), leaves)


def state_again(halfway: PaintingHalfway, like: ArtistState) -> ArtistState:
    """The state that was kept; `like` is one of the same run. Raises InputError where they do not fit."""
    wanted = [(_plain(leaf).shape, _plain(leaf).dtype) for leaf in jax.tree.leaves(like)]
    if wanted != [(leaf.shape, leaf.dtype) for leaf in halfway.leaves]:
        raise InputError("halfway: its arrays are not those of this artist and these pictures; begin anew")
    leaves = [_typed(leaf, one) for leaf, one in zip(halfway.leaves, jax.tree.leaves(like), strict=True)]
    return jax.tree.unflatten(jax.tree.structure(like), leaves)


def _is_key(leaf: jax.Array) -> bool:
    return jnp.issubdtype(leaf.dtype, jax.dtypes.prng_key)


def _plain(leaf: jax.Array) -> jax.Array:
    return jax.random.key_data(leaf) if _is_key(leaf) else leaf


def _typed(leaf: np.ndarray, like: jax.Array) -> jax.Array:
    return jax.random.wrap_key_data(jnp.array(leaf)) if _is_key(like) else jnp.array(leaf)
