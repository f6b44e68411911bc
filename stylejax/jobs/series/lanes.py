"""Pictures together, in lanes that share programs."""

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import jax
import jax.numpy as jnp

from ...losses.strengths import RelativeWeights
from ...losses.terms import Weights
from ...media.images import read_visible
from ...settings import TransferSettings
from ...synthesis.programs import AnyWeights
from ...synthesis.runs import Callback, Progress, Result, continued
from ...synthesis.sweeps.plans import Plan, plan_sweep
from ...synthesis.sweeps.sweeps import transfer_many
from ..inputs.memory import execution_of
from ..inputs.named import network_named, optimizer_of
from ..inputs.parts import Inputs, pattern_of, style_alpha_of, style_key, style_of
from ..inputs.reading import read_inputs
from .standing import Standing
from .tasks import colored


def read_many(lanes: Sequence[TransferSettings]) -> list[Inputs]:
    """Read and check all that the settings name, each file once; what lanes share is the same object. InputError.

    Args:
        lanes: settings of each.

    Returns:
        What each lane needs.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((16, 16, 3)))
        >>> lanes = [TransferSettings("photo.png", "photo.png", seed=seed) for seed in (0, 1)]
        >>> one, other = jobs.series.read_many(lanes)
        >>> one.network is other.network
        True
    """
    read, load = functools.cache(read_visible), functools.cache(network_named)
    return [read_inputs(settings, read=read, load=load) for settings in lanes]


def plan_many(lanes: Sequence[TransferSettings], inputs: Sequence[Inputs], *, at_once: int | None) -> list[Plan]:
    """How `paint_many` will go: a plan for each group of lanes that can share a program, in order of appearance.

    Args:
        lanes: settings of each.
        inputs: what they name, as it was read.
        at_once: lanes that are painted at once; None chooses.

    Returns:
        A plan for each group.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.random.default_rng(0).uniform(size=(16, 16, 3)))
        >>> stylejax.save_network("tiny.h5", stylejax.random_network("vgg19", seed=0, width=1 / 64))
        >>> alike = {"network": "tiny.h5", "steps": 1, "levels": 1}
        >>> lanes = [TransferSettings("photo.png", "photo.png", seed=seed, **alike) for seed in (0, 1)]
        >>> [plan.lanes for plan in jobs.plan_many(lanes, jobs.series.read_many(lanes), at_once=2)]
        [2]
    """
    return [plan_sweep(**arguments, lanes=at_once) for _, arguments in _programs(lanes, inputs)]


def paint_many(
    lanes: Sequence[TransferSettings],
    inputs: Sequence[Inputs],
    *,
    plans: Sequence[Plan],
    callback: Callback,
    standing: Standing | None = None,
) -> Iterator[tuple[int, Result]]:
    """Paint all lanes, those of one size together, and yield (lane, result) as they are finished.

    The callback hears of evaluations of all lanes together; when it returns True, what is being painted is yielded as
    it stands and no more is begun. Lanes go on where they are `standing`, which is told of where they come to stand.

    Args:
        lanes: settings of each.
        inputs: what they name, as it was read.
        plans: of `plan_many`.
        callback: hears of all evaluations.
        standing: where lanes are gone on from.

    Returns:
        Pairs of a lane's number and its result, as they come.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.random.default_rng(0).uniform(size=(16, 16, 3)))
        >>> stylejax.save_network("tiny.h5", stylejax.random_network("vgg19", seed=0, width=1 / 64))
        >>> alike = {"network": "tiny.h5", "steps": 1, "levels": 1}
        >>> lanes = [TransferSettings("photo.png", "photo.png", seed=seed, **alike) for seed in (0, 1)]
        >>> inputs = jobs.series.read_many(lanes)
        >>> plans = jobs.plan_many(lanes, inputs, at_once=2)
        >>> [lane for lane, result in jobs.paint_many(lanes, inputs, plans=plans, callback=lambda progress: None)]
        [0, 1]
    """
    stands = standing or Standing()
    total, before, stopped = sum(settings.steps for settings in lanes), 0, False

    def heard(progress: Progress) -> bool:
        nonlocal stopped
        stopped = bool(callback(progress))
        return stopped

    for plan, (group, arguments) in zip(plans, _programs(lanes, inputs), strict=True):
        told = continued(heard, before=before, total=total)
        going_on = {"halfway": stands.halfway_of(group), "observers": stands.observers_of(group)}
        for index, result in transfer_many(**arguments, lanes=plan.lanes_per_chunk, callback=told, **going_on):
            stands.note(group[index], result)
            yield group[index], colored(result, inputs[group[index]])
        before += sum(lanes[lane].steps for lane in group)
        if stopped:
            return


# Settings in which lanes of one program agree.
OF_A_PROGRAM = ("network", "pool", "init", "style_loss", "optimizer", "steps", "levels", "precision", "memory")


def _programs(
    lanes: Sequence[TransferSettings], inputs: Sequence[Inputs]
) -> Iterator[tuple[list[int], dict[str, Any]]]:
    """For each group of lanes that can share a program its lanes, and the arguments of `transfer_many`."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    for lane, given in enumerate(inputs):
        cut_out = given.content.alpha is not None
        shared = tuple(getattr(lanes[lane], name) for name in OF_A_PROGRAM)
        key = (*given.content.image.shape[:2], given.channels, cut_out, pattern_of(given), *shared)
        groups.setdefault(key, []).append(lane)
    for group in groups.values():
        yield group, _arguments(lanes[group[0]], [inputs[lane] for lane in group])


def _arguments(settings: TransferSettings, inputs: Sequence[Inputs]) -> dict[str, Any]:
    """Arguments of `transfer_many`: what all lanes share once, the rest with a leading axis `[lanes]`."""
    contents = [given.photo for given in inputs]
    images = [content.image for content in contents]
    one_style = len({style_key(given) for given in inputs}) == 1
    weights = stacked_weights([given.weights for given in inputs])
    execution = execution_of(settings, inputs[0], weights.layers, shape=images[0].shape)
    return {
        "contents": _shared_or_stacked(images),
        "content_alphas": contents[0].alpha if _all_same(images) else [content.alpha for content in contents],
        "styles": [style_of(given) for given in (inputs[:1] if one_style else inputs)],
        "style_alphas": [style_alpha_of(given) for given in (inputs[:1] if one_style else inputs)],
        "network": inputs[0].network,
        "execution": execution,
        "weights": weights,
        "steps": settings.steps,
        "levels": settings.levels,
        "inits": [given.start for given in inputs],
        "optimizer": optimizer_of(settings, execution=execution),
    }


def _all_same(things: Sequence[Any]) -> bool:
    return all(thing is things[0] for thing in things)


def _shared_or_stacked(arrays: Sequence[Any]) -> jax.Array:
    return jnp.asarray(arrays[0]) if _all_same(arrays) else jnp.stack([jnp.asarray(array) for array in arrays])


def stacked_weights(weights: Sequence[AnyWeights]) -> AnyWeights:
    """One tree for all lanes, over all layers that any of them weighs: zero where a lane leaves a layer out.

    Leaves in which the lanes agree are scalars, the others `[lanes]`. Lanes are all literal, or all relative.

    Args:
        weights: of each lane.

    Returns:
        Weights whose leaves are scalars or `[lanes]`.

    Example:
        >>> import stylejax
        >>> from stylejax import jobs
        >>> each = [stylejax.loss_weights(content=content, style=1.0) for content in (1.0, 2.0)]
        >>> weights = jobs.series.stacked_weights(each)
        >>> sorted({leaf.shape for leaf in weights.values()})
        [(), (2,)]
    """
    trees = [each.weights if isinstance(each, RelativeWeights) else each for each in weights]
    order = tuple(sorted({term for each in trees for term in each.terms}))
    whole = [Weights(order, [jnp.asarray(each.get(term.name, 0.0), jnp.float32) for term in order]) for each in trees]
    stacked = jax.tree.map(_agreed_or_stacked, *whole)
    return RelativeWeights(stacked) if isinstance(weights[0], RelativeWeights) else stacked


def _agreed_or_stacked(*leaves: jax.Array) -> jax.Array:
    return leaves[0] if len(set(map(float, leaves))) == 1 else jnp.stack(leaves)
