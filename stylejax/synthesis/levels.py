"""From coarse to fine: the sizes at which a picture is painted, and how many evaluations each is given."""

import dataclasses
import math
from collections.abc import Sequence

import jax
import jax.numpy as jnp

from ..errors import InputError, checked_count
from ..losses.blends import Blend, Parts
from ..losses.guides import shrunk
from ..media.colors import is_gray
from .runs import Callback, Level, Progress
from .starts import COLOR, Medium, resized
from .visible import Seen

COARSEST = 64  # pixels of the longest side at the coarsest level, about
SHARE_OF_NEXT = 1.5  # evaluations of a level for each of the next finer one


def levels_of(shape: Sequence[int], *, steps: int, levels: int | None = None, more: int = 0) -> list[Level]:
    """The levels of a picture `[h w 3]` for so many evaluations in all, the coarsest first.

    By default the coarsest level is about 64 pixels on its longest side, so that a picture smaller than that has one
    level. There are fewer than asked for where a side of it would be below 16 pixels, and where there are fewer steps
    than levels. Coarse evaluations are cheap, and settle the large strokes: each level is
    given 1.5 times the evaluations of the next; the last has `more` of them beside. Raises InputError for steps and
    levels below 1, and more below 0.

    Args:
        shape: `[h w 3]`, of full size.
        steps: evaluations in all.
        levels: how many sizes.
        more: evaluations besides, at full size.

    Returns:
        The sizes and their evaluations.

    Example:
        >>> from stylejax.synthesis import levels_of
        >>> [(level.shape, level.steps) for level in levels_of((384, 512, 3), steps=360)]
        [((48, 64), 151), ((96, 128), 99), ((192, 256), 66), ((384, 512), 44)]
    """
    steps = checked_count("steps", steps, "the number of evaluations to spend")
    if levels is not None:
        checked_count("levels", levels, "the number of sizes to paint at")
    wanted = levels or 1 + max(0, round(math.log2(max(shape[:2]) / COARSEST)))
    possible = 1 + max(0, math.floor(math.log2(min(shape[:2]) / COLOR.smallest_side)))
    if more < 0:
        raise InputError(f"more: {more} is below 0; give the number of further evaluations")
    *coarse, last = divided(steps, min(wanted, possible, steps))
    counts = [*coarse, last + more]
    return [
        Level(
            number=index + 1,
            count=len(counts),
            shape=_shrunk(shape, 2 ** (len(counts) - 1 - index)),
            shrinkage=2 ** (len(counts) - 1 - index),
            steps=count,
            before=sum(counts[:index]),
        )
        for index, count in enumerate(counts)
    ]


def divided(steps: int, levels: int) -> list[int]:
    """So many evaluations divided among the levels, the coarsest first: at least one for each."""
    shares = [SHARE_OF_NEXT**level for level in reversed(range(levels))]
    finer = [1 + math.floor((steps - levels) * share / sum(shares)) for share in shares[1:]]
    return [steps - sum(finer), *finer]


def _shrunk(shape: Sequence[int], shrinkage: float) -> tuple[int, int]:
    return round(shape[0] / shrinkage), round(shape[1] / shrinkage)


def at_level(picture: jax.Array, level: Level) -> jax.Array:
    """A content or style `[h w 3]` as small as it is at a level, in [0, 1]; gray ones stay gray to the bit.

    A style that is long and thin keeps 16 pixels along its shortest side.
    """
    if level.shrinkage == 1:
        return picture
    channels = picture[..., :1] if is_gray(picture) else picture
    shrinkage = max(1.0, min(level.shrinkage, min(picture.shape[:2]) / COLOR.smallest_side))
    small = COLOR.clipped(resized(channels, _shrunk(picture.shape, shrinkage)))
    return jnp.broadcast_to(small, (*small.shape[:2], picture.shape[2]))


def seen_at_level(picture: Seen, level: Level) -> Seen:
    """A picture and its alpha as small as they are at a level."""
    image = at_level(picture.image, level)
    return Seen(image, None if picture.alpha is None else shrunk(picture.alpha, image.shape[:2]))


def style_at_level(style: Parts, level: Level) -> Parts:
    """Paintings, their alphas and the masks of parts as small as they are at a level."""
    styles = {
        part: Blend(tuple(seen_at_level(one, level) for one in blend.pictures), blend.shares)
        for part, blend in style.styles.items()
    }
    keep = None if style.keep is None else shrunk(style.keep, level.shape)
    where = {part: shrunk(jnp.asarray(mask), level.shape) for part, mask in style.where.items()}
    return dataclasses.replace(style, styles=styles, where=where, keep=keep)


def enlarged(picture: jax.Array, medium: Medium, content: jax.Array, style: Parts) -> jax.Array:
    """A start: the picture of the level before, of the content's size."""
    return medium.clipped(resized(medium.clipped(picture), content.shape))


def heard_at(level: Level, callback: Callback, levels: Sequence[Level]) -> Callback:
    """The callback at one level: it is told of evaluations, and of the share of the work, as counted over all."""
    steps, work = sum(each.steps for each in levels), sum(each.work for each in levels)
    before = sum(each.work for each in levels[: level.number - 1])

    def told(progress: Progress) -> bool | None:
        share = (before + level.work * progress.evaluation / level.steps) / work
        evaluation = level.before + progress.evaluation
        return callback(Progress(evaluation, steps, progress.objective, share=share, level=level))

    return told
