"""What decides a sound apart from its network: spectrograms, what is optimized, what it begins as, and weights."""

import enum
from dataclasses import dataclass

from .objectives import SoundWeights
from .spectrograms import Scale, Window

WINDOW = Window()
ONLY_STYLE = SoundWeights()


class Of(enum.StrEnum):
    """What is optimized: a spectrogram whose phases are found afterwards, or the samples themselves.

    Example:
        >>> from stylejax.synthesis import sounds
        >>> len(sounds.Of)
        2
    """

    SPECTROGRAM = "spectrogram"
    WAVEFORM = "waveform"


class Begin(enum.StrEnum):
    """What a sound begins as: its content, faint noise as in 2016, or noise of the style's mean spectrum.

    Example:
        >>> from stylejax.synthesis import sounds
        >>> len(sounds.Begin) >= 2
        True
    """

    CONTENT = "content"
    FAINT = "faint"
    NOISE = "noise"


@dataclass(frozen=True)
class Recipe:
    """How a sound is made, apart from its network.

    Attributes:
        window: of the spectrograms.
        scale: of the spectrograms.
        of: what is optimized.
        begin: what it begins as.
        weights: of the terms.
        content_layer: at which content is compared.
        lags: of the autocorrelation, in frames.
        iterations: of Griffin-Lim, where phases are to be found.

    Example:
        >>> from stylejax.synthesis import sounds
        >>> sounds.Recipe().window
        Window(size=2048, hop=512)
    """

    window: Window = WINDOW
    scale: Scale = Scale.RELATIVE
    of: Of = Of.SPECTROGRAM
    begin: Begin = Begin.CONTENT
    weights: SoundWeights = ONLY_STYLE
    content_layer: str = "spectrogram"
    lags: tuple[int, int] = (8, 86)
    iterations: int = 60
