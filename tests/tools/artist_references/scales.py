"""Section 12 of the facts: every exact recipe as `a dLc/dF + sum b_l dE_l/dF` in the paper's own terms.

Lc = sum (F - P)^2 / 2 and E = sum d^2 / (4 N^2 M^2). Where the code's gradient is not its loss's (kai-vgg), these are
the gradient's. `sizes` maps a layer to its channels N and positions M; both pictures have as many positions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Sizes = Mapping[str, tuple[int, int]]
STYLE_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")


@dataclass(frozen=True)
class Scale:
    """Coefficients by layer."""

    a: Mapping[str, float]
    b: Mapping[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return sum(self.a.values()) / sum(self.b.values())


def vgg_sizes(height: int, width: int, divisor: int = 1) -> Sizes:
    """Channels and positions of VGG's layers at pictures of this size (both sides multiples of 16)."""
    channels = (64, 128, 256, 512, 512)
    return {
        f"{kind}{block}_{index}": (channels[block - 1] // divisor, (height >> block - 1) * (width >> block - 1))
        for block in range(1, 6)
        for index in range(1, 5)
        for kind in ("conv", "relu")
    }


def _mean_content(weight: float, layer: str, sizes: Sizes) -> Mapping[str, float]:
    """`w mean (F - P)^2`."""
    channels, positions = sizes[layer]
    return {layer: 2 * weight / (channels * positions)}


def _over_squared_channels(weights: Mapping[str, float], sizes: Sizes) -> Mapping[str, float]:
    """`w mean_ij (d/(N M))^2`, and `(w/N^2) mean_ij (d/M)^2`."""
    return {layer: 4 * weight / sizes[layer][0] ** 2 for layer, weight in weights.items()}


def _equal(weight: float, layers: Sequence[str] = STYLE_LAYERS) -> Mapping[str, float]:
    return dict.fromkeys(layers, weight)


def _satoshi(second: float) -> Callable[[Sizes], Scale]:
    """A quarter of `mean d^2 / (4 n^2 m^2)`, n and m the numbers in his code; 128**128 where 128**2 was meant."""
    squares = {"relu1_1": 64**2, "relu2_1": second, "relu3_1": 256**2, "relu4_1": 512**2}
    positions = {"relu1_1": 50176, "relu2_1": 12544, "relu3_1": 3136, "relu4_1": 784}

    def scale(sizes: Sizes) -> Scale:
        def style(layer: str) -> float:
            channels, here = sizes[layer]
            share = (channels * here / positions[layer]) ** 2 / squares[layer]  # 1 at 224x224
            return share / (4 * channels**2)

        return Scale(_mean_content(0.001 / 2, "relu4_1", sizes), {layer: style(layer) for layer in squares})

    return scale


def _johnson(layer: str, content: float, style: Mapping[str, float]) -> Callable[[Sizes], Scale]:
    return lambda sizes: Scale(_mean_content(content, layer, sizes), _over_squared_channels(style, sizes))


_OLD_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "conv3_3", "relu4_1")

SCALES: Mapping[str, Callable[[Sizes], Scale]] = {
    "paper": lambda sizes: Scale({"relu4_2": 1.0}, _equal(1e3 / 5)),
    "gatys-2016": lambda sizes: Scale({"relu4_2": 1.0}, _equal(1e3 / 5)),
    "gatys": lambda sizes: Scale(_mean_content(1e6, "relu4_2", sizes), _equal(4 * 2e8)),
    "gatys-pytorch": lambda sizes: Scale(
        _mean_content(1.0, "relu4_2", sizes), _over_squared_channels(_equal(1e3), sizes)
    ),
    "texture": lambda sizes: Scale({}, _equal(1e9, ("relu1_1", "pool1", "pool2", "pool3", "pool4"))),
    "kai-vgg": lambda sizes: Scale({"relu4_2": 2.0}, _equal(2 * 2e9 / 5)),
    "satoshi": _satoshi(float(128**128)),
    "satoshi-fixed": _satoshi(float(128**2)),
    "johnson-before": _johnson("relu4_1", 0.1, dict(zip(_OLD_LAYERS, (1e3, 1e2, 1e2, 1e1, 1e1), strict=True))),
    "johnson-after": _johnson("relu3_4", 0.1, _equal(10.0, _OLD_LAYERS)),
    "johnson": _johnson("relu4_2", 5.0, _equal(100.0)),
    "eben": lambda sizes: Scale({"relu4_2": 1e-3}, _equal(0.2e6)),
}


def scale(name: str, sizes: Sizes) -> Scale:
    """Coefficients of a recipe; KeyError for those that normalize their gradients, or take other networks."""
    return SCALES[name](sizes)
