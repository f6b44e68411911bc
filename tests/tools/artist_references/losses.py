"""Every artist's losses: value and the gradient that the artist sends down, which need not be the value's.

Activations are matrices `[M N]` of M positions and N channels here: `ours` F of the painted picture, `theirs` P of the
target picture, `carrier` what stands in F's place in a style gradient (F itself but for one artist). G = F'F, A = P'P,
d = G - A; with the paper's Lc = sum (F - P)^2 / 2 and E = sum d^2 / (4 N^2 M^2), dLc/dF = F - P and
dE/dF = F d / (N^2 M^2).
"""

from collections.abc import Callable

import numpy as np

Loss = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[float, np.ndarray]]


def _grams(ours: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return ours.T @ ours, theirs.T @ theirs


def half_sum(weight: float) -> Loss:
    """`w sum (F - P)^2 / 2`: the paper, eben."""
    return lambda ours, theirs, carrier: (weight * ((ours - theirs) ** 2).sum() / 2, weight * (ours - theirs))


def mean_square(weight: float) -> Loss:
    """`w mean (F - P)^2`: gatys, gatys-pytorch, johnson, mattya-vgg; with half the weight satoshi."""
    return lambda ours, theirs, carrier: (
        weight * ((ours - theirs) ** 2).mean(),
        2 * weight * (ours - theirs) / ours.size,
    )


def whole_sum(weight: float) -> Loss:
    """`w sum (F - P)^2`: kai-vgg."""
    return lambda ours, theirs, carrier: (weight * ((ours - theirs) ** 2).sum(), 2 * weight * (ours - theirs))


def own_sum(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
    """`sum F^2 / 2`, to be climbed: deepdream."""
    return (ours**2).sum() / 2, ours


def kai_content(weight: float) -> Loss:
    """Scaled so that the gradient's mean magnitude is 1; nothing where there is no difference (`norm > 0`)."""

    def loss(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
        gradient = 2 * (ours - theirs)
        norm = np.abs(gradient).mean() or 1.0
        return weight * ((ours - theirs) ** 2).sum() / norm, weight * gradient / norm

    return loss


def anders_content(weight: float) -> Loss:
    def loss(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
        share = weight / (np.abs(ours - theirs).sum() + 1e-8)
        return share * ((ours - theirs) ** 2).sum() / 2, share * (ours - theirs)

    return loss


def literal_style(weight: float) -> Loss:
    """`w E` with plain Grams and the painted picture's N and M: the paper, eben."""

    def loss(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
        gram, wanted = _grams(ours, theirs)
        return (
            weight * ((gram - wanted) ** 2).sum() / (4 * ours.size**2),
            weight * carrier @ (gram - wanted) / ours.size**2,
        )

    return loss


def mean_style(weight: float, *, over_squared_channels: bool = False) -> Loss:
    """`w mean_ij (G/M - A/M')^2`, M' the style's own: gatys; `w/N^2` instead of w: gatys-pytorch."""

    def loss(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
        gram, wanted = _grams(ours, theirs)
        (positions, channels), share = ours.shape, weight
        if over_squared_channels:
            share = weight / channels**2
        difference = gram / positions - wanted / len(theirs)
        return share * (difference**2).mean(), 4 * share * carrier @ difference / (channels**2 * positions)

    return loss


def johnson_style(weight: float) -> Loss:
    """`w mean_ij (G/(N M) - A/(N M'))^2`: johnson and, a quarter of it, mattya-vgg."""

    def loss(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
        gram, wanted = _grams(ours, theirs)
        difference = gram / ours.size - wanted / theirs.size
        return weight * (difference**2).mean(), 4 * weight * carrier @ difference / (ours.shape[1] ** 2 * ours.size)

    return loss


def texture_style(weight: float) -> Loss:
    """`w/4 sum (G/M - A/M')^2 / N^2`; no gradient where the activation is exactly 0: texture."""

    def loss(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
        gram, wanted = _grams(ours, theirs)
        positions, channels = ours.shape
        difference = gram / positions - wanted / len(theirs)
        gradient = weight * carrier @ difference / (positions * channels**2)
        return weight / 4 * (difference**2).sum() / channels**2, np.where(ours == 0, 0, gradient)

    return loss


def kai_style(weight: float) -> Loss:
    """`w sum d^2 / (mean|2 d| (N M)^2)`, its gradient w 2 F d over the same, half of the true one: kai, kai-tv."""

    def loss(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
        gram, wanted = _grams(ours, theirs)
        gradient = 2 * (gram - wanted)
        norm = np.abs(gradient).mean() * ours.size**2 or 1.0
        return weight * ((gram - wanted) ** 2).sum() / norm, weight * carrier @ gradient / norm

    return loss


def kai_vgg_style(weight: float) -> Loss:
    """`w sum d^2 / (N M)^2`, its gradient w 2 F d / (N M)^2, half of the true one: kai-vgg."""

    def loss(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
        gram, wanted = _grams(ours, theirs)
        return weight * ((gram - wanted) ** 2).sum() / ours.size**2, weight * 2 * carrier @ (
            gram - wanted
        ) / ours.size**2

    return loss


def satoshi_style(divisor: float) -> Loss:
    """`mean_ij d^2 / divisor`; the divisor is a number written into his code."""

    def loss(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
        gram, wanted = _grams(ours, theirs)
        return ((gram - wanted) ** 2).mean() / divisor, 4 * carrier @ (gram - wanted) / ours.shape[1] ** 2 / divisor

    return loss


def satoshi_style_by_layer(weight: float) -> Loss:
    """The same with 16 N^2 M^2 of the layer as the divisor: equal where the layers have the sizes in his code."""

    def loss(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = satoshi_style(16.0 * ours.size**2)(ours, theirs, carrier)
        return weight * value, weight * gradient

    return loss


def mattya_style(weight: float) -> Loss:
    """With Y = F/M the gradient w (Y'Y - A) Y, put in as if it were F's; he reports no sum, here `w/4 sum d^2`."""

    def loss(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
        gram, wanted = _grams(ours / len(ours), theirs / len(theirs))
        return weight / 4 * ((gram - wanted) ** 2).sum(), weight * (carrier / len(ours)) @ (gram - wanted)

    return loss


def anders_style(weight: float) -> Loss:
    """`w/4 sum d^2 / sum|F d|` with A times M/M'; the gradient's magnitudes add up to w."""

    def loss(ours: np.ndarray, theirs: np.ndarray, carrier: np.ndarray) -> tuple[float, np.ndarray]:
        gram, wanted = _grams(ours, theirs)
        difference = gram - wanted * (len(ours) / len(theirs))
        gradient = carrier @ difference
        share = weight / np.abs(gradient).sum()
        return share * (difference**2).sum() / 4, share * gradient

    return loss


def _differences(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each pixel less its right and its lower neighbor, without the last row and the last column."""
    return image[:-1, :-1] - image[:-1, 1:], image[:-1, :-1] - image[1:, :-1]


def _spread(across: np.ndarray, down: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """The transpose of `_differences`."""
    total = np.zeros(shape)
    total[:-1, :-1] += across + down
    total[:-1, 1:] -= across
    total[1:, :-1] -= down
    return total


Smoothing = Callable[[np.ndarray], tuple[float, np.ndarray]]


def no_smoothing(image: np.ndarray) -> tuple[float, np.ndarray]:
    return 0.0, np.zeros_like(image)


def smoothing_gradient(weight: float) -> Smoothing:
    """The gradient of half the summed squared differences; the loss does not know of it: kai-tv, johnson."""
    return lambda image: (0.0, weight * _spread(*_differences(image), image.shape))


def eben_smoothing(weight: float) -> Smoothing:
    """`w sum (dx^2 + dy^2)^1.25`, part of the loss."""

    def smoothing(image: np.ndarray) -> tuple[float, np.ndarray]:
        across, down = _differences(image)
        square = across**2 + down**2
        outer = 2.5 * square**0.25
        return weight * (square**1.25).sum(), weight * _spread(outer * across, outer * down, image.shape)

    return smoothing


def laplacian_smoothing(weight: float) -> Smoothing:
    """The gradient less w times the picture's Laplacian, over 8 and with zeros around; not in the loss: anders."""

    def smoothing(image: np.ndarray) -> tuple[float, np.ndarray]:
        padded = np.pad(image, ((1, 1), (1, 1), (0, 0)))
        neighbors = padded[:-2, 1:-1] + padded[2:, 1:-1] + padded[1:-1, :-2] + padded[1:-1, 2:]
        return 0.0, -weight * (neighbors - 4 * image) / 8

    return smoothing
