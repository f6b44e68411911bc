"""What a run needs, read from files and checked before anything is painted."""

import dataclasses
import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import jax

from ..errors import InputError
from ..losses.terms import Weights, loss_weights
from ..media.images import Picture, read_picture
from ..networks.networks import Execution, Memory, Network, check_layers, with_memory, with_pooling, with_precision
from ..networks.strips import bytes_in_plenty
from ..settings import TransferSettings
from ..synthesis.sharding import memory_limit
from ..synthesis.starts import noise_image
from ..weights.library import load_network


@dataclasses.dataclass(frozen=True)
class Inputs:
    """All that a run needs, read and checked; pictures as `[h w 3]`."""

    content: Picture
    style: Picture
    init: jax.Array
    init_sha256: str | None
    network: Network
    weights: Weights


def network_named(name: str, pool: str | None) -> Network:
    """A network by name or file, with that pooling where one is named. Raises InputError."""
    network = load_network(name)
    return with_pooling(network, pool) if pool else network


def execution_that_fits(
    network: Network, *, precision: str, memory: str, shape: tuple[int, ...], layers: Sequence[str]
) -> Execution:
    """How to compute: in that precision, and in "plenty" or "little" memory, for "auto" little where plenty won't fit.

    To be called for each program, with all layers that any of its lanes weighs. Raises InputError for another word.
    """
    execution = with_precision(Execution(), precision)
    if memory != "auto":
        return with_memory(execution, memory)
    fits = bytes_in_plenty(network, shape, layers, execution=execution) <= memory_limit()
    return with_memory(execution, Memory.PLENTY if fits else Memory.LITTLE)


def read_inputs(
    settings: TransferSettings,
    *,
    read: Callable[..., Picture] = read_picture,
    load: Callable[[str, str | None], Network] = network_named,
) -> Inputs:
    """Read and check all that the settings name, pictures by `read`, the network by `load`. Raises InputError."""
    if settings.steps < 1:
        raise InputError(f"steps: {settings.steps} is below 1; give the number of evaluations to spend")
    weights = loss_weights(
        content=settings.content_weight,
        style=settings.style_weight,
        tv=settings.tv_weight,
        content_layers=settings.content_layers,
        style_layers=settings.style_layers,
    )
    content, style = (read(path, size=settings.size) for path in (settings.content, settings.style))
    init, init_sha256 = initial_picture(settings, content, style)
    network = load(settings.network, settings.pool)
    check_layers(network, (*settings.content_layers, *settings.style_layers))
    return Inputs(content, style, init, init_sha256, network, weights)


def initial_picture(settings: TransferSettings, content: Picture, style: Picture) -> tuple[jax.Array, str | None]:
    """The picture to start from, of the content's shape, and the checksum of its file where it has one of its own."""
    shape = content.image.shape
    resize = functools.partial(jax.image.resize, shape=shape, method="cubic")
    named: dict[str, Callable[[], jax.Array]] = {
        "noise": lambda: noise_image(shape, seed=settings.seed),
        "content": lambda: jax.numpy.asarray(content.image),
        "style": lambda: resize(style.image),
    }
    if settings.init in named:
        return named[settings.init](), None
    if not Path(settings.init).exists():
        raise InputError(f"init: {settings.init!r} is neither content, noise, style nor an existing picture file")
    picture = read_picture(settings.init)
    return resize(picture.image), picture.sha256
