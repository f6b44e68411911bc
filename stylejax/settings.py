"""All that decides a picture, as plain values: what the command line reads and the picture remembers."""

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
    seed: int = 0


DEFAULTS = TransferSettings()


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
