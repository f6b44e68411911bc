"""The four Grams of the essay's footnote, each from a layer `[1 N h w]` as the frameworks of 2015 had it."""

import numpy as np


def caffe_layout(features: np.ndarray) -> np.ndarray:
    """Activations `[h w N]` as `[1 N h w]`."""
    return np.asarray(features).transpose(2, 0, 1)[None]


def literal(layer: np.ndarray) -> np.ndarray:
    """Equation 3 of the paper, word for word: a sum over positions for every pair of channels."""
    channels = layer.shape[1]
    flat = layer.reshape(channels, -1)
    found = np.zeros((channels, channels), flat.dtype)
    for i in range(channels):
        for j in range(channels):
            for k in range(flat.shape[1]):
                found[i, j] += flat[i, k] * flat[j, k]
    return found


def torch_mm(layer: np.ndarray) -> np.ndarray:
    """Kai's, in Lua: a view of the layer as a matrix, times its transpose."""
    flat = layer.reshape(layer.shape[1], -1)
    return np.matmul(flat, flat.T)


def chainer_matmul(layer: np.ndarray) -> np.ndarray:
    """Satoshi's: `matmul(x, x, transb=True)`, with the batch's axis kept to the end."""
    batch = layer.reshape(*layer.shape[:2], -1)
    return np.matmul(batch, batch.transpose(0, 2, 1))[0]


def numpy_dot(layer: np.ndarray) -> np.ndarray:
    """The essay's last, for Caffe's layers in NumPy."""
    flat = layer.reshape(layer.shape[1], -1)
    return np.dot(flat, flat.T)


GRAMS = {"literal": literal, "torch": torch_mm, "chainer": chainer_matmul, "numpy": numpy_dot}
