"""What a run needs, read from files and checked before anything is painted."""

import dataclasses
import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import jax

from ..errors import InputError
from ..losses.objectives import Weights, loss_weights
from ..media.images import Picture, read_picture
from ..networks.architectures.graph import needed_layers
from ..networks.networks import Network, with_memory, with_pooling, with_precision
from ..networks.strips import bytes_in_plenty
from ..settings import TransferSettings
from ..synthesis.sweeps.chunks import memory_limit
from ..synthesis.transfers import noise_image
from ..weights.library import load_network


@dataclasses.dataclass(frozen=True)
class Materials:
    """All that a run needs, read and checked; pictures as `[h w 3]`."""

    content: Picture
    style: Picture
    init: jax.Array
    init_sha256: str | None
    network: Network
    weights: Weights


def network_named(name: str, precision: str, pool: str | None) -> Network:
    """A network by name or file, in that precision, with that pooling where one is named. Raises InputError."""
    network = with_precision(load_network(name), precision)
    return with_pooling(network, pool) if pool else network


def fitted(network: Network, memory: str, shape: tuple[int, ...], layers: Sequence[str]) -> Network:
    """The network painting in "plenty" or "little" memory, or, for "auto", in little where plenty would not fit.

    To be called for each program, with all layers that any of its lanes weighs.
    """
    if memory != "auto":
        return with_memory(network, memory)
    fits = bytes_in_plenty(network, shape, layers) <= memory_limit()
    return with_memory(network, "plenty" if fits else "little")


def gather(
    settings: TransferSettings,
    *,
    read: Callable[..., Picture] = read_picture,
    load: Callable[[str, str, str | None], Network] = network_named,
) -> Materials:
    """Read and check all that the settings name, pictures by `read`, the network by `load`. Raises InputError."""
    if settings.steps < 1:
        raise InputError(f"--steps: {settings.steps} is below 1; give the number of evaluations to spend")
    weights = loss_weights(
        content=settings.content_weight,
        style=settings.style_weight,
        tv=settings.tv_weight,
        content_layers=settings.content_layers,
        style_layers=settings.style_layers,
    )
    content, style = (read(path, size=settings.size) for path in (settings.content, settings.style))
    init, init_sha256 = initial_picture(settings, content, style)
    network = load(settings.network, settings.precision, settings.pool)
    needed_layers(network.architecture, (*settings.content_layers, *settings.style_layers))
    return Materials(content, style, init, init_sha256, network, weights)


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
        raise InputError(f"--init: {settings.init!r} is neither content, noise, style nor an existing picture file")
    picture = read_picture(settings.init)
    return resize(picture.image), picture.sha256
