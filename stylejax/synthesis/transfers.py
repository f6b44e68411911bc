"""The one place where the parts meet: one picture, painted from coarse to fine."""

import dataclasses
import functools
from collections.abc import Sequence

import jax
import jax.numpy as jnp
from jax.typing import ArrayLike

from ..errors import InputError
from ..losses.blends import Parts
from ..losses.guides import in_parts
from ..losses.strengths import strength_weights
from ..losses.terms import Weights
from ..networks.networks import DEFAULT_EXECUTION, Execution, Network, check_layers
from ..networks.parts.tiles import execution_at
from ..optimizers.choices import OPTIMIZERS
from ..optimizers.equality import Optimizer, check_optimizer
from ..settings import DEFAULTS
from .levels import enlarged, heard_at, levels_of, seen_at_level, style_at_level
from .loops import FEWEST_TRIED, Observer, Track, go_on, run
from .programs import (
    AnyWeights,
    Networks,
    checked_weights,
    compiled_step,
    compiling_for,
    in_units,
    likeness,
    literal,
    measured,
    networks_for,
)
from .runs import Callback, Finished, Halfway, Level, LevelDone, LevelResult, Result, heard_by, lowest
from .sharding import created_like, placed_like, replicated_like
from .starts import (
    COLOR,
    JointStart,
    Medium,
    PictureOf,
    Start,
    begun,
    in_color,
    joint,
    painted_start,
    resized,
    start_of,
)
from .steps import Summary, lane_of, start_lane, summary_of
from .visible import Seen, Style, StyleAlpha, paintings_of, seen, seen_style, with_shares

DEFAULT_OPTIMIZER = OPTIMIZERS[DEFAULTS.optimizer]()


def transfer(
    content: ArrayLike,
    style: Style,
    *,
    network: Network,
    weights: AnyWeights | None = None,
    steps: int = DEFAULTS.steps,
    levels: int | None = None,
    more: int = 0,
    init: ArrayLike | Start = painted_start,
    content_alpha: ArrayLike | None = None,
    style_alpha: StyleAlpha = None,
    optimizer: Optimizer = DEFAULT_OPTIMIZER,
    callback: Callback | None = None,
    observers: Sequence[Observer] = (),
    picture_of: PictureOf = in_color,
    medium: Medium = COLOR,
    execution: Execution = DEFAULT_EXECUTION,
    halfway: Halfway | None = None,
) -> Result:
    """Paint the content picture in the style of the other, each `[h w 3]` of its own size, sRGB in [0, 1].

    The style may be several paintings: a `Blend` of them, or `Parts`, each of which paints where its mask says.

    It is painted small at first and then at twice the size, up to the content's own: see `levels_of` for how many
    `levels` there are and how `steps`, all evaluations of objective and gradient, are divided among them. Large strokes
    and palette come from the small ones, which cost next to nothing. Content and style shrink alike, and each level
    begins with the picture of the one before, enlarged. With `levels=1` all is done at full size; `more` evaluations
    are added there.

    `weights` also says which terms count; the default is `strength_weights()`, which is measured anew at each level.
    `loss_weights()` are literal; for L-BFGS and Adam only their ratio counts.
    `init` is the picture to start from, or a function that makes it of content and style at the coarsest level: by
    default `painted_start`. One channel, `[h w 1]`, makes a gray picture. Alphas, `[h w]` in [0, 1], say how much of
    each position can be seen: what is hidden counts for nothing, in any term. The callback is told of each evaluation
    and may return True to stop; observers are shown the state at the evaluations that they name. A content picture
    whose rows lie on several devices (`shard_rows`) is painted on all of them.

    What is optimized need not be the picture: `picture_of` makes the picture of it, and `init` is then what it starts
    from, of the kind that `medium` describes; then there is one level.

    A run that was ended goes on from where it was kept `halfway` (`halfway_of` in an observer), where all else is given
    as it was: on the same machine to the same result, to the bit. Raises InputError for pictures of unfit shape or
    range, steps and levels below 1 and layers that the network lacks.

    Args:
        content: the photo, `[h w 3]`, sRGB in [0, 1].
        style: the painting, `[h w 3]` of its own size, a `Blend` or `Parts`.
        network: on which pictures are compared.
        weights: of the terms, literal or of a strength.
        steps: evaluations of objective and gradient.
        levels: how many sizes; by default as `levels_of` has it.
        more: evaluations besides, at full size.
        init: the start, or what makes it.
        content_alpha: `[h w]` in [0, 1]; 0 is hidden.
        style_alpha: likewise of the painting.
        optimizer: any optax transformation.
        callback: is told of each evaluation; True stops.
        observers: are shown the state at the evaluations they name.
        picture_of: makes the picture of what is optimized.
        medium: the kind of what is optimized.
        execution: how the network is computed.
        halfway: where an ended run goes on.

    Returns:
        The picture, its objective at each evaluation, and how the run ended.

    Example:
        >>> import numpy as np, stylejax
        >>> photo, painting = np.random.default_rng(0).uniform(size=(2, 24, 32, 3))
        >>> result = stylejax.transfer(photo, painting, network=stylejax.load_network("compact"), steps=3)
        >>> result.image.shape, result.evaluations
        ((24, 32, 3), 3)
    """
    weights = checked_weights(strength_weights() if weights is None else weights)
    check_optimizer(optimizer)
    check_layers(network, ())
    photo = seen("content", content, content_alpha, network=network)
    paintings = with_shares(seen_style("style", style, style_alpha, network=network, shape=photo.image.shape))
    weights = in_parts(weights, paintings)
    plan = _levels_of(photo.image, picture_of, levels, steps=steps, more=more)
    networks = networks_for(network, weights, execution=execution)
    start = joint(start_of(init, photo.image.shape, picture_of=picture_of, medium=medium), medium=medium)
    paint = functools.partial(
        _paint_level,
        networks=networks,
        weights=weights,
        optimizer=optimizer,
        observers=observers,
        picture_of=picture_of,
        medium=medium,
        execution=execution,
    )
    done = done_again(halfway, plan, likeness(weights)) if halfway else []
    for level in plan[len(done) :]:
        small = seen_at_level(photo, level)
        pictures = Seen(placed_like(photo.image, small.image), small.alpha), style_at_level(paintings, level)
        told = heard_at(level, heard_by(callback), plan)
        result, kept = paint(level, *pictures, start=start, done=tuple(done), callback=told, halfway=halfway)
        start, halfway = functools.partial(enlarged, kept, medium), None
        done.append(result)
        if result.status == "stopped":
            break
    return joined(done, photo.image.shape)


def done_again(halfway: Halfway, plan: Sequence[Level], like: Weights) -> list[Result]:
    """The results of levels that were painted before, without their pictures: the one under way needs none of them."""
    if len(halfway.done) >= len(plan) or halfway.evaluation > plan[len(halfway.done)].steps:
        raise InputError(NOT_OF_THIS)
    return [_again(done, level, like) for done, level in zip(halfway.done, plan, strict=False)]


def finished_again(kept: Finished, plan: Sequence[Level], like: Weights) -> Result:
    """The result that was kept, of a picture painted at these levels."""
    if not kept.levels or len(kept.levels) > len(plan) or len(kept.terms) != len(like.terms):
        raise InputError(NOT_OF_THIS)
    *before, last = (_again(done, level, like) for done, level in zip(kept.levels, plan, strict=False))
    own = {"image": jnp.asarray(kept.image), "terms": Weights(like.terms, list(kept.terms)), "status": kept.status}
    return joined([*before, dataclasses.replace(last, **own)], kept.image.shape)


def _again(done: LevelDone, level: Level, like: Weights) -> Result:
    if len(done.weights) != len(like.terms):
        raise InputError(NOT_OF_THIS)
    weights = Weights(like.terms, list(done.weights))
    summary = Summary(jnp.zeros((0, 0, 3)), weights, jnp.int32(done.accepted_steps))
    return result_of(summary, Track.of(done.objective), level=level, weights=weights)


NOT_OF_THIS = "halfway: is of other settings than these; give those it was kept with, or begin anew"


def _levels_of(content: jax.Array, picture_of: PictureOf, levels: int | None, **counts: int) -> list[Level]:
    if picture_of is in_color:
        return levels_of(content.shape, levels=levels, **counts)
    if levels is not None and levels > 1:
        raise InputError(f"levels: {levels} need the picture itself to be what is optimized; give 1 with a picture_of")
    return levels_of(content.shape, levels=1, **counts)


def _paint_level(
    level: Level,
    content: Seen,
    style: Parts,
    *,
    start: JointStart,
    networks: Networks,
    weights: AnyWeights,
    done: tuple[Result, ...],
    halfway: Halfway | None,
    optimizer: Optimizer,
    callback: Callback,
    observers: Sequence[Observer],
    picture_of: PictureOf,
    medium: Medium,
    execution: Execution,
) -> tuple[Result, jax.Array]:
    """Paint pictures as small as they are at a level, and return its result and what was optimized, at its best."""
    image = content.image
    begin = functools.partial(begun, start, image, paintings_of(style), picture_of=picture_of, medium=medium)
    network, style, alpha, weights = replicated_like(image, (networks.at(level), style, content.alpha, weights))
    how = {"execution": execution_at(execution, image.shape), "compiling": compiling_for(level)}
    targets, scales = measured(network, Seen(image, alpha), style, weights=weights, **how)
    own = literal(weights, scales, before=done[-1].levels[-1].weights if done else None)
    ratios, unit = in_units(own, optimizer=optimizer)
    program = compiled_step(optimizer, picture_of=picture_of, **how)
    step = functools.partial(program, network=network, targets=targets, weights=replicated_like(image, ratios))
    make = functools.partial(start_lane, optimizer=optimizer, like=own)
    heard = {"callback": callback, "observers": observers, "about": {"level": level, "done": done}}
    if halfway is None:
        track = Track(unit=unit)
        init = jax.device_put(begin().astype(image.dtype), image.sharding)
        lane = run(step, created_like(init, make), level.steps, tracks=[track], **heard)
    else:
        track = Track.of(halfway.objective, unit=unit)
        lane = created_like(image, lambda _: lane_of(halfway.leaves, make))
        lane = go_on(step, lane, halfway.last, level.steps, evaluation=halfway.evaluation, tracks=[track], **heard)
    summary = summary_of(lane)
    return result_of(summary, track, level=level, weights=own, picture_of=picture_of), summary.image


def result_of(
    summary: Summary, track: Track, *, level: Level, weights: Weights, picture_of: PictureOf = in_color
) -> Result:
    """The result of a level with those objectives."""
    evaluations = len(track.values)
    numbers, spent = jax.tree.map(float, weights), summary.accepted_steps
    accepted = evaluations if spent is None else int(spent)
    return Result(
        image=COLOR.clipped(picture_of(summary.image)),
        objective=tuple(track.values),
        evaluations=evaluations,
        accepted_steps=accepted,
        terms=jax.tree.map(float, summary.terms),
        status=track.status,
        levels=(LevelResult(level.shape, evaluations, lowest(track.values), numbers, track.moved, accepted),),
    )


def joined(levels: Sequence[Result], shape: Sequence[int]) -> Result:
    """The last level's result, of full size, with what was paid for all of them."""
    tried = any(result.evaluations > FEWEST_TRIED for result in levels)
    moved = any(result.moved for result in levels)
    return dataclasses.replace(
        levels[-1],
        status="stalled" if levels[-1].status == "finished" and tried and not moved else levels[-1].status,
        image=COLOR.clipped(resized(levels[-1].image, shape)),
        objective=tuple(value for result in levels for value in result.objective),
        evaluations=sum(result.evaluations for result in levels),
        accepted_steps=sum(result.accepted_steps for result in levels),
        levels=tuple(level for result in levels for level in result.levels),
    )
