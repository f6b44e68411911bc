"""All that decides a picture, as plain values: what the command line reads and the picture remembers.

Each setting says its name, type, default and help once, in its field; the command line makes its options of them
(`cli/options`), and a sheet tells those that differ from their defaults.
"""

import re
from dataclasses import dataclass

from .choices import (
    ColorsName,
    LookName,
    MemoryName,
    PoolName,
    Precision,
    StyleLossName,
    as_tuple,
    read_levels,
    read_shares,
    read_size,
    read_style_size,
)
from .fields import expert, like, look, of_regions, picture, speed

# Gatys et al. 2015, section "Methods": content on conv4_2, style on conv1_1 ... conv5_1, both after the ReLU.
CONTENT_LAYERS = ("relu4_2",)
STYLE_LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")

# How strongly a photo is painted, from 0 to 1: `losses.strengths` says what that is.
STRENGTH = 0.5

# Evaluations for a picture at all levels together, of which 44 are at the last of four (docs/first-picture.md).
STEPS = 360

# Pixels of the longest side, where nothing else is asked for and the photo has as many.
SIZE = 512

# Where it is literal. Chosen by eye with the compact network at 256 px from noise: of 0.1, 0.5, 2 and 8 the motif can
# be told from 0.5 on, and strokes fade from 8 on. The paper's figures name 1e-3 (Gatys et al. 2015, figure 2), which
# here leaves nothing but style.
CONTENT_WEIGHT = 1.0


@dataclass(frozen=True)
class TransferSettings:
    """The options of `stylejax transfer`, with their defaults.

    Layers are the paper's. Without literal weights a strength decides them; without a size it is 512 pixels or the
    photo's own, whichever is less.
    """

    content: str = ""
    style: str = ""
    more_styles: tuple[str, ...] = ()
    network: str = look("compact", "A network by name (see `stylejax info`) or an HDF5 weight file.")
    size: int | str | None = picture(
        None,
        "Longest side of the picture in pixels, or own: the photo's.",
        shown="512, or own if that is less",
        read=read_size,
        typed=str | None,
        placeholder="N|own",
    )
    steps: int = speed(STEPS, "Evaluations of objective and gradient to spend on a picture, at all levels together.")
    more: int = speed(0, "Further evaluations at full size; they begin at the picture's checkpoint where it has one.")
    levels: int | None = look(
        None,
        "How many sizes to paint at, each half of the next: the small sizes give the large strokes.",
        shown="auto: from about 64 pixels up",
        read=read_levels,
        typed=str | None,
        placeholder="N|auto",
    )
    strength: float | None = look(
        None, "How much paint: 0 hardly touches the photo, 1 leaves masses of paint.", shown=f"{STRENGTH:g}"
    )
    named_look: LookName = look(
        LookName.USUAL,
        "Settings that go well together; an option that is named beside the look counts more.",
        name="look",
        words="{value} look",
    )
    style_loss: StyleLossName = look(
        StyleLossName.GRAM,
        "normalized weighs layers alike, moments is calmer, histogram matches lights and darks, sliced is closest.",
        words="{value} style loss",
    )
    strokes: float = look(0.0, "Size of strokes, by what each style layer weighs: -2 is finest, 2 coarsest.")
    abstraction: float = look(0.0, "By where content is compared: 0 keeps the photo's outlines, 1 only its forms.")
    contours: float = look(0.0, "More keeps the photo's outlines, as of faces and houses: 0.3 keeps them, 1 is much.")
    style_size: int | str | None = look(
        None,
        "Longest side that the painting is seen at, at most its own: more makes larger strokes.",
        shown="the picture's",
        read=read_style_size,
        typed=str | None,
        placeholder="N|1.5x",
    )
    colors: ColorsName = look(
        ColorsName.STYLE,
        "style: the painting's colors; palette: the photo's, in any place; photo: the photo's own, place by place.",
        words="{value} colors",
    )
    style_weights: tuple[float, ...] = look(
        (),
        "Shares of several paintings, like 2,1; a share below 0 leads away from its painting.",
        shown="all alike",
        read=read_shares,
        typed=str,
        placeholder="N,N",
    )
    region: tuple[str, ...] = of_regions(
        (),
        "What another painting paints: a mask, white inside, and that painting. May be given again.",
        read=as_tuple,
        typed=list[str] | None,
        placeholder="MASK=STYLE",
        shown=False,
    )
    style_region: tuple[str, ...] = of_regions(
        (),
        "What of a painting counts: the painting, and a mask of it. May be given again.",
        read=as_tuple,
        typed=list[str] | None,
        placeholder="STYLE=MASK",
        shown=False,
    )
    region_maps: tuple[str, ...] = of_regions(
        (),
        "Maps of photo and painting: parts of the same color in both maps are painted alike.",
        name="regions",
        read=as_tuple,
        typed=tuple[str, str] | None,
        placeholder="MAP MAP",
        shown=False,
    )
    keep: str | None = of_regions(None, "A mask: what is white in it stays the photo.", placeholder="MASK", shown=False)
    content_weight: float | None = expert(
        None, "A literal weight in place of a strength: 1 gives content and style the same factor.", shown=False
    )
    style_weight: float | None = expert(None, "A literal weight: only the ratio to the content's counts.", shown=False)
    tv_weight: float = expert(0.0, "Weight of total variation: more makes the picture smoother.")
    content_layers: tuple[str, ...] = expert(CONTENT_LAYERS, "Layers that content is compared at.")
    style_layers: tuple[str, ...] = expert(
        STYLE_LAYERS, "Layers that style is compared at: the deeper, the larger the strokes."
    )
    init: str = expert(
        "auto", "Where to start: auto (the photo in the painting's colors), content, noise, style or a picture file."
    )
    optimizer: str = expert(
        "lbfgs",
        "lbfgs needs the fewest evaluations; plain-lbfgs moves all frequencies alike, as in 2015.",
    )
    pool: PoolName | None = expert(
        None, "How pooling layers pool.", shown="what the network was made for", words="{value} pooling"
    )
    precision: Precision = speed(
        Precision.FLOAT32,
        "Precision of the network alone: a coarser one is faster on GPU and TPU, and bfloat16 halves the memory.",
        words="in {value}",
    )
    memory: MemoryName = speed(
        MemoryName.AUTO,
        "little computes in strips, least in tiles: slower, and as exact; auto is the first that fits.",
        words="{value} memory",
    )
    seed: int = look(0, "Seed of the noise to start from.")

    @property
    def evaluations(self) -> int:
        """Evaluations of objective and gradient, in all."""
        return self.steps + self.more


DEFAULTS = TransferSettings()

# Total variation of content reconstructions by the layer's block, chosen by eye with the compact network at 192 px: of
# 0, 0.05, 0.3 and 1 at relu5_1, 1 is the first whose grain does not hide the houses. The paper has none.
CONTENT_VARIATION = {"1": 0.0, "2": 0.03, "3": 0.3, "4": 0.3, "5": 1.0}


def variation_for(layers: tuple[str, ...]) -> float:
    """The weight of total variation for a content reconstruction at VGG's layers: the deeper, the more; else 0."""
    blocks = (re.search(r"(?:conv|relu)(\d)_\d+$", layer) for layer in layers)
    return max((CONTENT_VARIATION.get(block[1], 0.0) for block in blocks if block), default=0.0)


@dataclass(frozen=True)
class ReconstructionSettings(TransferSettings):
    """The options of `stylejax reconstruct`, with their defaults: those of a transfer from noise by L-BFGS.

    Which picture is matched at which layers, the content or the style, each command says for itself.
    """

    size: int = picture(512, "Longest side of the picture in pixels.")
    steps: int = like(TransferSettings, "steps", default=200, help="Evaluations of objective and gradient to spend.")
    more: int = 0
    levels: int | None = 1
    style_weights: tuple[float, ...] = ()
    region: tuple[str, ...] = ()
    style_region: tuple[str, ...] = ()
    region_maps: tuple[str, ...] = ()
    keep: str | None = None
    named_look: LookName = LookName.USUAL
    style_loss: StyleLossName = StyleLossName.GRAM
    strokes: float = 0.0
    abstraction: float = 0.0
    contours: float = 0.0
    style_size: int | str | None = None
    colors: ColorsName = ColorsName.STYLE
    strength: float | None = None
    content_weight: float = CONTENT_WEIGHT
    style_weight: float = 1.0
    content_layers: tuple[str, ...] = CONTENT_LAYERS
    style_layers: tuple[str, ...] = STYLE_LAYERS
    init: str = "noise"
    optimizer: str = "lbfgs"


@dataclass(frozen=True)
class FigureSettings(ReconstructionSettings):
    """The options of `stylejax reconstruct figure`, with their defaults."""

    size: int = picture(256, "Longest side of each picture in pixels.")
    steps: int = like(ReconstructionSettings, "steps", help="Evaluations to spend on each picture.")


@dataclass(frozen=True)
class TextureSettings(ReconstructionSettings):
    """The options of `stylejax texture`, with their defaults; `size` is that of the picture read.

    The size is that of DeepTextures (Example.ipynb: 256 x 256 pixels in area).
    """

    size: int = picture(256, "Longest side that IMAGE is read at: less makes finer textures.", name="image-size")
    content_weight: float = 0.0
    content_layers: tuple[str, ...] = ()
    style_layers: tuple[str, ...] = expert(
        STYLE_LAYERS, "Layers to match: the deeper they go, the larger the structures.", name="layers"
    )
    width: int = 256
    height: int = 256


TEXTURE_DEFAULTS = TextureSettings()
