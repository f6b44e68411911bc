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
                found[name] = jax.nn.relu(convolve_over_time(pixels, parameters[name]["kernel"]))
        return {name: found[name] for name in layers}


def convolve_over_time(spectrogram: jax.Array, kernel: jax.Array) -> jax.Array:
    """Cross-correlation over time of `[t 1 f]` with a kernel `[k f d]`: `[t - k + 1, 1, d]`.

    `y_td = sum_{j < k} sum_f x_{t+j, f} w_jfd`, as one product of all frames under each kernel with it: on a CPU 0.6 of
    the time of the compiler's own convolution, with the gradient. Raises InputError for fewer frames than the kernel.
    """
    frames, width = spectrogram.shape[0], kernel.shape[0]
    if frames < width:
        raise InputError(f"sound: has {frames} frames, and the network looks at {width} at once; give a longer one")
    rows = spectrogram[:, 0]
    under = jnp.concatenate([rows[first : first + frames - width + 1] for first in range(width)], axis=1)
    return jax.lax.dot(under, kernel.reshape(-1, kernel.shape[-1]))[:, None]


def heard_by_octaves(bins: int) -> np.ndarray:
    """What kernels are multiplied by for each frequency, `[bins]`, so that each octave counts as much as any other.

    `w_f^2` is inverse to the frequency, and alike below a hundredth of the highest one; its mean is 1. Frequencies of a
    spectrum are evenly apart: half of them lie in the highest octave, and a handful where a bass drum is.
    """
    power = 1 / np.maximum(np.arange(bins), max(1.0, bins / 100))
    return np.sqrt(power / power.mean()).astype(np.float32)


def with_octaves(network: Network) -> Network:
    """The network that looks at spectrograms with kernels multiplied by `heard_by_octaves`."""
    parameters = {
        name: {"kernel": layer["kernel"] * heard_by_octaves(layer["kernel"].shape[1])[None, :, None]}
        for name, layer in network.parameters.items()
    }
    return dataclasses.replace(network, parameters=parameters)


def wide_network(bins: int, *, seed: int, filters: int = 4096, width: int = 11) -> Network:
    """The network of 2016 for spectrograms of so many frequencies: kernels `N(0, 4 / ((bins + filters) width))`.

    That is Glorot's normal distribution with a gain of the root of 2; there are no biases. Its layer is "relu11".
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
