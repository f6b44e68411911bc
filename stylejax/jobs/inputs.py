"""What a run needs, read from files and checked before anything is painted."""

import dataclasses
import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import jax
import numpy as np
import optax

from ..errors import InputError
from ..losses.objectives import Weights, loss_weights
from ..media.images import Picture, read_picture
from ..networks.architectures.graph import needed_layers
from ..networks.networks import Network, with_memory, with_pooling, with_precision
from ..networks.strips import bytes_in_plenty
from ..optimizers.first_order import adam, sgd
from ..optimizers.quasi_newton import lbfgs
from ..settings import TransferSettings
from ..synthesis.sharding import memory_limit
from ..synthesis.starts import noise_image
from ..synthesis.transfers import DEFAULT_OPTIMIZER
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


def network_named(name: str, precision: str, pool: str | None) -> Network:
    """A network by name or file, in that precision, with that pooling where one is named. Raises InputError."""
    network = with_precision(load_network(name), precision)
    return with_pooling(network, pool) if pool else network


def with_memory_that_fits(network: Network, memory: str, shape: tuple[int, ...], layers: Sequence[str]) -> Network:
    """The network painting in "plenty" or "little" memory, or, for "auto", in little where plenty would not fit.

    To be called for each program, with all layers that any of its lanes weighs.
    """
    if memory != "auto":
        return with_memory(network, memory)
    fits = bytes_in_plenty(network, shape, layers) <= memory_limit()
    return with_memory(network, "plenty" if fits else "little")


def read_inputs(
    settings: TransferSettings,
    *,
    read: Callable[..., Picture] = read_picture,
    load: Callable[[str, str, str | None], Network] = network_named,
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
    network = load(settings.network, settings.precision, settings.pool)
    needed_layers(network.architecture, (*settings.content_layers, *settings.style_layers))
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


# Change of a pixel for one unit of gradient per pixel. Ten times more diverged from noise at the default weights.
SGD_RATE = 1e-4


@functools.cache  # equal optimizers that are not the same would each be compiled
def optimizer_named(name: str, shape: tuple[int, ...]) -> optax.GradientTransformationExtraArgs:
    """The optimizer of that name with settings fit for pictures of that shape.

    Our objective is a mean over pixels, so its gradient shrinks as their number grows; descent alone has to make up for
    it.
    """
    makers = {
        "lbfgs": lambda: DEFAULT_OPTIMIZER,
        "plain-lbfgs": lbfgs,
        "adam": adam,
        "sgd": functools.partial(sgd, learning_rate=SGD_RATE * np.prod(shape)),
    }
    return makers[name]()
