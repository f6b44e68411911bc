"""A network made into the one an artist used, as far as it can be: pooling, padding, kernels, pixels, layers."""

import dataclasses
from collections.abc import Mapping

import jax
import jax.numpy as jnp

from ..errors import InputError
from ..networks.architectures.graph import FAMILIES, Architecture
from ..networks.networks import Network, Pixels, architecture_of
from ..networks.normalization import plain_card, plain_network
from .records import PLAIN, Artist, ArtistTerm

# The mean color of Caffe's VGG networks, BGR: K. Simonyan, gist 3785162f95cd2d5fee77.
CAFFE_MEAN = (103.939, 116.779, 123.68)

# VGG's layers of the same stride as those of GoogLeNet and of Network in Network; where there are several, a deeper
# layer is given a deeper one. VGG has nothing at NIN's stride of 32 but its last block at 16.
STAND_INS: Mapping[str, str] = {
    "conv1/7x7_s2": "conv2_1",
    "conv1/relu_7x7": "relu2_1",
    "conv2/3x3": "conv3_1",
    "conv2/relu_3x3": "relu3_1",
    "inception_3a/output": "relu4_1",
    "inception_3b/output": "relu4_2",
    **{f"inception_4{letter}/output": "relu5_1" for letter in "abcde"},
    "relu0": "relu3_1",
    "relu3": "relu4_1",
    "relu7": "relu5_1",
    "relu10": "relu5_1",
}


def denormalize(pixels: Pixels, x: jax.Array) -> jax.Array:
    """The sRGB picture `[h w 3]` of which `x` is `normalize(pixels, picture)`; its values may be outside [0, 1].

    Args:
        pixels: as the artist had them.
        x: `[h w 3]`, in those units.

    Returns:
        `[h w 3]`.

    Example:
        >>> import jax.numpy as jnp, stylejax
        >>> pixels = stylejax.Pixels("BGR", 255.0, (1.0, 2.0, 3.0))
        >>> x = stylejax.networks.normalize(pixels, jnp.ones((1, 1, 3)))
        >>> stylejax.artists.denormalize(pixels, x).tolist()
        [[[1.0, 1.0, 1.0]]]
    """
    mean, std = jnp.array([[pixels.mean]]), jnp.array([[pixels.std]])
    ordered = (x * std + mean) / pixels.scale
    return ordered[..., ::-1] if pixels.channel_order == "BGR" else ordered


def caffe_input(network: Network) -> Network:
    """The same network, to be fed what Caffe's networks read: BGR, 0 to 255, less a mean color.

    A network trained that way reads such a picture as it is; any other sees the color that it stands for,
    `rgb = (x + mean)[::-1] / 255` with the network's own mean color or, where it has none, Caffe's.

    Args:
        network: that wants its own pixels.

    Returns:
        A network that wants Caffe's.

    Example:
        >>> import stylejax
        >>> stylejax.artists.caffe_input(stylejax.load_network("compact")).pixels.channel_order
        'BGR'
    """
    own = network.pixels
    is_bgr = own.channel_order == "BGR"
    first, second, third = (-value * own.scale / 255 for value in (CAFFE_MEAN if is_bgr else CAFFE_MEAN[::-1]))
    # what the network subtracts, less what was subtracted already
    mean = (0.0, 0.0, 0.0) if any(own.mean) else (first, second, third)
    pixels = Pixels("RGB" if is_bgr else "BGR", own.scale / 255, mean, own.std)
    return dataclasses.replace(network, pixels=pixels)


def network_for(artist: Artist, network: Network) -> Network:
    """The network as the artist used it: its scale, pooling, zero padding, kernels, fed with the artist's `x`.

    A network that can be had on the artist's scale is, as `compact` can on both; any other is what it is.

    A pooling that the network's family lacks becomes the nearest it has: "max-ceil" becomes "max". Raises InputError
    when the network has neither the artist's layers nor any to stand in for them.

    Args:
        artist: a recipe.
        network: that is to paint.

    Returns:
        A network.

    Example:
        >>> import stylejax
        >>> artist, network = stylejax.load_artist("gatys"), stylejax.load_network("compact")
        >>> stylejax.artists.network_for(artist, network).architecture.padding
        'zero'
    """
    stand_ins(artist, network)
    network = on_scale_of(artist, network)
    own = architecture_of(network)
    architecture = dataclasses.replace(own, pooling=_pooling(artist.pooling, own), padding="zero")
    adapted = dataclasses.replace(network, architecture=architecture, parameters=artist.kernels(network.parameters))
    return caffe_input(adapted)


def on_scale_of(artist: Artist, network: Network) -> Network:
    """The network with activations as large as those of the artist's own, where its card says how to have them.

    Args:
        artist: a recipe.
        network: that is to paint.

    Returns:
        A network.

    Example:
        >>> import stylejax
        >>> artist, network = stylejax.load_artist("johnson"), stylejax.load_network("compact")
        >>> stylejax.artists.on_scale_of(artist, network).card.name
        'compact-plain'
    """
    return plain_network(network) if _takes_plain(artist, network) else network


def name_on_scale_of(artist: Artist, network: Network) -> str:
    """What that network is called, which need not be made for it.

    Args:
        artist: a recipe.
        network: that is to paint.

    Returns:
        A name.

    Example:
        >>> import stylejax
        >>> artist, network = stylejax.load_artist("johnson"), stylejax.load_network("compact")
        >>> stylejax.artists.name_on_scale_of(artist, network)
        'compact-plain'
    """
    return (plain_card(network.card) if _takes_plain(artist, network) else network.card).name


def _takes_plain(artist: Artist, network: Network) -> bool:
    return artist.scale == PLAIN and bool(network.card.plain)


def _pooling(pooling: str, architecture: Architecture) -> str:
    known = FAMILIES[architecture.name].poolings
    return pooling if pooling in known else pooling.partition("-")[0]


def stand_ins(artist: Artist, network: Network) -> dict[str, str]:
    """For each layer of the artist's that the network lacks, the one that stands in for it.

    Raises InputError for a layer that has none.

    Args:
        artist: a recipe.
        network: that is to paint.

    Returns:
        Names of layers by name.

    Example:
        >>> import stylejax
        >>> artist, network = stylejax.load_artist("gatys"), stylejax.load_network("compact")
        >>> stylejax.artists.stand_ins(artist, network)
        {...}
    """
    known = set(network.architecture.layer_names())
    missing = [layer for layer in layers_of_artist(artist) if layer not in known]
    for layer in missing:
        if STAND_INS.get(layer) not in known:
            raise InputError(
                f"network: {network.card.name!r} lacks {layer}, and nothing stands in for it; "
                f"{artist.name} needs {artist.network}, or a VGG-19"
            )
    return {layer: STAND_INS[layer] for layer in missing}


def layers_of_artist(artist: Artist) -> tuple[str, ...]:
    """The layers that the artist's terms read, and those at which their gradients enter, each once."""
    return tuple(dict.fromkeys(layer for term in _terms(artist) for layer in (term.layer, term.entrance)))


def _terms(artist: Artist) -> tuple[ArtistTerm, ...]:
    return (*artist.content, *artist.style)
