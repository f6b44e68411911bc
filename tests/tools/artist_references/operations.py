"""A network's operations in NumPy, each with its backward pass written by hand.

Every operation takes pictures `[h w c]` and returns its value and a function from the value's gradient to the inputs'.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

Backward = Callable[[np.ndarray], tuple[np.ndarray, ...]]
Result = tuple[np.ndarray, Backward]


def _patches(padded: np.ndarray, size: int, stride: int) -> np.ndarray:
    """All windows of a picture, `[rows columns c size size]`."""
    return np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(0, 1))[::stride, ::stride]


def _gather(gradients: np.ndarray, shape: tuple[int, ...], stride: int) -> np.ndarray:
    """The transpose of `_patches`: what the windows `[rows columns c size size]` say of each pixel, added up."""
    rows, columns, _, size, _ = gradients.shape
    total = np.zeros(shape)
    for i, j in np.ndindex(size, size):
        total[i : i + rows * stride : stride, j : j + columns * stride : stride] += gradients[..., i, j]
    return total


def convolve(image: np.ndarray, kernel: np.ndarray, bias: np.ndarray, *, stride: int, margin: int) -> Result:
    """Cross-correlation with a kernel `[k k c d]` and a margin of zeros, as Caffe and Torch convolve."""
    size, _, channels, count = kernel.shape
    padded = np.pad(image, ((margin, margin), (margin, margin), (0, 0)))
    windows = _patches(padded, size, stride)
    rows, columns = windows.shape[:2]
    matrix = kernel.transpose(2, 0, 1, 3).reshape(-1, count)
    value = windows.reshape(rows * columns, -1) @ matrix + bias

    def backward(gradient: np.ndarray) -> tuple[np.ndarray]:
        windows = gradient.reshape(-1, count) @ matrix.T
        total = _gather(windows.reshape(rows, columns, channels, size, size), padded.shape, stride)
        return (total[margin : margin + image.shape[0], margin : margin + image.shape[1]],)

    return value.reshape(rows, columns, count), backward


def rectify(image: np.ndarray) -> Result:
    return np.maximum(image, 0), lambda gradient: (gradient * (image > 0),)


def concatenate(*images: np.ndarray) -> Result:
    ends = np.cumsum([image.shape[2] for image in images])[:-1]
    return np.concatenate(images, axis=2), lambda gradient: tuple(np.split(gradient, ends, axis=2))


def normalize_responses(image: np.ndarray) -> Result:
    """Caffe's local response normalization over five channels: `x / (1 + 1e-4/5 sum x^2)^0.75`."""

    def around(values: np.ndarray) -> np.ndarray:
        padded = np.pad(values, ((0, 0), (0, 0), (2, 2)))
        return sum(padded[..., i : i + values.shape[2]] for i in range(5))

    scale = 1 + 1e-4 / 5 * around(image**2)
    value = image * scale**-0.75

    def backward(gradient: np.ndarray) -> tuple[np.ndarray]:
        return (gradient * scale**-0.75 - 2 * 0.75 * 1e-4 / 5 * image * around(gradient * value / scale),)

    return value, backward


@dataclass(frozen=True)
class Pool:
    """Pooling as one of the frameworks of 2015 had it; sizes come with the call.

    `rounding` decides whether a last window that is only partly inside counts (math.ceil) or not (math.floor);
    `counted` says of an average whether the margin's zeros count among its pixels. None begins behind the picture.
    """

    largest: bool
    rounding: Callable[[float], int]
    counted: bool = True

    def __call__(self, image: np.ndarray, size: int, stride: int, margin: int) -> Result:
        shape = tuple(self._windows(length, size, stride, margin) for length in image.shape[:2])
        ends = [
            max(0, (n - 1) * stride + size - margin - length) for n, length in zip(shape, image.shape[:2], strict=True)
        ]
        widths = ((margin, ends[0]), (margin, ends[1]), (0, 0))
        padded = np.pad(image, widths, constant_values=-np.inf if self.largest else 0)
        windows = _patches(padded, size, stride)[: shape[0], : shape[1]]
        inside = slice(margin, margin + image.shape[0]), slice(margin, margin + image.shape[1])
        value, spread = self._largest(windows) if self.largest else self._average(windows, image, margin, stride)
        return value, lambda gradient: (_gather(spread(gradient), padded.shape, stride)[inside],)

    def _windows(self, length: int, size: int, stride: int, margin: int) -> int:
        count = self.rounding((length + 2 * margin - size) / stride) + 1
        return min(count, math.ceil((length + margin) / stride))

    def _largest(self, windows: np.ndarray) -> tuple[np.ndarray, Callable[[np.ndarray], np.ndarray]]:
        """The first of equal values gets the gradient, as in Caffe and Torch."""
        flat = windows.reshape(*windows.shape[:3], -1)
        chosen = np.arange(flat.shape[3]) == flat.argmax(axis=3)[..., None]
        return flat.max(axis=3), lambda gradient: (chosen * gradient[..., None]).reshape(windows.shape)

    def _average(
        self, windows: np.ndarray, image: np.ndarray, margin: int, stride: int
    ) -> tuple[np.ndarray, Callable[[np.ndarray], np.ndarray]]:
        counts = np.multiply.outer(
            *(self._pixels(windows.shape[axis], image.shape[axis], windows.shape[3], stride, margin) for axis in (0, 1))
        )[..., None]
        everywhere = np.ones(windows.shape)
        return windows.sum(axis=(3, 4)) / counts, lambda gradient: everywhere * (gradient / counts)[..., None, None]

    def _pixels(self, count: int, length: int, size: int, stride: int, margin: int) -> np.ndarray:
        """How many pixels each window has along a side, the margin's among them if they count."""
        extra = margin if self.counted else 0
        starts = np.arange(count) * stride - margin
        return np.minimum(starts + size, length + extra) - np.maximum(starts, -extra)


POOLS: Mapping[str, Pool] = {
    "max-ceil": Pool(largest=True, rounding=math.ceil),  # Caffe, loadcaffe, Chainer's max pooling
    "max-floor": Pool(largest=True, rounding=math.floor),  # PyTorch
    "average-ceil": Pool(largest=False, rounding=math.ceil),  # Caffe
    "average-floor": Pool(largest=False, rounding=math.floor),  # Torch of 2015, Chainer, Lasagne
    "average-inside": Pool(largest=False, rounding=math.floor, counted=False),  # cuDNN, excluding padding
}
