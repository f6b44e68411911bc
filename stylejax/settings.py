"""All that decides a picture, as plain values: what the command line reads and the picture remembers."""

import re
from dataclasses import dataclass

# Gatys et al. 2015, section "Methods": content on conv4_2, style on conv1_1 ... conv5_1, both after the ReLU.
CONTENT_LAYERS = ("relu4_2",)
STYLE_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")

# Chosen by eye with the compact network at 256 px: of 0.1, 0.5, 2 and 8 the motif can be told from 0.5 on, and strokes
# fade from 8 on. The paper's figures name 1e-3 (Gatys et al. 2015, figure 2), which here leaves nothing but style.
CONTENT_WEIGHT = 1.0


@dataclass(frozen=True)
class TransferSettings:
    """The options of `stylejax transfer`, with their defaults.

    Layers are the paper's; the ratio of content to style is not, see `CONTENT_WEIGHT`.
    """

    content: str = ""
    style: str = ""
    network: str = "compact"
    size: int = 512
    steps: int = 150
    content_weight: float = CONTENT_WEIGHT
    style_weight: float = 1.0
    tv_weight: float = 0.0
    content_layers: tuple[str, ...] = CONTENT_LAYERS
    style_layers: tuple[str, ...] = STYLE_LAYERS
    init: str = "noise"
    optimizer: str = "lbfgs"
    pool: str | None = None
    precision: str = "float32"
    memory: str = "auto"
    seed: int = 0


DEFAULTS = TransferSettings()

RECONSTRUCTION_STEPS = 200

# Total variation of content reconstructions by the layer's block, chosen by eye with the compact network at 192 px: of
# 0, 0.05, 0.3 and 1 at relu5_1, 1 is the first whose grain does not hide the houses. The paper has none.
CONTENT_VARIATION = {"1": 0.0, "2": 0.03, "3": 0.3, "4": 0.3, "5": 1.0}


def variation_for(layers: tuple[str, ...]) -> float:
    """The weight of total variation for a content reconstruction at VGG's layers: the deeper, the more; else 0."""
    blocks = (re.search(r"(?:conv|relu)(\d)_\d+$", layer) for layer in layers)
    return max((CONTENT_VARIATION.get(block[1], 0.0) for block in blocks if block), default=0.0)


@dataclass(frozen=True)
class TextureSettings(TransferSettings):
    """The options of `stylejax texture`, with their defaults; `size` is that of the picture read.

    The size is that of DeepTextures (Example.ipynb: 256 x 256 pixels in area).
    """

    size: int = 256
    steps: int = RECONSTRUCTION_STEPS
    content_weight: float = 0.0
    content_layers: tuple[str, ...] = ()
    width: int = 256
    height: int = 256


TEXTURE_DEFAULTS = TextureSettings()


@dataclass(frozen=True)
class DreamSettings:
    """The options of `stylejax dream`, with their defaults: those of google/deepdream (dream.ipynb at bbc2ddf).

    An empty layer stands for the one that suits the network; an empty guide for none.
    """

    image: str = ""
    network: str = "compact"
    layer: str = ""
    guide: str = ""
    size: int = 512
    pool: str | None = None
    octaves: int = 4
    octave_scale: float = 1.4
    steps: int = 10
    rate: float = 1.5
    jitter: int = 32
    seed: int = 0
    frames: int = 1
    zoom: float = 0.05


DREAM_DEFAULTS = DreamSettings()


@dataclass(frozen=True)
class ComparisonSettings:
    """What `stylejax compare` and `stylejax explain` paint.

    Without a network each artist has its own; without steps each spends as many evaluations as in 2015.
    """

    content: str = ""
    style: str = ""
    artists: tuple[str, ...] = ()
    network: str | None = None
    size: int = 256
    steps: int | None = None
    seed: int = 0
