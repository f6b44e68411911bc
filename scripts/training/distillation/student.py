"""The student while it learns: a narrow VGG-19 with batch normalization, and its folding into a plain chain."""

import functools
from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

Parameters = dict[str, dict[str, jax.Array]]
Moments = Mapping[str, tuple[jax.Array, jax.Array]]  # mean and deviation of a layer's channels, as the teacher has them

CHAIN = (
    *("conv1_1", "conv1_2", "pool1", "conv2_1", "conv2_2", "pool2"),
    *("conv3_1", "conv3_2", "conv3_3", "conv3_4", "pool3"),
    *("conv4_1", "conv4_2", "conv4_3", "conv4_4", "pool4", "conv5_1"),
)
MEAN, DEVIATION = 0.45, 0.25
EPSILON = 1e-5
NARROW = 16  # output channels up to which XLA's own kernel gradient is faster


@jax.custom_vjp
def convolve(x: jax.Array, kernel: jax.Array) -> jax.Array:
    """3x3 convolution of a batch `[n h w c]` with reflection padding of 1; its kernel gradient is nine matrix products.

    The nine products are two to four times faster on a CPU than the transposed convolution XLA would use.
    """
    return _valid(_pad(x), kernel)


def _pad(x: jax.Array) -> jax.Array:
    return jnp.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="reflect")


def _valid(x: jax.Array, kernel: jax.Array) -> jax.Array:
    if kernel.shape[2] == 3:
        return _columns(x, kernel)
    if kernel.shape[3] <= NARROW:
        return _direct(x, kernel)
    return functools.reduce(jnp.add, [jnp.dot(part, kernel[i, j]) for i, j, part in _shifts(x)])


def _direct(x: jax.Array, kernel: jax.Array) -> jax.Array:
    return jax.lax.conv_general_dilated(x, kernel, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))


def _shifts(x: jax.Array) -> list[tuple[int, int, jax.Array]]:
    height, width = x.shape[1] - 2, x.shape[2] - 2
    return [(i, j, x[:, i : i + height, j : j + width]) for i in range(3) for j in range(3)]


def _columns(x: jax.Array, kernel: jax.Array) -> jax.Array:
    columns = jnp.concatenate([part for _, _, part in _shifts(x)], -1)
    return jnp.dot(columns, kernel.reshape(-1, kernel.shape[-1]))


def _forward(x: jax.Array, kernel: jax.Array) -> tuple[jax.Array, tuple[jax.Array, jax.Array]]:
    return convolve(x, kernel), (x, kernel)


def _backward(saved: tuple[jax.Array, jax.Array], gradient: jax.Array) -> tuple[jax.Array, jax.Array]:
    x, kernel = saved
    padded, unpad = jax.vjp(_pad, x)
    full = jnp.pad(gradient, ((0, 0), (2, 2), (2, 2), (0, 0)))
    back = _direct(full, kernel[::-1, ::-1].transpose(0, 1, 3, 2))
    return unpad(back)[0], _kernel_gradient(padded, gradient, kernel)


def _kernel_gradient(padded: jax.Array, gradient: jax.Array, kernel: jax.Array) -> jax.Array:
    if kernel.shape[3] <= NARROW:
        return jax.linear_transpose(lambda each: _direct(padded, each), kernel)(gradient)[0]
    flat = gradient.reshape(-1, gradient.shape[-1])
    products = [jnp.dot(part.reshape(-1, part.shape[-1]).T, flat) for _, _, part in _shifts(padded)]
    return jnp.stack(products).reshape(kernel.shape)


convolve.defvjp(_forward, _backward)


def init_student(seed: int, widths: Mapping[str, int], heads: Mapping[str, int]) -> Parameters:
    """Fresh parameters: He-normal kernels, heads in units of the teacher's deviation around its mean."""
    rng, channels, parameters = np.random.default_rng(seed), 3, {}
    for name in (name for name in CHAIN if name.startswith("conv")):
        width = widths[name]
        kernel = rng.normal(size=(3, 3, channels, width)) * np.sqrt(2 / (9 * channels))
        parameters[name] = {"kernel": kernel, "scale": np.ones(width), "bias": np.zeros(width)}
        layer = name.replace("conv", "relu")
        if layer in heads:
            head = rng.normal(size=(width, heads[layer])) * np.sqrt(0.5 / width)
            parameters[f"head{layer[4:]}"] = {"kernel": head, "bias": -0.4 * head.sum(0)}
        channels = width
    return jax.tree.map(lambda leaf: jnp.asarray(leaf, jnp.float32), parameters)


def head_outputs(
    parameters: Parameters, moments: Moments, images: jax.Array, strides: Mapping[str, int], *, statistics: Any = None
) -> tuple[dict[str, jax.Array], dict[str, tuple[jax.Array, jax.Array]]]:
    """Head outputs before their ReLU `{layer: [n h w c]}`, and the batch statistics `{layer: (mean, variance)}`.

    With `statistics` given, they are used in place of the batch's own. `strides` thins the positions of a layer's head.
    """
    x, outputs, seen = (images - MEAN) / DEVIATION, {}, {}
    for name in CHAIN:
        if name.startswith("pool"):
            x = _pool(x)
            continue
        layer = parameters[name]
        x = convolve(x, layer["kernel"])
        mean, variance = _statistics(x) if statistics is None else statistics[name]
        seen[name] = (mean, variance)
        scale = layer["scale"] * jax.lax.rsqrt(variance + EPSILON)
        x = jax.nn.relu(x * scale + (layer["bias"] - mean * scale))
        head = parameters.get(f"head{name[4:]}")
        if head is not None:
            stride = strides.get(name.replace("conv", "relu"), 1)
            thin = x[:, ::stride, ::stride]
            mean, deviation = moments[name.replace("conv", "relu")]
            shift = head["bias"] * deviation + mean
            outputs[name.replace("conv", "relu")] = jnp.dot(thin, head["kernel"] * deviation) + shift
    return outputs, seen


def _pool(x: jax.Array) -> jax.Array:
    height, width = x.shape[1] // 2 * 2, x.shape[2] // 2 * 2
    a, b, c, d = (x[:, i:height:2, j:width:2] for i in (0, 1) for j in (0, 1))
    return jnp.maximum(jnp.maximum(a, b), jnp.maximum(c, d))


def _statistics(x: jax.Array) -> tuple[jax.Array, jax.Array]:
    mean = x.mean((0, 1, 2))
    return mean, jnp.maximum((x * x).mean((0, 1, 2)) - mean * mean, 0)


def fold(parameters: Parameters, moments: Moments, statistics: Any) -> Parameters:
    """Plain convolutions `{name: {kernel [3 3 c k], bias [k]}}` that compute what the normalized ones do.

    Exact also at the border: reflection padding repeats true values, so the input needs no constant correction.
    """
    plain = {}
    for name, layer in parameters.items():
        if name.startswith("head"):
            mean, deviation = moments[f"relu{name[4:]}"]
            plain[name] = {
                "kernel": (layer["kernel"] * deviation)[None, None],
                "bias": layer["bias"] * deviation + mean,
            }
            continue
        mean, variance = statistics[name]
        scale = layer["scale"] / jnp.sqrt(variance + EPSILON)
        plain[name] = {"kernel": layer["kernel"] * scale, "bias": layer["bias"] - mean * scale}
    return plain
