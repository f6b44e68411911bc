"""What a run needs: its pictures, its network, its weights and its start."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ...files import is_file
from ...losses.blends import WHOLE, Blend, Parts
from ...media.images import Picture
from ...networks.networks import Network
from ...settings import TransferSettings
from ...synthesis.programs import AnyWeights
from ...synthesis.starts import Start
from ...synthesis.visible import StyleAlpha

Finish = Callable[[ArrayLike], np.ndarray]  # from a picture that was painted to one in the colors that are asked for


@dataclasses.dataclass(frozen=True)
class Part:
    """What paints a part of the picture.

    Attributes:
        numbers: of its paintings, among all.
        shares: how much each of them counts, with the sum 1.
        mask: how much of each position of the photo belongs to it, `[h w]`; None where it is all of the picture.
    """

    numbers: tuple[int, ...]
    shares: np.ndarray
    mask: np.ndarray | None = None


@dataclasses.dataclass(frozen=True)
class Inputs:
    """All that a run needs, read and checked; pictures as `[h w 3]`.

    Attributes:
        content: the photo.
        styles: the paintings of all parts.
        paths: of their files.
        parts: by name, what paints where.
        keep: how much of each position stays the photo, `[h w]`; or None.
        start: what the run begins with, of content and style.
        init_sha256: the checksum of the file to start from, where there is one.
        channels: of what is optimized: 1 where all is gray, else 3.
        network: what compares them.
        weights: of the terms; relative ones are measured at each level.
        photo: the content as the network sees it, in the colors that are asked for.
        paintings: the styles, likewise.
        finish: what is done to a picture that is painted: its colors, and what is kept of the photo.
        notes: what whoever waits should know of masks.
        checksums: of files with masks, by what they are for.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((16, 24, 3)))
        >>> inputs = jobs.read_inputs(TransferSettings("photo.png", "photo.png", size=24))
        >>> isinstance(inputs, jobs.Inputs), inputs.content.image.shape
        (True, (16, 24, 3))
    """

    content: Picture
    styles: tuple[Picture, ...]
    paths: tuple[str, ...]
    parts: Mapping[str, Part]
    keep: np.ndarray | None
    start: Start
    init_sha256: str | None
    channels: int
    network: Network
    weights: AnyWeights
    photo: Picture
    paintings: tuple[Picture, ...]
    finish: Finish
    notes: tuple[str, ...]
    checksums: Mapping[str, str]

    @property
    def style(self) -> Picture:
        """The first painting."""
        return self.styles[0]


# Settings that may name a file that is read, or several.
FILES = ("content", "style", "more_styles", "image", "guide", "init", "network", "region_maps", "keep")
PAIRS_OF_FILES = ("region", "style_region")  # with = between them


def files_of(settings: Any) -> list[str]:
    """The files that a record of settings names, those that there are.

    Args:
        settings: of any command.

    Returns:
        Paths, as they are named.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> Path("photo.jpg").touch()
        >>> jobs.files_of(TransferSettings("photo.jpg", "missing.jpg"))
        ['photo.jpg']
    """
    pairs = [text.rpartition("=") for name in PAIRS_OF_FILES for text in getattr(settings, name, ())]
    named = [getattr(settings, name, None) for name in FILES]
    return [path for value in (*named, *pairs) for path in files_in(value)]


def files_in(value: Any) -> list[str]:
    """The files that a setting names, those that there are."""
    return [path for path in (value if isinstance(value, tuple) else (value,)) if path and is_file(path)]


def with_styles(settings: TransferSettings, paths: Sequence[str | Path]) -> TransferSettings:
    """The settings with these paintings.

    Args:
        settings: of the picture.
        paths: of at least one painting.

    Returns:
        Settings with the first as `style` and the others as `more_styles`.

    Example:
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> jobs.with_styles(TransferSettings(), ["waves.jpg", "night.jpg"]).more_styles
        ('night.jpg',)
    """
    first, *others = map(str, paths)
    return dataclasses.replace(settings, style=first, more_styles=tuple(others))


def styles_of(settings: TransferSettings) -> tuple[str, ...]:
    """The files of all paintings."""
    return (settings.style, *settings.more_styles)


def style_of(inputs: Inputs) -> np.ndarray | Blend | Parts:
    """The painting as `transfer` takes it, or several."""
    styles = {name: _blend_of(inputs, part) for name, part in inputs.parts.items()}
    if inputs.keep is None and list(styles) == [WHOLE]:
        return styles[WHOLE]
    ones = np.ones(inputs.photo.image.shape[:2], np.float32)
    where = {name or ALL: ones if part.mask is None else part.mask for name, part in inputs.parts.items()}
    return Parts({name or ALL: blend for name, blend in styles.items()}, where, inputs.keep)


ALL = "all"  # the part that is all of the picture but for what is kept


def _blend_of(inputs: Inputs, part: Part) -> np.ndarray | Blend:
    images = [inputs.paintings[number].image for number in part.numbers]
    return images[0] if len(images) == 1 else Blend(images, part.shares)


def style_alpha_of(inputs: Inputs) -> StyleAlpha:
    """Its alpha, or one for each of several."""
    alphas = {
        name or ALL: [inputs.paintings[number].alpha for number in part.numbers] for name, part in inputs.parts.items()
    }
    each = {name: alpha[0] if len(alpha) == 1 else alpha for name, alpha in alphas.items()}
    return each[ALL] if inputs.keep is None and list(each) == [ALL] else each


def pattern_of(inputs: Inputs) -> tuple[Any, ...]:
    """What is alike in lanes of one program: parts, and how many paintings each has."""
    return inputs.keep is None, *((name, len(part.numbers)) for name, part in inputs.parts.items())


def style_key(inputs: Inputs) -> tuple[Any, ...]:
    """What is the same where paintings, shares and masks are."""
    arrays = [array for part in inputs.parts.values() for array in (part.shares, part.mask)]
    return *map(id, inputs.paintings), *(None if array is None else array.tobytes() for array in (*arrays, inputs.keep))
