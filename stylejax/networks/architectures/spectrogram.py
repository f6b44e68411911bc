"""Random networks that look at spectrograms: convolutions over time alone, whose channels are frequencies.

Ulyanov and Lebedev 2016 (neural-style-audio-tf at 8bfc315): one convolution of 11 frames with 4096 filters. Antognini,
Hoffman and Weiss 2019 ("Audio texture synthesis with random neural networks"): one convolution each of several widths,
side by side, "separate nets of different receptive field work better than stacking layers".
"""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from ...errors import InputError, checked_count
from ..layers import LayerParameters
from ..networks import Card, Network

SPECTROGRAM = "spectrogram"  # the layer that is the spectrogram itself


@dataclass(frozen=True)
class Ensemble:
    """One convolution over time and its ReLU for each of several widths in frames, all of which read the spectrogram.

    A graph of a `Network`. Layers are "spectrogram", `[t 1 f]`, and for each width k "relu11" and so on,
    `[t - k + 1, 1, filters]`: only positions where the whole kernel lies on the spectrogram.

    Attributes:
        widths: of the kernels, in frames.

    Example:
        >>> from stylejax.networks import Ensemble
        >>> Ensemble((2, 4)).widths
        (2, 4)
    """

    widths: tuple[int, ...] = (11,)

    def layer_names(self) -> tuple[str, ...]:
        """The spectrogram, and a layer for each width."""
        return (SPECTROGRAM, *(f"relu{width}" for width in self.widths))

    def activations(
        self, parameters: Mapping[str, LayerParameters], pixels: jax.Array, layers: Sequence[str], /
    ) -> dict[str, jax.Array]:
        """Activations `[t' 1 filters]` of the layers, of a spectrogram `[t 1 f]`; InputError where it is too short."""
        found = {SPECTROGRAM: pixels}
        for name in layers:
            if name not in self.layer_names():
                raise InputError(f"layer: {name!r} is unknown; choose one of {', '.join(self.layer_names())}")
            if name != SPECTROGRAM:
                found[name] = jax.nn.relu(_convolved(pixels, parameters[name]))
        return {name: found[name] for name in layers}


def convolve_over_time(spectrogram: jax.Array, kernel: jax.Array) -> jax.Array:
    """Cross-correlation over time of `[t 1 f]` with a kernel `[k f d]`: `[t - k + 1, 1, d]`.

    `y_td = sum_{j < k} sum_f x_{t+j, f} w_jfd`, as one product of all frames under each kernel with it: on a CPU 0.6 of
    the time of the compiler's own convolution, with the gradient. Raises InputError for fewer frames than the kernel.

    Args:
        spectrogram: `[t 1 f]`.
        kernel: `[k f d]`.

    Returns:
        `[t - k + 1, 1, d]`.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.networks import convolve_over_time
        >>> convolve_over_time(jnp.ones((8, 1, 3)), jnp.ones((2, 3, 5))).shape
        (7, 1, 5)
    """
    positions = _positions(spectrogram, kernel.shape[0])
    return _product(spectrogram[:, 0], kernel, positions)[:, None]


def _positions(spectrogram: jax.Array, width: int) -> int:
    """How many places a kernel has on a spectrogram. Raises InputError where it has none."""
    frames = spectrogram.shape[0]
    if frames < width:
        raise InputError(f"sound: has {frames} frames, and the network looks at {width} at once; give a longer one")
    return frames - width + 1


def _product(rows: jax.Array, kernel: jax.Array, positions: int) -> jax.Array:
    """The kernel `[k f d]` at the first so many positions of rows `[t f]`: `[positions d]`."""
    under = jnp.concatenate([rows[first : first + positions] for first in range(kernel.shape[0])], axis=1)
    return jax.lax.dot(under, kernel.reshape(-1, kernel.shape[-1]))


def in_pairs(network: Network) -> Network:
    """The network with its kernels halved, which is the form that `convolve_in_pairs` takes; it gives the same.

    Args:
        network: for spectrograms.

    Returns:
        A network of the same layers.

    Example:
        >>> from stylejax.networks import in_pairs, wide_network
        >>> network = in_pairs(wide_network(16, seed=0, filters=4))
        >>> network.architecture.widths
        (11,)
    """
    kernels = {name: layer["kernel"] for name, layer in network.parameters.items()}
    parameters = {
        name: {"kernel": kernel, **(halves(kernel) if len(kernel) > 1 else {})} for name, kernel in kernels.items()
    }
    return dataclasses.replace(network, parameters=parameters)


def halves(kernel: jax.Array) -> LayerParameters:
    """The even and the odd taps of a kernel `[k f d]`, and their sums."""
    even, odd = kernel[0::2], kernel[1::2]
    rest = jnp.zeros((len(even) - len(odd), *odd.shape[1:]), odd.dtype)
    return {"even": even, "odd": odd, "both": even + jnp.concatenate([odd, rest])}


def convolve_in_pairs(spectrogram: jax.Array, parts: LayerParameters) -> jax.Array:
    """`convolve_over_time` two positions at a time, by the halves of a kernel: three products in place of four.

    With the even and odd frames `e` and `o`, and `e'` one later, `y_even = e*E + o*O` and `y_odd = o*E + e'*O` are
    `m1 + m2` and `m2 - m3` of `m1 = (e - o)*E`, `m2 = o*(E + O)`, `m3 = (o - e')*O`: Winograd's F(2, 2) (Arithmetic
    Complexity of Computations, 1980), whose factors are kernels. Up to rounding it is the same; 17 products of a row
    with a tap in place of 22 where there are 11 taps.

    Args:
        spectrogram: `[t 1 f]`.
        parts: of a kernel, as `in_pairs` makes them.

    Returns:
        `[t - k + 1, 1, d]`.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.networks import convolve_in_pairs, in_pairs, wide_network
        >>> network = in_pairs(wide_network(16, seed=0, filters=4))
        >>> convolve_in_pairs(jnp.ones((20, 1, 16)), network.parameters["relu11"]).shape
        (10, 1, 4)
    """
    even, odd, both = (parts[name] for name in ("even", "odd", "both"))
    positions = _positions(spectrogram, len(even) + len(odd))
    pairs = -(-positions // 2)
    rows = jnp.pad(spectrogram[:, 0], ((0, 2 * (pairs + len(even)) - spectrogram.shape[0]), (0, 0)))
    two = rows.reshape(-1, 2, rows.shape[-1])
    first, second = two[:, 0], two[:, 1]
    shared = _product(second, both, pairs)
    apart = _product(first - second, even, pairs), _product(second[:-1] - first[1:], odd, pairs)
    whole = jnp.stack([apart[0] + shared, shared - apart[1]], axis=1)
    return whole.reshape(-1, whole.shape[-1])[:positions, None]


def _convolved(spectrogram: jax.Array, layer: LayerParameters) -> jax.Array:
    return (
        convolve_in_pairs(spectrogram, layer) if "both" in layer else convolve_over_time(spectrogram, layer["kernel"])
    )


def heard_by_octaves(bins: int) -> np.ndarray:
    """What kernels are multiplied by for each frequency, `[bins]`, so that each octave counts as much as any other.

    `w_f^2` is inverse to the frequency, and alike below a hundredth of the highest one; its mean is 1. Frequencies of a
    spectrum are evenly apart: half of them lie in the highest octave, and a handful where a bass drum is.

    Args:
        bins: frequencies.

    Returns:
        `[bins]`.

    Example:
        >>> from stylejax.networks import heard_by_octaves
        >>> heard_by_octaves(16).shape
        (16,)
    """
    power = 1 / np.maximum(np.arange(bins), max(1.0, bins / 100))
    return np.sqrt(power / power.mean()).astype(np.float32)


def with_octaves(network: Network) -> Network:
    """The network that looks at spectrograms with kernels multiplied by `heard_by_octaves`.

    Args:
        network: for spectrograms.

    Returns:
        A network of the same layers.

    Example:
        >>> from stylejax.networks import with_octaves, wide_network
        >>> network = with_octaves(wide_network(16, seed=0, filters=4))
        >>> network.architecture.widths
        (11,)
    """
    parameters = {
        name: {"kernel": layer["kernel"] * heard_by_octaves(layer["kernel"].shape[1])[None, :, None]}
        for name, layer in network.parameters.items()
    }
    return dataclasses.replace(network, parameters=parameters)


def wide_network(bins: int, *, seed: int, filters: int = 4096, width: int = 11) -> Network:
    """The network of 2016 for spectrograms of so many frequencies: kernels `N(0, 4 / ((bins + filters) width))`.

    That is Glorot's normal distribution with a gain of the root of 2; there are no biases. Its layer is "relu11".

    Args:
        bins: frequencies.
        seed: of the kernels.
        filters: how many.
        width: of the kernels, in frames.

    Returns:
        A network.

    Example:
        >>> from stylejax.networks import wide_network
        >>> wide_network(16, seed=0, filters=4).architecture.widths
        (11,)
    """
    deviation = math.sqrt(4 / ((bins + filters) * width))
    return _random(
        Ensemble((width,)),
        "wide",
        bins,
        filters,
        seed,
        lambda draw, shape: deviation * draw.standard_normal(shape, np.float32),
    )


def ensemble_network(bins: int, *, seed: int, filters: int = 256, widths: Sequence[int] = (2, 4, 8, 16, 32)) -> Network:
    """The networks of 2019 for spectrograms of so many frequencies: kernels uniform in (-0.05, 0.05), no biases.

    Each is then divided by the root of its inputs times 0.05 / sqrt 3, which is no part of the paper: so all widths
    have activations of one size.

    Args:
        bins: frequencies.
        seed: of the kernels.
        filters: of each width.
        widths: of the kernels, in frames.

    Returns:
        A network.

    Example:
        >>> from stylejax.networks import ensemble_network
        >>> ensemble_network(16, seed=0, filters=4, widths=(2, 4)).architecture.widths
        (2, 4)
    """

    def kernel(draw: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        return (2 * draw.random(shape, np.float32) - 1) * np.float32(math.sqrt(3 / (shape[0] * shape[1])))

    return _random(Ensemble(tuple(widths)), "ensemble", bins, filters, seed, kernel)


def _random(graph: Ensemble, name: str, bins: int, filters: int, seed: int, kernel) -> Network:
    for what, count in (("bins", bins), ("filters", filters), *(("widths", width) for width in graph.widths)):
        checked_count(what, count, "a whole number from 1 up")
    draw = np.random.default_rng(seed)
    parameters = {
        f"relu{width}": {"kernel": jnp.asarray(kernel(draw, (width, bins, filters)))} for width in graph.widths
    }
    told = f"{name}, {filters} filters of {', '.join(map(str, graph.widths))} frames, seed {seed}"
    return Network(parameters, graph, card=Card(f"{name}-random", source=told))
