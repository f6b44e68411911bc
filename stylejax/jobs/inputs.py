"""What a run needs, read from files and checked before anything is painted."""

import dataclasses
import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ..errors import InputError, checked_count
from ..files import is_file
from ..losses.strengths import strength_weights
from ..losses.style.named import STYLE_LOSSES
from ..losses.terms import loss_weights
from ..media.colors import COLOR_STEPS, is_gray
from ..media.images import Picture, read_visible
from ..media.resizing import SMALLEST_SIDE
from ..networks.networks import Execution, Memory, Network, check_layers, with_memory, with_pooling, with_precision
from ..networks.strips import bytes_in_plenty
from ..optimizers.choices import FROM_COLOR_NOISE, OPTIMIZERS
from ..optimizers.equality import Optimizer
from ..settings import CONTENT_WEIGHT, SIZE, STRENGTH, TransferSettings
from ..synthesis.programs import AnyWeights, likeness
from ..synthesis.sharding import memory_limit, own_memory_limit
from ..synthesis.starts import Start, checked_seed, noise_start, painted_start, resized
from ..synthesis.sweeps.needs import bytes_beside, bytes_of_a_picture, bytes_of_an_evaluation, check_fits
from ..weights.library import load_network

Finish = Callable[[ArrayLike], np.ndarray]  # from a picture that was painted to one in the colors that are asked for


@dataclasses.dataclass(frozen=True)
class Inputs:
    """All that a run needs, read and checked; pictures as `[h w 3]`.

    Attributes:
        content: the photo.
        style: the painting.
        start: what the run begins with, of content and style.
        init_sha256: the checksum of the file to start from, where there is one.
        channels: of what is optimized: 1 where all is gray, else 3.
        network: what compares them.
        weights: of the terms; relative ones are measured at each level.
        photo: the content as the network sees it, in the colors that are asked for.
        painting: the style, likewise.
        finish: what is done to the colors of a picture that is painted.
    """

    content: Picture
    style: Picture
    start: Start
    init_sha256: str | None
    channels: int
    network: Network
    weights: AnyWeights
    photo: Picture
    painting: Picture
    finish: Finish


# Settings that may name a file that is read.
FILES = ("content", "style", "image", "guide", "init", "network")


def files_of(settings: Any) -> list[str]:
    """The files that a record of settings names, those that there are."""
    named = [getattr(settings, name, None) for name in FILES]
    return [name for name in named if name and is_file(name)]


def network_named(name: str, pool: str | None) -> Network:
    """A network by name or file, with that pooling where one is named. Raises InputError."""
    network = load_network(name)
    return with_pooling(network, pool) if pool else network


def execution_that_fits(
    network: Network,
    *,
    precision: str,
    memory: str,
    shape: tuple[int, ...],
    layers: Sequence[str],
    beside: float = 0.0,
    limit: Callable[[], float] = memory_limit,
) -> Execution:
    """How to compute: in that precision, and in "plenty" or "little" memory, for "auto" little where plenty won't fit.

    To be called for each program, with all layers that any of its lanes weighs; `beside` are bytes that are needed for
    other things, and the `limit` is that of all processes. Raises InputError for another word.
    """
    execution = with_precision(Execution(), precision)
    if memory != "auto":
        return with_memory(execution, memory)
    fits = bytes_in_plenty(network, shape, layers, execution=execution) + beside <= limit()
    return with_memory(execution, Memory.PLENTY if fits else Memory.LITTLE)


def read_inputs(
    settings: TransferSettings,
    *,
    read: Callable[..., Picture] = read_visible,
    load: Callable[[str, str | None], Network] = network_named,
) -> Inputs:
    """Read and check all that the settings name, pictures by `read`, the network by `load`. Raises InputError."""
    checked_count("steps", settings.steps, "the number of evaluations to spend")
    weights = weights_of(settings)
    content = read(settings.content, **_sides(settings.size))
    style = read(settings.style, **painting_sides(settings.style_size, max(content.image.shape[:2])))
    start, init_sha256, gray = start_named(settings, read=read)
    network = load(settings.network, settings.pool)
    check_layers(network, weights.layers)
    photo, painting, finish = _in_colors(settings, content, style)
    channels = 1 if gray and is_gray(photo.image) and is_gray(painting.image) else 3
    inputs = Inputs(content, style, start, init_sha256, channels, network, weights, photo, painting, finish)
    check_fits(content.image.shape, functools.partial(_bytes_needed, settings, inputs))
    return inputs


def _in_colors(settings: TransferSettings, content: Picture, style: Picture) -> tuple[Picture, Picture, Finish]:
    """Photo and painting as the network sees them, and what is done to the picture afterwards."""
    steps = COLOR_STEPS[settings.colors](content.image, style.image)
    photo, painting = (
        picture if image is picture.image else dataclasses.replace(picture, image=image)
        for picture, image in ((content, steps.content), (style, steps.style))
    )
    return photo, painting, steps.finish


def _bytes_needed(settings: TransferSettings, inputs: Inputs, shape: Sequence[int]) -> float:
    """Bytes that painting takes at that height and width, in the memory that would be chosen."""
    execution = execution_of(settings, inputs, inputs.weights.layers, shape=shape, limit=own_memory_limit)
    return bytes_beside(inputs.network) + _bytes_of_a_picture(settings, inputs, shape, execution)


def _bytes_of_a_picture(
    settings: TransferSettings, inputs: Inputs, shape: Sequence[int], execution: Execution
) -> float:
    like, optimizer = likeness(inputs.weights), optimizer_of(settings)
    optimized = (*shape[:2], inputs.channels)
    return bytes_of_a_picture(inputs.network, optimized, like=like, optimizer=optimizer, execution=execution)


def check_dream_fits(network: Network, shape: Sequence[int], layer: str, *, execution: Execution) -> None:
    """Raise InputError for a picture that takes more memory than there is to dream of a layer."""

    def needed(shape: Sequence[int]) -> float:
        evaluation = bytes_of_an_evaluation(network, shape, (layer,), execution=execution)
        return bytes_beside(network) + evaluation + 8 * 4 * math.prod(shape)

    check_fits(shape, needed)


def execution_of(
    settings: TransferSettings,
    inputs: Inputs,
    layers: Sequence[str],
    *,
    shape: Sequence[int],
    limit: Callable[[], float] = memory_limit,
) -> Execution:
    """How the settings' network is computed for a picture of that shape, by a program with terms at these layers."""
    words = {"precision": settings.precision, "memory": settings.memory}
    evaluation = bytes_in_plenty(inputs.network, shape, layers)
    beside = bytes_beside(inputs.network) + _bytes_of_a_picture(settings, inputs, shape, Execution()) - evaluation
    return execution_that_fits(inputs.network, **words, shape=tuple(shape), layers=layers, beside=beside, limit=limit)


def optimizer_of(settings: TransferSettings) -> Optimizer:
    """The optimizer that settings name, as it is best for where they begin."""
    choices = FROM_COLOR_NOISE if settings.init == "noise" else OPTIMIZERS
    return choices[settings.optimizer]()


def weights_of(settings: TransferSettings) -> AnyWeights:
    """The weights that settings ask for: literal ones where they name one, else those of a strength.

    Raises InputError for both, and where nothing is weighed.
    """
    layers = {
        "content_layers": settings.content_layers,
        "style_layers": settings.style_layers,
        "strokes": settings.strokes,
        "abstraction": settings.abstraction,
        "contours": settings.contours,
        "style_loss": STYLE_LOSSES[settings.style_loss],
    }
    content, style = settings.content_weight, settings.style_weight
    if content is None and style is None:
        strength = STRENGTH if settings.strength is None else settings.strength
        return strength_weights(strength, tv=settings.tv_weight, **layers)
    if settings.strength is not None:
        given = "style_weight" if content is None else "content_weight"
        raise InputError(f"strength: stands in place of `{given}`; give one or the other")
    content, style = CONTENT_WEIGHT if content is None else content, 1.0 if style is None else style
    if not content and not style:
        raise InputError("content weight: is 0, and so is the style's: there is nothing to match; give one of them")
    return loss_weights(content=content, style=style, tv=settings.tv_weight, **layers)


def painting_sides(size: int | str | None, painted: int) -> dict[str, int | None]:
    """What a painting is asked for: the picture's size, or the one given or that many times the picture's at most."""
    if size is None:
        return {"size": painted, "least": SMALLEST_SIDE}
    wanted = size if isinstance(size, int) else max(1, round(float(size.removesuffix("x")) * painted))
    return {"at_most": wanted, "least": SMALLEST_SIDE}


def _sides(size: int | str | None) -> dict[str, int | None]:
    """What a photo is asked for: its own size, the one given, or at most the usual one."""
    if size is None:
        return {"at_most": SIZE}
    return {"size": None if isinstance(size, str) else size}


def start_named(settings: TransferSettings, *, read: Callable[..., Picture]) -> tuple[Start, str | None, bool]:
    """What settings begin with, the checksum of its file where it has one, and whether it is gray where pictures are.

    Raises InputError.
    """
    seed = checked_seed(settings.seed)
    named: dict[str, tuple[Start, bool]] = {
        "auto": (functools.partial(painted_start, seed=seed), True),
        "noise": (functools.partial(noise_start, seed=seed), True),
        "content": (lambda content, style: content, True),
        "style": (lambda content, style: resized(style, content.shape), True),
    }
    if settings.init in named:
        start, gray = named[settings.init]
        return start, None, gray
    if not is_file(settings.init):
        raise InputError(f"init: {settings.init!r} is neither auto, content, noise, style nor an existing picture file")
    picture = read(settings.init)
    image = jnp.asarray(picture.image)
    return lambda content, style: resized(image, content.shape), picture.sha256, is_gray(picture.image)
