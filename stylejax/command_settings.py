"""Settings of commands that paint otherwise than a transfer does: dreams, colors of a picture, artists side by side."""

from dataclasses import dataclass

from .choices import PoolName, Precision
from .fields import expert, like, look, picture, speed
from .settings import ReconstructionSettings, TransferSettings


@dataclass(frozen=True)
class DreamSettings:
    """The options of `stylejax dream`, with their defaults: those of google/deepdream (dream.ipynb at bbc2ddf).

    An empty layer stands for the one that suits the network; an empty guide for none.
    """

    image: str = ""
    network: str = like(TransferSettings, "network")
    layer: str = look(
        "", "Layer to dream at: the deeper, the larger what is seen.", shown="inception_4c/output, VGG: relu5_1"
    )
    guide: str = ""
    size: int = like(ReconstructionSettings, "size")
    pool: PoolName | None = like(TransferSettings, "pool")
    precision: Precision = like(TransferSettings, "precision")
    octaves: int = look(4, "How many sizes to dream at, from small to large.")
    octave_scale: float = expert(1.4, "Ratio of one size to the next.")
    steps: int = speed(10, "Steps at each size; more dreams deeper.")
    rate: float = expert(1.5, "Mean change of a color in a step, of 255.")
    jitter: int = expert(32, "Pixels by which the picture is shifted at most.")
    seed: int = look(0, "Seed of the shifts.")
    frames: int = picture(1, "Frames of a film that zooms in, each a dream of the last.")
    zoom: float = picture(0.05, "Share of the picture that each frame leaves out.")


DREAM_DEFAULTS = DreamSettings()


@dataclass(frozen=True)
class RecolorSettings:
    """What `stylejax recolor` reads."""

    picture: str = ""
    photo: str = ""


@dataclass(frozen=True)
class ComparisonSettings:
    """What `stylejax compare` and `stylejax explain` paint.

    Without a network each artist has its own, or the shipped one where that is not at hand. Without steps each spends
    as many evaluations as in 2015. A hundred are what the essay spent.
    """

    content: str = ""
    style: str = ""
    artists: tuple[str, ...] = ()
    network: str | None = look(
        None, "One network for all, by name or as a weight file.", shown="their own, or the shipped one"
    )
    size: int = picture(256, "Length in pixels that each artist's own size rule is given.")
    steps: int | None = speed(
        100, "Evaluations for each picture; 0: as many as its artist spent.", read=lambda steps: steps or None
    )
    seed: int = like(TransferSettings, "seed")
