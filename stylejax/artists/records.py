"""What an artist is: one frozen record of settings, each of which can be printed, compared and replaced."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import jax

from ..losses.gradients import WholeLoss
from ..networks.networks import Parameters, Pixels
from .pieces.boxes import ANYWHERE, Box, clipped
from .pieces.fits import Fit
from .pieces.optimizers import Optimizer
from .pieces.smoothing import UNSMOOTHED, Smoothing
from .pieces.starts import Start


@dataclass(frozen=True)
class ArtistTerm:
    """A loss at a layer and its weight.

    The gradient enters at the layer that `enters` names where that is not the one whose values are read: a loss hung on
    a convolution whose ReLU works in place reads values from behind the ReLU, and hands the gradient on before it.

    Attributes:
        layer: whose values are read.
        weight: in the artist's units.
        loss: what is compared.
        enters: the layer at which the gradient enters, "" for the same.

    Example:
        >>> import stylejax
        >>> stylejax.load_artist("gatys").content[0].layer
        'relu4_2'
    """

    layer: str
    weight: float
    loss: WholeLoss
    enters: str = ""

    @property
    def entrance(self) -> str:
        """The layer at which the gradient enters."""
        return self.enters or self.layer


def terms(loss: WholeLoss, weights: Mapping[str, float]) -> tuple[ArtistTerm, ...]:
    """One loss at several layers, each with its weight."""
    return tuple(ArtistTerm(layer, weight, loss) for layer, weight in weights.items())


@dataclass(frozen=True)
class Octaves:
    """Scales to paint one after the other, coarse to fine, each `scale` times as large as the one before."""

    count: int = 1
    scale: float = 1.0


def as_trained(parameters: Parameters) -> Parameters:
    """Kernels as they were trained."""
    return parameters


def rotated(parameters: Parameters) -> Parameters:
    """Kernels rotated by 180 degrees: what a true convolution makes of kernels trained for cross-correlation."""
    return {
        name: {"kernel": tensors["kernel"][::-1, ::-1], "bias": tensors["bias"]} for name, tensors in parameters.items()
    }


# How large the activations of an artist's network are, by which weights of losses mean what they mean. Local response
# normalization holds those of GoogLeNet at a size of their own.
PLAIN, NORMALIZED, OWN = "plain", "normalized", "own"


@dataclass(frozen=True, kw_only=True)
class Artist:
    """One implementation of 2015, as data: all that decides its pictures, in the units it used.

    The picture `x` that is optimized is `[h w 3]`, `normalize(pixels, image)` of an sRGB image in [0, 1]. The network
    is fed with it as if it were what Caffe's networks read (BGR, 0 to 255, centered), whether it is or not.

    Attributes:
        name: what the command line calls it.
        who: its author.
        date: of the version imitated.
        source: repository@commit, or the paper.
        about: one line on what sets it apart.
        network: the network it used, by stylejax's name.
        scale: how large that network's activations are: PLAIN, in the hundreds, NORMALIZED, 1 in the mean, or its OWN,
            which no VGG has.
        pooling: its pooling layers, by stylejax's name.
        kernels: what became of the trained kernels.
        pixels: channel order, scale and mean of `x`.
        fit: how large it painted.
        content: losses against the content picture.
        style: losses against the style picture.
        smoothing: a prior on the picture itself.
        init: where it began.
        optimizer: how it went on.
        box: between which values it kept `x`.
        finish: how it showed the picture, `[h w 3]` in sRGB, whose values may be outside [0, 1], as one that is inside.
        evaluations: how many evaluations it spent.
        octaves: scales it painted one after the other.
        jitter: up to how many pixels the picture was shifted, both ways, before each evaluation.
        sources: for each of these settings, where it is found.
        notes: what is odd, assumed or left out.

    Example:
        >>> import stylejax
        >>> stylejax.ARTISTS["gatys"].network
        'vgg19-normalized'
    """

    name: str
    who: str
    date: str
    source: str
    about: str
    network: str
    scale: str
    pooling: str
    kernels: Callable[[Parameters], Parameters] = as_trained
    pixels: Pixels
    fit: Fit
    content: tuple[ArtistTerm, ...]
    style: tuple[ArtistTerm, ...]
    smoothing: Smoothing = UNSMOOTHED
    init: Start
    optimizer: Optimizer
    box: Box = ANYWHERE
    finish: Callable[[jax.Array], jax.Array] = clipped
    evaluations: int
    octaves: Octaves = Octaves()
    jitter: int = 0
    sources: Mapping[str, str] = field(default_factory=dict, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)
