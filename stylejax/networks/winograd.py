"""The 3x3 convolution by Winograd's minimal filtering: fewer multiplications, as one batched matrix product.

Lavin and Gray 2016, equation 8: `Y = A^T ((G g G^T) * (B^T d B)) A` for a tile `d` of the picture and a kernel `g`, the
products `*` of all tiles and channels in one `dot_general`. A tile of `m x m` results takes `t^2` products for each
pair of channels, `t = m + 2`, where the plain sum takes `9 m^2`. Pictures are transformed in two stages, rows and then
columns, each of which is one loop, or two, and results in one, a matrix product: they compile quickly.
"""

import functools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from .arrays import instantiated, without_gradient
from .residuals import depend_on, linear

# Where the polynomials of Toom and Cook are evaluated, infinity besides, by results on a tile's side. With each point
# its inverse is among them, on which `Transforms.flipped` rests. Rounding decides between points: where ReLU reads an
# error of 1e-6, the gradient has one of its root. Of pairs a, -a, 1/a, -1/a this one errs least, by 1e-6; the usual
# 1, -1, 2, -2 err by 3e-6, and tiles of 6, which are at most 10 % faster, by 5e-6.
ROOT = math.sqrt(2)
POINTS = {2: (0, 1, -1), 4: (0, ROOT, -ROOT, 1 / ROOT, -1 / ROOT)}

# Values of transformed tiles that are in memory at a time, and the most bands of rows that a picture is cut into for
# it. VGG-19 at 1024 px takes half of the memory so, and no more time; at half as many values nothing is won any more,
# and each band is compiled by itself.
BAND_VALUES, MOST_BANDS = 2**25, 8


class Transforms(NamedTuple):
    """The matrices of one tile size: `B^T [t t]` for pixels, `G [t 3]` for kernels, `A^T [m t]` for results."""

    pixels: np.ndarray
    kernels: np.ndarray
    results: np.ndarray

    @property
    def flipped(self) -> "Transforms":
        """For kernels flipped end to end, of which only the transform as they are is at hand."""
        order = [int(np.argmin(np.abs(self.kernels - row).sum(1))) for row in self.kernels[:, ::-1]]
        return Transforms(self.pixels[order], self.kernels, self.results[:, order])


@functools.cache
def transforms(size: int) -> Transforms:
    """The matrices for tiles of `size x size` results, by Lagrange interpolation.

    A kernel is evaluated at p as `g_0 / p + g_1 + g_2 p`, so that flipped end to end it has the same value at 1/p: its
    transform is that of the kernel as it is, in another order.
    """
    points = np.array(POINTS[size], float)
    centers = np.where(points == 0, 1, points)
    others = [points[points != point] for point in points]
    heights = np.array([np.prod(point - rest) for point, rest in zip(points, others, strict=True)])
    basis = np.array([[*np.poly(rest)[::-1], 0] for rest in others])
    powers = np.power.outer(points, np.arange(max(size, 3)))
    return Transforms(
        pixels=np.vstack([basis * (centers / heights)[:, None], np.poly(points)[::-1]]),
        kernels=np.vstack([powers[:, :3] / centers[:, None], [0, 0, 1]]),
        results=np.hstack([powers[:, :size].T, np.eye(size)[:, -1:]]),
    )


def transformed_kernel(kernel: np.ndarray, size: int) -> np.ndarray:
    """The transform `[t^2 c d]` of kernels `[3 3 c d]`, for tiles of `size x size` results."""
    matrix = transforms(size).kernels
    flat = np.kron(matrix, matrix) @ kernel.reshape(9, -1)
    return flat.reshape(-1, *kernel.shape[2:]).astype(kernel.dtype)


@functools.partial(jax.custom_jvp, nondiff_argnums=(2,))
def convolve_tiles(image: jax.Array, transformed: jax.Array, margin: int) -> jax.Array:
    """Cross-correlation of `[h w c]`, `margin` zeros around it, with kernels `[3 3 c d]` that are transformed already.

    To `[h' w' d]`, `h' = h + 2 margin - 2`. Its derivative is for the picture alone: kernels are constants here.
    """
    return _filtered(image, transformed, margin, 1)


@functools.partial(convolve_tiles.defjvp, symbolic_zeros=True)
def _derivative(margin: int, arrays: tuple[Any, Any], changes: tuple[Any, Any]) -> tuple[jax.Array, jax.Array]:
    """Back it is the same convolution of the gradient, with kernels flipped and channels exchanged."""
    (image, transformed), (change, of_kernels) = arrays, changes
    without_gradient("with transformed kernels", of_kernels)
    result = convolve_tiles(image, transformed, margin)

    def there(kernels: jax.Array, change: jax.Array) -> jax.Array:
        return _filtered(change, kernels, margin, 1)

    def back(kernels: jax.Array, gradient: jax.Array) -> jax.Array:
        return _filtered(gradient, kernels, 2 - margin, 2)

    return result, linear(there, back, transformed, instantiated(change), like=result)


def _size(transformed: jax.Array) -> int:
    return math.isqrt(transformed.shape[0]) - 2


@functools.partial(jax.jit, static_argnames=("margin", "axis"))
def _filtered(image: jax.Array, transformed: jax.Array, margin: int, axis: int) -> jax.Array:
    """The picture's tiles transformed, multiplied over an axis of the kernels, and transformed back.

    Axis 1 has the channels that the layer reads, 2 those that it gives, for its gradient: kernels are flipped for it.
    Layers of the same shape are traced once.
    """
    by = transforms(_size(transformed))
    by = by if axis == 1 else by.flipped
    height, width = (length + 2 * margin - 2 for length in image.shape[:2])
    size, results = len(by.results), list[jax.Array]()
    down, across = -(-height // size), -(-width // size)
    rows = _band_height(down, across * max(transformed.shape[1:]) * len(transformed))
    for first in range(0, down, rows):
        count = min(rows, down - first)
        lengths = (size * (count + 1), size * (across + 1))
        part = _window(image, (first * size - margin, -margin), lengths)
        tiles = _tiles(depend_on(part, results[-1:]), by.pixels)
        products = jax.lax.dot_general(tiles, transformed, (((2,), (axis,)), ((0,), (0,))))
        results.append(_joined(products, by.results, count, across))
    return jnp.concatenate(results)[:height, :width]


def _band_height(down: int, values: int) -> int:
    """How many of the `down` rows of tiles, each of so many values, are transformed at a time: all bands the same."""
    bands = min(MOST_BANDS, -(-down * values // BAND_VALUES))
    return -(-down // bands)


def _window(image: jax.Array, corner: tuple[int, int], lengths: tuple[int, int]) -> jax.Array:
    """So many rows and columns of pixels, the first one from a corner on; zeros outside the picture.

    The corner is not beyond the picture's left or right.
    """
    (top, left), (down, across) = corner, lengths
    inside = image[max(0, top) : top + down]
    above = max(0, -top)
    rest = (above, down - above - len(inside), 0), (-left, across + left - image.shape[1], 0), (0, 0, 0)
    return jax.lax.pad(inside, np.zeros((), image.dtype), rest)


def _tiles(window: jax.Array, matrix: np.ndarray) -> jax.Array:
    """`B^T d B` of all tiles of a window `[m(down+1) m(across+1) c]`, `[t^2 tiles c]`; they overlap by two pixels."""
    height, width, channels = window.shape
    extent = len(matrix)
    rows = _combined_apart(matrix, _lines(window.reshape(height, -1), extent, 0), 0)
    rows = rows.reshape(extent, -1, width, channels)
    return _combined(matrix, _lines(rows, extent, 2), 1).reshape(extent**2, -1, channels)


def _lines(window: jax.Array, extent: int, axis: int) -> list[jax.Array]:
    """Every tile's first row of pixels, its second and so on, or columns: tiles overlap by two."""
    size = extent - 2
    last = window.shape[axis] - 2 * size  # where the last tile begins: its second block is the window's last
    return [jax.lax.slice_in_dim(window, first, first + last + 1, size, axis) for first in range(extent)]


def _joined(products: jax.Array, matrix: np.ndarray, down: int, across: int) -> jax.Array:
    """`A^T p A` of all tiles `[t^2 tiles d]`, side by side: `[m down, m across, d]`."""
    both = np.kron(matrix, matrix).astype(products.dtype)
    tiles = jax.lax.dot(both, products.reshape(both.shape[1], -1))
    tiles = tiles.reshape(len(matrix), len(matrix), down, across, -1).transpose(2, 0, 3, 1, 4)
    return tiles.reshape(len(matrix) * down, len(matrix) * across, -1)


def _combined(matrix: np.ndarray, parts: Sequence[jax.Array], axis: int) -> jax.Array:
    """The matrix times a column of arrays, stacked along a new axis: one loop, which compiles quickly."""
    shape, along = list(parts[0].shape), [i + (i >= axis) for i in range(parts[0].ndim)]
    shape.insert(axis, len(matrix))
    # in `lax`, as these are a third of a step's equations: `jnp` would trace each of its functions by itself
    terms = [
        jax.lax.mul(jax.lax.broadcast_in_dim(column, shape, (axis,)), jax.lax.broadcast_in_dim(part, shape, along))
        for column, part in zip(matrix.astype(parts[0].dtype).T, parts, strict=True)
        if column.any()
    ]
    return functools.reduce(jax.lax.add, terms)


def _combined_apart(matrix: np.ndarray, parts: Sequence[jax.Array], axis: int) -> jax.Array:
    """The same, the last row apart: joined of two it is written down, not computed anew wherever it is read."""
    return jnp.concatenate([_combined(rows, parts, axis) for rows in (matrix[:-1], matrix[-1:])], axis)
