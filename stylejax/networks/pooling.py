"""Pooling: of 2x2 blocks, and of windows of any size, as the frameworks of 2015 had it."""

import functools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from .layers import LayerParameters, Operation
from .residuals import depend_on, packed, unpacked

# Which bit of a byte each corner of a 2x2 block `[h/2 2 w/2 2 c]` is, and the axes of the corners.
CORNERS, AXES = (2 ** np.arange(4, dtype=np.uint8)).reshape(1, 2, 1, 2, 1), (1, 3)


def _blocks(image: jax.Array) -> jax.Array:
    """All 2x2 blocks, `[h/2 2 w/2 2 c]`; an odd last row or column is left out."""
    height, width = image.shape[0] // 2, image.shape[1] // 2
    return image[: 2 * height, : 2 * width].reshape(height, 2, width, 2, -1)


def _corners(image: jax.Array) -> list[jax.Array]:
    """The four corners of every 2x2 block, each `[h/2 w/2 c]`."""
    height, width = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
    return [image[i:height:2, j:width:2] for i in (0, 1) for j in (0, 1)]


# The derivatives below are sums over blocks, whose gradient is spread over a block at once. That of corners is an array
# for each corner, of the picture's size, and all four would be in memory.


@dataclass(frozen=True)
class AveragePool:
    """Mean of every 2x2 block, stride 2.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.networks import AveragePool
        >>> AveragePool()(None, jnp.arange(4.0).reshape(2, 2, 1)).item()
        1.5
    """

    def __call__(self, parameters: LayerParameters, /, image: jax.Array) -> jax.Array:
        return _means(image)


@jax.custom_jvp
def _means(image: jax.Array) -> jax.Array:
    a, b, c, d = _corners(image)
    return (a + b + c + d) / 4


@_means.defjvp
def _means_derivative(images: tuple[jax.Array], changes: tuple[jax.Array]) -> tuple[jax.Array, jax.Array]:
    return _means(*images), jnp.sum(_blocks(*changes), axis=AXES) / 4


@dataclass(frozen=True)
class MaxPool:
    """Largest value of every 2x2 block, stride 2; equal values share the gradient.

    Example:
        >>> import jax.numpy as jnp
        >>> from stylejax.networks import MaxPool
        >>> MaxPool()(None, jnp.arange(4.0).reshape(2, 2, 1)).item()
        3.0
    """

    def __call__(self, parameters: LayerParameters, /, image: jax.Array) -> jax.Array:
        return _largest(image)


@jax.custom_jvp
def _largest(image: jax.Array) -> jax.Array:
    a, b, c, d = _corners(image)
    return jnp.maximum(jnp.maximum(a, b), jnp.maximum(c, d))


@_largest.defjvp
def _largest_derivative(images: tuple[jax.Array], changes: tuple[jax.Array]) -> tuple[jax.Array, jax.Array]:
    """The mean change of those corners that are the largest, which are kept as bits."""
    (image,), (change,) = images, changes
    result = _largest(image)
    places = packed(_blocks(image) == jnp.expand_dims(result, AXES), CORNERS, AXES)
    shared = jnp.where(unpacked(places, CORNERS, AXES), _blocks(change), 0)
    return depend_on(result, places), jnp.sum(shared, axis=AXES) / jax.lax.population_count(places).astype(change.dtype)


@dataclass(frozen=True)
class Windows:
    """The squares that a pooling layer looks at: `size` wide, `stride` apart, the first `margin` outside the picture.

    There are `rounding((length + 2 margin - size) / stride) + 1` along a side, where `rounding` is math.floor (Torch,
    Chainer's mean) or math.ceil (Caffe); none begins beyond the picture.

    Attributes:
        size: width of a window.
        stride: from one to the next.
        margin: pixels outside the picture.
        rounding: `math.floor` or `math.ceil`.

    Example:
        >>> import math
        >>> from stylejax.networks import Windows
        >>> Windows(3, 2, 0, math.ceil).stride
        2
    """

    size: int
    stride: int
    margin: int
    rounding: Callable[[float], int]

    def starts(self, length: int) -> range:
        """The first pixel of each, along a side of the picture; -1 is the one before the picture's first."""
        count = self.rounding((length + 2 * self.margin - self.size) / self.stride) + 1
        return range(-self.margin, length, self.stride)[: max(0, count)]


# Everywhere below one axis is pooled after the other: with all pixels of a window in one expression, compiling the
# gradient of GoogLeNet took minutes instead of seconds.


def _pixels(windows: Windows, image: jax.Array, axis: int, fill: float) -> list[jax.Array]:
    """The first, second, ... pixel of all windows along an axis; outside the picture all is `fill`."""
    length = image.shape[axis]
    extent = len(windows.starts(length)) * windows.stride
    margins = [(0, 0)] * 3
    margins[axis] = (windows.margin, max(0, extent - windows.stride + windows.size - windows.margin - length))
    padded = jnp.pad(image, margins, constant_values=fill)
    along = [slice(first, first + extent, windows.stride) for first in range(windows.size)]
    return [padded[(slice(None),) * axis + (each,)] for each in along]


@dataclass(frozen=True)
class MaxWindows:
    """Largest value of the pixels in each window; equal values share the gradient.

    Attributes:
        windows: where it looks.

    Example:
        >>> import math, jax.numpy as jnp
        >>> from stylejax.networks import MaxWindows, Windows
        >>> MaxWindows(Windows(3, 2, 0, math.ceil))(None, jnp.zeros((6, 7, 3))).shape
        (3, 3, 3)
    """

    windows: Windows

    def __call__(self, parameters: LayerParameters, /, image: jax.Array) -> jax.Array:
        for axis in (0, 1):
            image = functools.reduce(jnp.maximum, _pixels(self.windows, image, axis, -jnp.inf))
        return image


@dataclass(frozen=True)
class AverageWindows:
    """Mean of the pixels in each window; of those outside the picture, the nearest `counted` count as zeros.

    Attributes:
        windows: where it looks.
        counted: pixels of the margin that count as zeros.

    Example:
        >>> import math, jax.numpy as jnp
        >>> from stylejax.networks import AverageWindows, Windows
        >>> AverageWindows(Windows(2, 2, 0, math.floor), 0)(None, jnp.arange(4.0).reshape(2, 2, 1)).item()
        1.5
    """

    windows: Windows
    counted: int

    def __call__(self, parameters: LayerParameters, /, image: jax.Array) -> jax.Array:
        for axis in (0, 1):
            pixels = self._counts(image.shape[axis])
            divisors = jnp.asarray(np.expand_dims(pixels, (2, 1 - axis)), image.dtype)
            image = sum(_pixels(self.windows, image, axis, 0.0), jnp.zeros((), image.dtype)) / divisors
        return image

    def _counts(self, length: int) -> np.ndarray:
        """How many pixels each window has along a side."""
        starts = np.array(self.windows.starts(length), int)
        ends = np.minimum(starts + self.windows.size, length + self.counted)
        return ends - np.maximum(starts, -self.counted)


def caffe_max(size: int, stride: int, margin: int) -> Operation:
    """Caffe's and Chainer's max pooling: a last window that is only partly inside counts."""
    return MaxWindows(Windows(size, stride, margin, math.ceil))


def caffe_average(size: int, stride: int, margin: int) -> Operation:
    """Caffe's average pooling: as its max pooling; the margin counts as zeros, what lies beyond it not at all."""
    return AverageWindows(Windows(size, stride, margin, math.ceil), counted=margin)


def torch_average(size: int, stride: int, margin: int) -> Operation:
    """Torch's (2015) and Chainer's average pooling: whole windows only; the margin counts as zeros."""
    return AverageWindows(Windows(size, stride, margin, math.floor), counted=margin)


def inner_average(size: int, stride: int, margin: int) -> Operation:
    """Average pooling as in cuDNN "excluding padding": the mean is over what of a window is inside the picture."""
    return AverageWindows(Windows(size, stride, margin, math.floor), counted=0)


# The poolings of Caffe's networks: makers of an operation from size, stride and margin.
CAFFE_POOLINGS: Mapping[str, Callable[[int, int, int], Operation]] = {
    "average": caffe_average,
    "average-floor": torch_average,
    "max": caffe_max,
}
