"""From coarse to fine: a small picture first, which is the start of a larger one."""

import dataclasses
from collections.abc import Iterator, Sequence

import jax
from jax.typing import ArrayLike

from ..errors import InputError
from ..losses.terms import Weights
from ..networks.networks import DEFAULT_EXECUTION, Execution, Network
from ..networks.preparation import prepared
from ..optimizers.equality import Optimizer
from .runs import Callback, Result, continued, heard_by
from .starts import COLOR, checked_colors, checked_picture
from .transfers import DEFAULT_OPTIMIZER, transfer


def transfer_coarse_to_fine(
    content: ArrayLike,
    style: ArrayLike,
    *,
    network: Network,
    steps: Sequence[int],
    weights: Weights | None = None,
    init: ArrayLike | None = None,
    optimizer: Optimizer = DEFAULT_OPTIMIZER,
    callback: Callback | None = None,
    execution: Execution = DEFAULT_EXECUTION,
) -> Result:
    """Paint as `transfer` does, but small at first: `steps` evaluations at each level, the coarsest first.

    Each level has twice the sides of the one before, the last those of the content picture; content and style shrink
    alike, and each level starts from the picture of the one before, enlarged. Evaluations of small pictures are cheap,
    and what they settle (large strokes, palette) need not be settled again: scripts/benchmarks/measure_first.py has the
    curves. Terms do not change with resolution, so `objective` goes on from level to level; `terms` are the last
    level's. When the callback stops the run, the picture is enlarged to its full size. Raises InputError as `transfer`
    does, and for no steps at all, or so many levels that a side is below 16 pixels.
    """
    pictures = checked_colors("content", content), checked_colors("style", style)
    init = None if init is None else checked_picture("init", init)
    levels, network = list(_levels(*pictures, len(steps))), prepared(network, execution=execution)
    callback = heard_by(callback)
    done = list[Result]()
    for count, (small_content, small_style) in zip(steps, levels, strict=True):
        shape = small_content.shape
        start = _resized(done[-1].image, shape) if done else None if init is None else _resized(init, shape)
        told = continued(callback, before=sum(result.evaluations for result in done), total=sum(steps))
        options = {
            "network": network,
            "weights": weights,
            "optimizer": optimizer,
            "callback": told,
            "execution": execution,
        }
        done.append(transfer(small_content, small_style, steps=count, init=start, **options))
        if done[-1].status == "stopped":
            break
    return _joined(done, pictures[0].shape)


def _levels(content: jax.Array, style: jax.Array, count: int) -> Iterator[tuple[jax.Array, jax.Array]]:
    """Content and style at each level, the coarsest first."""
    if not count:
        raise InputError("steps: there are none; give the evaluations of each level, the coarsest first")
    for level in reversed(range(count)):
        shapes = [(*(round(side / 2**level) for side in picture.shape[:2]), 3) for picture in (content, style)]
        if min(side for shape in shapes for side in shape[:2]) < COLOR.smallest_side:
            raise InputError(f"steps: {count} levels leave less than {COLOR.smallest_side} pixels a side; give fewer")
        small = [_resized(picture, shape) for picture, shape in zip((content, style), shapes, strict=True)]
        yield COLOR.clipped(small[0]), COLOR.clipped(small[1])


def _resized(picture: jax.Array, shape: tuple[int, ...]) -> jax.Array:
    return picture if picture.shape == shape else jax.image.resize(picture, shape, "cubic")


def _joined(levels: Sequence[Result], shape: tuple[int, ...]) -> Result:
    """The last result, with what was paid for all of them."""
    return dataclasses.replace(
        levels[-1],
        image=COLOR.clipped(_resized(levels[-1].image, shape)),
        objective=tuple(value for result in levels for value in result.objective),
        evaluations=sum(result.evaluations for result in levels),
        accepted_steps=sum(result.accepted_steps for result in levels),
    )
