"""What is to be seen of a state: how far it is, and its picture, copied without waiting for the device."""

from typing import Any

import jax
import jax.numpy as jnp

from ...synthesis.loops import Moment
from ...synthesis.runs import Level
from ...synthesis.starts import COLOR


def evaluation_of(moment: Moment) -> int:
    """How many evaluations a state has behind it, over all levels, or octaves of a dream."""
    level = moment.about["level"]
    before = level.before if isinstance(level, Level) else level * moment.steps
    return before + moment.evaluation


def picture_in(state: Any) -> jax.Array:
    """The picture `[h w 3]` that would be the result if the run ended here: the best of a lane, or a dream."""
    return getattr(state, "best_image", state)


@jax.jit
def codes_in(picture: jax.Array) -> jax.Array:
    """A picture as codes of 8 bits, an array of its own on the device that no step uses up."""
    return jnp.rint(COLOR.clipped(picture) * 255).astype(jnp.uint8)


@jax.jit
def clipped_in(picture: jax.Array) -> jax.Array:
    """A picture clipped to [0, 1], an array of its own on the device that no step uses up."""
    return COLOR.clipped(picture)
