"""Every artist's terms as data: which layers of which network, which losses, which smoothing.

Numbers are those of the facts table; a comment says where it leaves room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import losses
from .losses import Loss, Smoothing
from .networks import GOOGLENET, NIN, VGG16, VGG19, Node, vgg

STYLE_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")


@dataclass(frozen=True)
class Tap:
    """A loss at a layer: read there, its gradient put in at `inject` and made from the values at `carrier`."""

    read: str
    loss: Loss
    inject: str = ""
    carrier: str = ""


@dataclass(frozen=True)
class Recipe:
    network: Sequence[Node]
    pooling: str
    content: tuple[Tap, ...] = ()
    style: tuple[Tap, ...] = ()
    smoothing: Smoothing = losses.no_smoothing
    rotated: bool = False


def _taps(layers: Sequence[str], loss: Loss) -> tuple[Tap, ...]:
    return tuple(Tap(layer, loss) for layer in layers)


# Section 1. The sources give the ratio of alpha and beta only: here alpha is 1.
ALPHA, BETA = 1.0, 1e3
_PAPER = Recipe(
    VGG19,
    "average-floor",
    _taps(["relu4_2"], losses.half_sum(ALPHA)),
    _taps(STYLE_LAYERS, losses.literal_style(BETA / 5)),
)
_GATYS = Recipe(
    VGG19,
    "average-ceil",  # section 1 leaves it open for the normalized network; that network has averages in section 2
    _taps(["relu4_2"], losses.mean_square(1e6)),
    _taps(STYLE_LAYERS, losses.mean_style(2e8)),
)
_GATYS_PYTORCH = Recipe(
    VGG19,
    "max-floor",
    _taps(["relu4_2"], losses.mean_square(1.0)),
    _taps(STYLE_LAYERS, losses.mean_style(1e3, over_squared_channels=True)),
)

# The weights as numbers of the full network, 1e3/64^2 and so on, as the notebooks have them.
_FULL_CHANNELS = (64, 128, 256, 512, 512)
_GATYS_PYTORCH_NUMBERS = Recipe(
    VGG19,
    "max-floor",
    _GATYS_PYTORCH.content,
    tuple(
        Tap(layer, losses.mean_style(1e3 / channels**2))
        for layer, channels in zip(STYLE_LAYERS, _FULL_CHANNELS, strict=True)
    ),
)

# Section 2. In Caffe "conv1_1" is the value after the ReLU; gradients start below it, where the mask is the ReLU's.
_TEXTURE = Recipe(
    VGG19,
    "average-ceil",
    style=(
        Tap("relu1_1", losses.texture_style(1e9), "conv1_1"),
        *_taps(["pool1", "pool2", "pool3", "pool4"], losses.texture_style(1e9)),
    ),
)

# Section 3: names sit on the convolutions, the ReLU works in place.
_KAI = Recipe(
    GOOGLENET,
    "average-floor",
    _taps(["inception_3a/output", "inception_4a/output"], losses.kai_content(1 / 2)),
    (
        Tap("conv1/relu_7x7", losses.kai_style(5e9 / 9), "conv1/7x7_s2"),
        Tap("conv2/relu_3x3", losses.kai_style(5e9 / 9), "conv2/3x3"),
        *_taps(
            [f"inception_{module}/output" for module in ("3a", "3b", "4a", "4b", "4c", "4d", "4e")],
            losses.kai_style(5e9 / 9),
        ),
    ),
)
_KAI_VGG = Recipe(
    VGG19,
    "average-floor",
    _taps(["relu4_2"], losses.whole_sum(1.0)),
    _taps(STYLE_LAYERS, losses.kai_vgg_style(2e9 / 5)),
)


# Section 4: sizes of VGG-19's layers at 224x224, written into the code as numbers; 128**128 is the typo.
def _satoshi(second: float) -> Recipe:
    divisors = 4 * 64**2 * 50176**2, 4 * second * 12544**2, 4 * 256**2 * 3136**2, 4 * 512**2 * 784**2
    style = zip(STYLE_LAYERS[:4], divisors, strict=True)
    return Recipe(
        VGG19,
        "max-ceil",
        _taps(["relu4_1"], losses.mean_square(0.001 / 2)),
        tuple(Tap(layer, losses.satoshi_style(4.0 * divisor)) for layer, divisor in style),
    )


# The same with N and M of the layers at hand, for narrow networks and other sizes; the typo makes the second nothing.
def _satoshi_by_layer(second: float) -> Recipe:
    weights = zip(STYLE_LAYERS[:4], (1.0, second, 1.0, 1.0), strict=True)
    style = tuple(Tap(layer, losses.satoshi_style_by_layer(weight)) for layer, weight in weights)
    return Recipe(VGG19, "max-ceil", _taps(["relu4_1"], losses.mean_square(0.001 / 2)), style)


# Section 4b: 68feab3 with Network in Network, HEAD with VGG-16 and before the ReLU.
_NIN_LAYERS = {"relu0": 0.01, "relu3": 0.01, "relu7": 1.0, "relu10": 1.0}
_MATTYA_NIN = Recipe(
    NIN,
    "average-floor",
    tuple(Tap(layer, losses.half_sum(0.25 * weight)) for layer, weight in _NIN_LAYERS.items()),
    _taps(list(_NIN_LAYERS), losses.mattya_style(1.0)),
)
_MATTYA_VGG = Recipe(
    VGG16,
    "average-floor",
    _taps(["conv3_3", "conv4_3"], losses.mean_square(0.005)),
    _taps(["conv1_2", "conv2_2", "conv3_3", "conv4_3"], losses.johnson_style(1 / 4)),
)


# Sections 5 and 6. Behind conv3_3 the ReLU works in place: the Gram is of the values before it, but when the gradient
# is made they are those after it.
def _johnson(layer: str, content: float, style: Mapping[str, float], smoothing: Smoothing) -> Recipe:
    taps = (
        Tap(name, losses.johnson_style(weight), carrier=name.replace("conv", "relu")) for name, weight in style.items()
    )
    return Recipe(VGG19, "max-ceil", _taps([layer], losses.mean_square(content)), tuple(taps), smoothing)


_OLD_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "conv3_3", "relu4_1")
_BEFORE = dict(zip(_OLD_LAYERS, (1e3, 1e2, 1e2, 1e1, 1e1), strict=True))
_AFTER = dict.fromkeys(_OLD_LAYERS, 10.0)
_CANONICAL = dict.fromkeys(STYLE_LAYERS, 100.0)

# Section 7: 83c26b1 has the smoothing, 8cdc233 of the article's week has not.
_ANDERS_ARTICLE = Recipe(
    tuple(vgg((2, 2, 4, 4, 4), pooling=(3, 2, 1))),
    "average-inside",
    _taps(["relu4_2"], losses.anders_content(0.02)),
    _taps(STYLE_LAYERS, losses.anders_style(0.2)),
    rotated=True,
)
_ANDERS = Recipe(
    _ANDERS_ARTICLE.network,
    _ANDERS_ARTICLE.pooling,
    _ANDERS_ARTICLE.content,
    _ANDERS_ARTICLE.style,
    losses.laplacian_smoothing(5e-8),
    rotated=True,
)

# Section 8.
_EBEN = Recipe(
    VGG19,
    "average-floor",
    _taps(["relu4_2"], losses.half_sum(1e-3)),
    _taps(STYLE_LAYERS, losses.literal_style(0.2e6)),
    losses.eben_smoothing(0.1e-7),
)

RECIPES: Mapping[str, Recipe] = {
    "paper": _PAPER,
    "gatys": _GATYS,
    "gatys-2016": _PAPER,
    "gatys-pytorch": _GATYS_PYTORCH,
    "gatys-pytorch-numbers": _GATYS_PYTORCH_NUMBERS,
    "texture": _TEXTURE,
    "kai": _KAI,
    "kai-tv": Recipe(GOOGLENET, "average-floor", _KAI.content, _KAI.style, losses.smoothing_gradient(7.5e-3)),
    "kai-vgg": _KAI_VGG,
    "satoshi": _satoshi(float(128**128)),
    "satoshi-fixed": _satoshi(float(128**2)),
    "satoshi-by-layer": _satoshi_by_layer(0.0),
    "satoshi-fixed-by-layer": _satoshi_by_layer(1.0),
    "mattya-nin": _MATTYA_NIN,
    "mattya-vgg": _MATTYA_VGG,
    "johnson-before": _johnson("relu4_1", 0.1, _BEFORE, losses.no_smoothing),
    "johnson-after": _johnson("relu3_4", 0.1, _AFTER, losses.no_smoothing),
    "johnson": _johnson("relu4_2", 5.0, _CANONICAL, losses.smoothing_gradient(1e-3)),
    "anders": _ANDERS,
    "anders-article": _ANDERS_ARTICLE,
    "eben": _EBEN,
    "deepdream": Recipe(GOOGLENET, "max-ceil", _taps(["inception_4c/output"], losses.own_sum)),
}
