"""Caffe's layers in plain NumPy and float64, position by position, as an independent reference."""

from collections.abc import Callable, Mapping

import numpy as np

Pool = Callable[[np.ndarray, int, int, int], np.ndarray]
Parameters = Mapping[str, Mapping[str, np.ndarray]]

BRANCHES = ("1x1", "3x3", "5x5", "pool_proj")


def convolve(image: np.ndarray, tensors: Mapping[str, np.ndarray], *, stride: int = 1, margin: int = 0) -> np.ndarray:
    kernel, bias = (np.asarray(tensors[name], np.float64) for name in ("kernel", "bias"))
    padded = np.zeros((image.shape[0] + 2 * margin, image.shape[1] + 2 * margin, image.shape[2]))
    padded[margin : margin + image.shape[0], margin : margin + image.shape[1]] = image
    rows, columns = ((length - kernel.shape[0]) // stride + 1 for length in padded.shape[:2])
    found = np.empty((rows, columns, kernel.shape[3]))
    for row, column in np.ndindex(rows, columns):
        top, left = row * stride, column * stride
        window = padded[top : top + kernel.shape[0], left : left + kernel.shape[1]]
        found[row, column] = np.tensordot(window, kernel, axes=3) + bias
    return found


def outputs(length: int, size: int, stride: int, margin: int) -> int:
    """Caffe's number of windows: rounded up, less a last one that would begin behind the picture."""
    count = -(-(length + 2 * margin - size) // stride) + 1
    return count - 1 if margin and (count - 1) * stride >= length + margin else count


def caffe_max(image: np.ndarray, size: int, stride: int, margin: int) -> np.ndarray:
    rows, columns = (outputs(length, size, stride, margin) for length in image.shape[:2])
    found = np.empty((rows, columns, image.shape[2]))
    for row, column in np.ndindex(rows, columns):
        top, left = row * stride - margin, column * stride - margin
        found[row, column] = image[max(top, 0) : top + size, max(left, 0) : left + size].max(axis=(0, 1))
    return found


def caffe_average(image: np.ndarray, size: int, stride: int, margin: int) -> np.ndarray:
    """The divisor counts what of the window lies in the picture or its margin."""
    height, width, channels = image.shape
    rows, columns = (outputs(length, size, stride, margin) for length in (height, width))
    found = np.empty((rows, columns, channels))
    for row, column in np.ndindex(rows, columns):
        top, left = row * stride - margin, column * stride - margin
        total = image[max(top, 0) : top + size, max(left, 0) : left + size].sum(axis=(0, 1))
        area = (min(top + size, height + margin) - top) * (min(left + size, width + margin) - left)
        found[row, column] = total / area
    return found


def torch_average(image: np.ndarray, size: int, stride: int, margin: int) -> np.ndarray:
    """Zeros around the picture, whole windows only, always divided by all their pixels (inception.lua of 2015)."""
    padded = np.pad(image, ((margin, margin), (margin, margin), (0, 0)))
    rows, columns = ((length - size) // stride + 1 for length in padded.shape[:2])
    found = np.empty((rows, columns, image.shape[2]))
    for row, column in np.ndindex(rows, columns):
        window = padded[row * stride : row * stride + size, column * stride : column * stride + size]
        found[row, column] = window.sum(axis=(0, 1)) / size**2
    return found


POOLS: dict[str, Pool] = {"max": caffe_max, "average": caffe_average, "average-floor": torch_average}


def normalize_responses(image: np.ndarray) -> np.ndarray:
    """LRN(5, 1e-4, 0.75, 1) across channels."""
    found = np.empty_like(image)
    for channel in range(image.shape[2]):
        around = image[..., max(channel - 2, 0) : channel + 3]
        found[..., channel] = image[..., channel] / (1 + 1e-4 / 5 * (around**2).sum(axis=-1)) ** 0.75
    return found


def rectify(image: np.ndarray) -> np.ndarray:
    return np.where(image > 0, image, 0)


def googlenet_activations(parameters: Parameters, image: np.ndarray, pool: Pool) -> dict[str, np.ndarray]:
    """All layers of GoogLeNet for a picture `[h w 3]` in the network's own pixels."""
    found = {"conv1/7x7_s2": convolve(image, parameters["conv1/7x7_s2"], stride=2, margin=3)}
    found["conv1/relu_7x7"] = rectify(found["conv1/7x7_s2"])
    found["pool1/3x3_s2"] = pool(found["conv1/relu_7x7"], 3, 2, 0)
    found["pool1/norm1"] = normalize_responses(found["pool1/3x3_s2"])
    found["conv2/3x3_reduce"] = convolve(found["pool1/norm1"], parameters["conv2/3x3_reduce"])
    found["conv2/relu_3x3_reduce"] = rectify(found["conv2/3x3_reduce"])
    found["conv2/3x3"] = convolve(found["conv2/relu_3x3_reduce"], parameters["conv2/3x3"], margin=1)
    found["conv2/relu_3x3"] = rectify(found["conv2/3x3"])
    found["conv2/norm2"] = normalize_responses(found["conv2/relu_3x3"])
    x = found["pool2/3x3_s2"] = pool(found["conv2/norm2"], 3, 2, 0)
    for module in ("3a", "3b", "pool3", "4a", "4b", "4c", "4d", "4e", "pool4", "5a", "5b"):
        if module.startswith("pool"):
            x = found[f"{module}/3x3_s2"] = pool(x, 3, 2, 0)
        else:
            found |= inception(f"inception_{module}/", parameters, x, pool)
            x = found[f"inception_{module}/output"]
    return found


def inception(prefix: str, parameters: Parameters, image: np.ndarray, pool: Pool) -> dict[str, np.ndarray]:
    found = {"pool": pool(image, 3, 1, 1)}
    for name, source, margin in (
        *(("1x1", "", 0), ("3x3_reduce", "", 0), ("3x3", "relu_3x3_reduce", 1), ("5x5_reduce", "", 0)),
        *(("5x5", "relu_5x5_reduce", 2), ("pool_proj", "pool", 0)),
    ):
        found[name] = convolve(found.get(source, image), parameters[prefix + name], margin=margin)
        found[f"relu_{name}"] = rectify(found[name])
    found["output"] = np.concatenate([found[f"relu_{name}"] for name in BRANCHES], axis=2)
    return {prefix + name: values for name, values in found.items()}


def nin_activations(parameters: Parameters, image: np.ndarray, pool: Pool) -> dict[str, np.ndarray]:
    """All layers of Network in Network for a picture `[h w 3]` in the network's own pixels."""
    found: dict[str, np.ndarray] = {}
    relus = iter((0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12))  # the prototxt has no relu4
    x = image
    for name in (
        *("conv1", "cccp1", "cccp2", "pool0", "conv2", "cccp3", "cccp4", "pool2"),
        *("conv3", "cccp5", "cccp6", "pool3", "conv4-1024", "cccp7-1024", "cccp8-1024"),
    ):
        if name.startswith("pool"):
            x = found[name] = pool(x, 3, 2, 0)
        else:
            geometry = {"conv1": (4, 0), "conv2": (1, 2), "conv3": (1, 1), "conv4-1024": (1, 1)}.get(name, (1, 0))
            found[name] = convolve(x, parameters[name], stride=geometry[0], margin=geometry[1])
            x = found[f"relu{next(relus)}"] = rectify(found[name])
    return found
