"""Networks rescaled: every channel's mean activation is 1 (Gatys, Ecker, Bethge, CVPR 2016, section 2), or plain."""

import dataclasses
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from ..errors import InputError
from .architectures.graph import Architecture, layers_of
from .layers import Convolution, LayerParameters, Relu
from .networks import Card, Network, architecture_of, features
from .pooling import AveragePool, AverageWindows, MaxPool, MaxWindows

# Operations f with f(s x) = s f(x) for every channel's own s > 0; through all others a network cannot be rescaled.
KEEPS_SCALE = (Relu, AveragePool, AverageWindows, MaxPool, MaxWindows)
# A channel whose mean is at most this part of its convolution's own mean magnitude counts as dead and is left as it is:
# a measure that scaling does not change, so that normalizing twice is normalizing once.
DEAD = 1e-6

Picture = jax.Array | np.ndarray
Means = Mapping[str, np.ndarray]  # mean activation of each channel `[c]`, by convolution


@dataclass(frozen=True)
class Normalization:
    """A normalized network, by how much each convolution's channels were divided `[c]`, and which were dead.

    Attributes:
        network: whose mean activations are 1.
        divisors: by convolution, `[c]`.
        dead: by convolution, channels that no picture excites.

    Example:
        >>> import numpy as np, stylejax
        >>> pictures = [np.random.default_rng(0).uniform(size=(16, 16, 3))]
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 32)
        >>> stylejax.networks.normalize_network(network, pictures).divisors["conv1_1"].shape
        (2,)
    """

    network: Network
    divisors: Means
    dead: Mapping[str, tuple[int, ...]]


def normalize_network(network: Network, pictures: Iterable[Picture]) -> Normalization:
    """Rescale a network so that every channel's mean activation over pictures `[h w 3]` and positions is 1.

    With `m_l` the mean of `relu_l`: `kernel_l' = kernel_l * m_before / m_l`, `bias_l' = bias_l / m_l`, the channels of
    a layer's input being multiplied back. ReLU and pooling pass a positive factor on, so `relu_l' = relu_l / m_l` for
    every layer, and nothing else changes. Channels that no picture excites keep their scale. Raises InputError for a
    network in which something other than convolution, ReLU and pooling stands, and where there is no picture.

    Args:
        network: to be rescaled.
        pictures: `[h w 3]`, sRGB in [0, 1], the more varied the better.

    Returns:
        The network, its divisors and what is dead.

    Example:
        >>> import numpy as np, stylejax
        >>> pictures = [np.random.default_rng(0).uniform(size=(16, 16, 3))]
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 32)
        >>> normalized = stylejax.networks.normalize_network(network, pictures).network
        >>> round(float(stylejax.features(normalized, pictures[0], ("relu1_1",))["relu1_1"].mean()), 4)
        1.0
    """
    means, magnitudes = _measure(network, pictures)
    alive = {name: mean > DEAD * magnitudes[name] for name, mean in means.items()}
    divisors = {name: np.where(alive[name], mean, 1.0) for name, mean in means.items()}
    scaled = dataclasses.replace(network, parameters=_rescale(network, divisors))
    dead = {name: tuple(np.flatnonzero(~living).tolist()) for name, living in alive.items()}
    return Normalization(scaled, divisors, {name: channels for name, channels in dead.items() if channels})


def plain_network(network: Network) -> Network:
    """A normalized network on the scale of the plain VGG-19: `relu_l' = c_l relu_l`, `c_l` from its card.

    `kernel_l' = kernel_l * c_l / c_before`, `bias_l' = bias_l * c_l`; layers that the card does not name keep their
    scale, and pooling passes it on. Exact but for rounding (1e-6 of a layer's peak). Raises InputError for a network
    whose card has no such constants, and for one in which something other than convolution, ReLU and pooling stands.

    Args:
        network: with plain scales in its card.

    Returns:
        The same network at that scale.

    Example:
        >>> import stylejax
        >>> from stylejax.networks import plain_network
        >>> plain_network(stylejax.load_network("compact")).card.name
        'compact-plain'
    """
    _divided_by(architecture_of(network))
    if not network.card.plain:
        raise InputError(f"scale: {network.card.name} has no plain scale in its card; use it as it is, or compact")
    divisors = {scale.layer: np.array(1 / scale.factor) for scale in network.card.plain}
    return dataclasses.replace(network, parameters=_rescale(network, divisors), card=plain_card(network.card))


def plain_card(card: Card) -> Card:
    """The card of the plain network that is made of the one with this card."""
    return dataclasses.replace(card, name=f"{card.name}-plain", plain=())


def _divided_by(architecture: Architecture) -> dict[str, str]:
    """The ReLU that reads each convolution, by convolution."""
    operations = {layer.name: layer.operation for layer in layers_of(architecture)}
    for name, operation in operations.items():
        if not isinstance(operation, (Convolution, *KEEPS_SCALE)):
            raise InputError(f"scale: {name} ({type(operation).__name__}) does not pass a scale on; use a VGG")
    readers = [(layer.sources[0], layer.name) for layer in layers_of(architecture) if isinstance(layer.operation, Relu)]
    return {source: relu for source, relu in readers if isinstance(operations[source], Convolution)}


@functools.partial(jax.jit, static_argnames="layers")
def _activations(network: Network, picture: jax.Array, *, layers: tuple[str, ...]) -> dict[str, jax.Array]:
    return features(network, picture, layers)


def _measure(network: Network, pictures: Iterable[Picture]) -> tuple[Means, Means]:
    """Means of each channel of ReLU and of its convolution's magnitude, by convolution, over all positions."""
    divided = _divided_by(architecture_of(network))
    sums: dict[str, np.ndarray] = {}
    for picture in pictures:
        found = _activations(network, jnp.asarray(picture), layers=(*divided, *divided.values()))
        for name, values in found.items():
            total = np.abs(values).sum((0, 1), dtype=np.float64)
            sums[name] = sums.get(name, 0.0) + np.append(total, values[..., 0].size)
    if not sums:
        raise InputError("normalize: there is no picture; name a folder with some photos")
    means = {name: total[:-1] / total[-1] for name, total in sums.items()}
    return {name: means[relu] for name, relu in divided.items()}, {name: means[name] for name in divided}


def _rescale(network: Network, divisors: Means) -> dict[str, LayerParameters]:
    scales, parameters = {"image": np.ones(3)}, {}
    for layer in layers_of(architecture_of(network)):
        before = scales[layer.sources[0]]
        scales[layer.name] = before
        if isinstance(layer.operation, Convolution):
            old = {name: np.asarray(array, np.float64) for name, array in network.parameters[layer.name].items()}
            after = np.broadcast_to(divisors.get(layer.name, np.ones(())), old["bias"].shape)
            new = {"kernel": old["kernel"] * before[:, None] / after, "bias": old["bias"] / after}
            parameters[layer.name] = {name: jnp.asarray(array, jnp.float32) for name, array in new.items()}
            scales[layer.name] = after
    return parameters


def scale_error(before: Network, normalization: Normalization, picture: Picture) -> float:
    """How far any ReLU is from having changed by its divisors alone: the largest difference, over the layer's peak.

    `max_l max|relu_l - m_l relu_l'| / max|relu_l|`: rounding, 1e-6 or so, for a network that was rescaled rightly.

    Args:
        before: the network as it was.
        normalization: what became of it.
        picture: `[h w 3]`, sRGB in [0, 1].

    Returns:
        A share of a layer's peak.

    Example:
        >>> import numpy as np, stylejax
        >>> picture = np.random.default_rng(0).uniform(size=(16, 16, 3))
        >>> network = stylejax.random_network("vgg19", seed=0, width=1 / 32)
        >>> normalization = stylejax.networks.normalize_network(network, [picture])
        >>> stylejax.networks.scale_error(network, normalization, picture) < 1e-4
        True
    """
    divided = _divided_by(architecture_of(before))
    layers = tuple(divided.values())
    old = _activations(before, jnp.asarray(picture), layers=layers)
    new = _activations(normalization.network, jnp.asarray(picture), layers=layers)
    errors = [0.0]
    for name, relu in divided.items():
        expected, actual = np.asarray(old[relu]), np.asarray(new[relu]) * normalization.divisors[name]
        errors.append(float(np.abs(expected - actual).max() / max(expected.max(), np.finfo(np.float32).tiny)))
    return max(errors)
