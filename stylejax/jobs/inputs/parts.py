"""What a run needs: its pictures, its network, its weights and its start."""

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ...files import is_file
from ...losses.blends import Blend
from ...media.images import Picture
from ...networks.networks import Network
from ...settings import TransferSettings
from ...synthesis.programs import AnyWeights
from ...synthesis.starts import Start
from ...synthesis.visible import StyleAlpha

Finish = Callable[[ArrayLike], np.ndarray]  # from a picture that was painted to one in the colors that are asked for


@dataclasses.dataclass(frozen=True)
class Inputs:
    """All that a run needs, read and checked; pictures as `[h w 3]`.

    Attributes:
        content: the photo.
        styles: the paintings.
        shares: how much each of them counts, with the sum 1.
        start: what the run begins with, of content and style.
        init_sha256: the checksum of the file to start from, where there is one.
        channels: of what is optimized: 1 where all is gray, else 3.
        network: what compares them.
        weights: of the terms; relative ones are measured at each level.
        photo: the content as the network sees it, in the colors that are asked for.
        paintings: the styles, likewise.
        finish: what is done to the colors of a picture that is painted.
    """

    content: Picture
    styles: tuple[Picture, ...]
    shares: np.ndarray
    start: Start
    init_sha256: str | None
    channels: int
    network: Network
    weights: AnyWeights
    photo: Picture
    paintings: tuple[Picture, ...]
    finish: Finish

    @property
    def style(self) -> Picture:
        """The first painting."""
        return self.styles[0]


# Settings that may name a file that is read, or several.
FILES = ("content", "style", "more_styles", "image", "guide", "init", "network")


def files_of(settings: Any) -> list[str]:
    """The files that a record of settings names, those that there are."""
    return [path for name in FILES for path in files_in(getattr(settings, name, None))]


def files_in(value: Any) -> list[str]:
    """The files that a setting names, those that there are."""
    return [path for path in (value if isinstance(value, tuple) else (value,)) if path and is_file(path)]


def with_styles(settings: TransferSettings, paths: Sequence[str | Path]) -> TransferSettings:
    """The settings with these paintings."""
    first, *others = map(str, paths)
    return dataclasses.replace(settings, style=first, more_styles=tuple(others))


def styles_of(settings: TransferSettings) -> tuple[str, ...]:
    """The files of all paintings."""
    return (settings.style, *settings.more_styles)


def style_of(inputs: Inputs) -> np.ndarray | Blend:
    """The painting as `transfer` takes it, or several."""
    images = [painting.image for painting in inputs.paintings]
    return images[0] if len(images) == 1 else Blend(images, inputs.shares)


def style_alpha_of(inputs: Inputs) -> StyleAlpha:
    """Its alpha, or one for each of several."""
    alphas = [painting.alpha for painting in inputs.paintings]
    return alphas[0] if len(alphas) == 1 else alphas
