"""What the words of settings stand for: a network, weights, an optimizer, a start and the sizes of pictures."""

import functools
from collections.abc import Callable

import jax.numpy as jnp

from ...errors import InputError
from ...files import is_file
from ...losses.strengths import strength_weights
from ...losses.style.named import STYLE_LOSSES
from ...losses.terms import loss_weights
from ...media.colors import is_gray
from ...media.images import Picture
from ...media.resizing import SMALLEST_SIDE
from ...networks.networks import DEFAULT_EXECUTION, Execution, Memory, Network, with_pooling
from ...optimizers.choices import OPTIMIZERS, from_color_noise, in_least_memory
from ...optimizers.equality import Optimizer
from ...settings import CONTENT_WEIGHT, SIZE, STRENGTH, TransferSettings
from ...synthesis.programs import AnyWeights
from ...synthesis.starts import Start, checked_seed, noise_start, painted_start, resized
from ...weights.library import load_network


def network_named(name: str, pool: str | None) -> Network:
    """A network by name or file, with that pooling where one is named. Raises InputError.

    Args:
        name: or an HDF5 file.
        pool: "average" or "max"; None leaves the network's own.

    Returns:
        The network.

    Example:
        >>> from stylejax import jobs
        >>> jobs.network_named("compact", None).card.name
        'compact'
    """
    network = load_network(name)
    return with_pooling(network, pool) if pool else network


def optimizer_of(settings: TransferSettings, *, execution: Execution = DEFAULT_EXECUTION) -> Optimizer:
    """The optimizer that settings name, as it is best for where they begin and for the memory that is computed in."""
    of_start = from_color_noise() if settings.init == "noise" else {}
    of_memory = in_least_memory() if execution.memory is Memory.LEAST else {}
    return OPTIMIZERS[settings.optimizer](**of_start, **of_memory)


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


def photo_sides(size: int | str | None) -> dict[str, int | None]:
    """What a photo is asked for: its own size, the one given, or at most the usual one."""
    if size is None:
        return {"at_most": SIZE}
    return {"size": None if isinstance(size, str) else size}


def painting_sides(size: int | str | None, painted: int) -> dict[str, int | None]:
    """What a painting is asked for: the picture's size, or the one given or that many times the picture's at most."""
    if size is None:
        return {"size": painted, "least": SMALLEST_SIDE}
    wanted = size if isinstance(size, int) else max(1, round(float(size.removesuffix("x")) * painted))
    return {"at_most": wanted, "least": SMALLEST_SIDE}


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
