"""Whether weights and pixels belong together: a network fed with another one's pixels still paints, but badly."""

from collections.abc import Iterator
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from ..networks.architectures.graph import layers_of
from ..networks.layers import Convolution, Relu
from ..networks.networks import Network, Pixels, architecture_of, features, with_pooling
from .fingerprints import FINGERPRINTS, Fingerprint

LIKENESS = 0.995  # cosine between a filter and the one it is taken for: four digits give 0.9999
SCALE_SLACK = (
    1.5  # RGB networks have a standard deviation of 0.22, Caffe's none: a confusion of the two is a factor of 57
)
NEUTRAL_SLACK = 0.03  # of a filter's norm; 104, 117, 123 in place of 103.939, 116.779, 123.68 is 0.004
# Mean activation of the last ReLU. Trained and random networks alike keep it within an order of magnitude of 1 (0.1 to
# 1.3 for random ones of any width, max pooling); the wrong pixels are a factor of 57 away.
LAST_RELU = (0.02, 5.0)
NORMALIZED_RELU = (0.2, 5.0)  # the probe is no photograph
PLACES = ("relu5_4", "relu5_3", "relu5_2", "relu5_1")


@dataclass(frozen=True)
class Pairing:
    """What a look at weights and pixels found: whose first kernel it is, if known, and what is wrong, line by line.

    Attributes:
        kernel: whose first kernel it is, or "".
        complaints: what is wrong.

    Example:
        >>> import stylejax
        >>> stylejax.weights.check_pairing(stylejax.load_network("compact")).complaints
        ()
    """

    kernel: str
    complaints: tuple[str, ...]


def check_pairing(
    network: Network, *, kernel: str = "", normalized: bool = False, pixels: Pixels | None = None
) -> Pairing:
    """Look whether a network's weights and pixels belong together.

    `kernel`, `normalized` and `pixels` are what is claimed of the network, from its entry in the manifest. The first
    convolution, as a function of RGB in [0, 1], is compared with those of well-known networks: normalizing changes it
    by a positive factor for each channel, and everything else is noticed. Of a network that nobody knows, the last
    ReLU's mean activation on a drawn picture must be of an order that networks have.

    Args:
        network: that is looked at.
        kernel: whose first kernel it is to be, by name.
        normalized: whether mean activations are to be 1.
        pixels: that it is to want.

    Returns:
        What was found.

    Example:
        >>> import dataclasses, stylejax
        >>> network = stylejax.load_network("compact")
        >>> wrong = dataclasses.replace(network, pixels=stylejax.Pixels("RGB", 255.0))
        >>> len(stylejax.weights.check_pairing(wrong, normalized=True).complaints) > 0
        True
    """
    found, reverse = _identify(network)
    complaints = [*_complain_of_identity(found, kernel)]
    if found:  # then the claim need not be asked: a converter may have made the pixels part of the first kernel
        complaints += _complain_of_pixels(network, FINGERPRINTS[found], reverse)
    else:
        complaints += _complain_of_claim(network.pixels, pixels)
        complaints += () if normalized else _complain_of_activation(network)
    if normalized:
        complaints += _complain_of_normalization(network)
    return Pairing(found, tuple(complaints))


def _first_convolution(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """Kernel `[k k 3 d]` and bias `[d]` of the first convolution, its pixels included: a map of RGB in [0, 1]."""
    layer = next(each for each in layers_of(network.architecture) if isinstance(each.operation, Convolution))
    kernel, bias = (np.asarray(network.parameters[layer.name][name], np.float64) for name in ("kernel", "bias"))
    gain, offset = gain_and_offset(network.pixels)
    kernel = kernel[:, :, ::-1] if network.pixels.channel_order == "BGR" else kernel
    return kernel * gain[:, None], bias + np.einsum("ijcd,c->d", kernel, offset)


def gain_and_offset(pixels: Pixels) -> tuple[np.ndarray, np.ndarray]:
    """What the network sees is `image * gain + offset`, each `[3]` in the order red, green, blue."""
    std, mean = np.array(pixels.std), np.array(pixels.mean)
    gain, offset = pixels.scale / std, -mean / std
    return (gain[::-1], offset[::-1]) if pixels.channel_order == "BGR" else (gain, offset)


def _filter(fingerprint: Fingerprint, channel: int) -> np.ndarray:
    """A known filter `[3 3 3]` as a map of RGB in [0, 1]."""
    blocks = np.array(fingerprint.filters[channel]).reshape(3, 3, 3).transpose(1, 2, 0)
    return blocks * np.array(fingerprint.gain)


def _identify(network: Network) -> tuple[str, bool]:
    """Whose first kernel it is, and whether its channels are reversed; "" for an unknown one."""
    kernel, _ = _first_convolution(network)
    for name, fingerprint in FINGERPRINTS.items():
        for reverse in (False, True):
            if kernel.shape == (3, 3, 3, 64) and _is_like(kernel[:, :, ::-1] if reverse else kernel, fingerprint):
                return name, reverse
    return "", False


def _is_like(kernel: np.ndarray, fingerprint: Fingerprint) -> bool:
    pairs = [(kernel[..., channel], _filter(fingerprint, channel)) for channel in fingerprint.filters]
    norms = [np.linalg.norm(ours) * np.linalg.norm(theirs) for ours, theirs in pairs]
    return all(np.sum(a * b) > LIKENESS * norm for (a, b), norm in zip(pairs, norms, strict=True))


def _complain_of_identity(found: str, kernel: str) -> Iterator[str]:
    if kernel in FINGERPRINTS and found != kernel:
        other = f"it is that of {FINGERPRINTS[found].about}" if found else "it is another network's"
        yield f"the first kernel is not that of {FINGERPRINTS[kernel].about}: {other}"


def _complain_of_claim(pixels: Pixels, claimed: Pixels | None) -> Iterator[str]:
    if claimed is None:
        return
    (gain, offset), (other_gain, other_offset) = gain_and_offset(pixels), gain_and_offset(claimed)
    if not np.allclose(gain, other_gain, rtol=0.02) or not np.allclose(offset, other_offset, rtol=0.02, atol=0.02):
        yield f"its pixels (scale {pixels.scale:g}, mean {pixels.mean}, std {pixels.std}) are not those of the manifest"


def _complain_of_pixels(network: Network, fingerprint: Fingerprint, reverse: bool) -> Iterator[str]:
    if reverse:
        yield f"the channels are in the wrong order: {fingerprint.about} wants red and blue exchanged"
        return
    kernel, bias = _first_convolution(network)
    norms = {channel: np.linalg.norm(kernel[..., channel]) for channel in fingerprint.filters}
    ratios = [norm / np.linalg.norm(_filter(fingerprint, channel)) for channel, norm in norms.items()]
    scale = float(np.mean(ratios))
    if max(ratios) < 1.02 * min(ratios) and not 1 / SCALE_SLACK < scale < SCALE_SLACK:
        yield f"the pixels are {scale:.3g} times as large as {fingerprint.about} wants them"
        return
    gray = bias + np.einsum("ijcd,c->d", kernel, np.array(fingerprint.neutral))
    differences = [
        gray[channel] / norms[channel] - fingerprint.biases[channel] / np.linalg.norm(_filter(fingerprint, channel))
        for channel in fingerprint.biases
    ]
    if max(map(abs, differences), default=0) > NEUTRAL_SLACK:
        yield f"scale or mean of the pixels are not what {fingerprint.about} wants"


def _complain_of_activation(network: Network) -> Iterator[str]:
    last = [place for place in PLACES if place in {layer.name for layer in layers_of(network.architecture)}]
    if not last or not architecture_of(network).name.startswith("vgg"):
        return
    mean = mean_activations(network, probe_picture(), (last[0],))[last[0]]
    low, high = LAST_RELU
    if not low < mean < high:
        direction, wanted = ("small", "larger") if mean <= low else ("large", "smaller")
        yield f"{last[0]} is too {direction} (mean {mean:.3g}): the network seems made for pixels of a {wanted} scale"


def _complain_of_normalization(network: Network) -> Iterator[str]:
    layers = tuple(layer.name for layer in layers_of(network.architecture) if isinstance(layer.operation, Relu))
    means = mean_activations(network, probe_picture(), layers)
    low, high = NORMALIZED_RELU
    for layer, mean in means.items():
        if not low < mean < high:
            yield f"{layer} has a mean activation of {mean:.3g}, and a normalized network with its own pixels about 1"
            return


def mean_activations(network: Network, picture: np.ndarray, layers: tuple[str, ...]) -> dict[str, float]:
    """Mean of each layer over positions and channels, with max pooling, as every network here was trained."""
    found = features(with_pooling(network, "max"), jnp.asarray(picture), layers)
    return {layer: float(values.mean()) for layer, values in found.items()}


def probe_picture(size: int = 64) -> np.ndarray:
    """A drawn picture `[size size 3]` in [0, 1]: smooth waves, fine ones, and a disk with a sharp edge."""
    row, column = np.mgrid[:size, :size] / size
    disk = (row - 0.4) ** 2 + (column - 0.6) ** 2 < 0.06
    red = 0.5 + 0.3 * np.sin(7 * row + 3 * column) + 0.2 * disk
    green = 0.5 + 0.4 * np.cos(27 * row * column)
    blue = 0.4 + 0.3 * np.sin(21 * column - 11 * row)
    return np.clip(np.stack([red, green, blue], axis=-1), 0, 1).astype(np.float32)
