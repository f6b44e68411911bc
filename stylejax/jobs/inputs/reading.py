"""Pictures and networks, read from files and checked before anything is painted."""

import dataclasses
import functools
import itertools
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from ...errors import InputError, checked_count
from ...media.colors import COLOR_STEPS, is_gray
from ...media.images import Picture, read_visible
from ...media.resizing import SMALLEST_SIDE
from ...media.tags import Paper
from ...networks.networks import Network, check_layers
from ...settings import TransferSettings
from .masks import feathered
from .memory import check_inputs_fit
from .named import network_named, painting_sides, photo_sides, start_named, weights_of
from .parts import Finish, Inputs, Part
from .regions import Region, read_regions


def read_inputs(
    settings: TransferSettings,
    *,
    read: Callable[..., Picture] = read_visible,
    load: Callable[[str, str | None], Network] = network_named,
) -> Inputs:
    """Read and check all that the settings name, pictures by `read`, the network by `load`. Raises InputError.

    Args:
        settings: of the picture.
        read: reads pictures.
        load: loads networks.

    Returns:
        What the run needs.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((16, 24, 3)))
        >>> jobs.read_inputs(TransferSettings("photo.png", "photo.png", size=24)).channels
        1
    """
    checked_count("steps", settings.steps, "the number of evaluations to spend")
    weights = weights_of(settings)
    content = read(settings.content, **photo_sides(settings.size))
    sides = painting_sides(settings.style_size, max(content.image.shape[:2]))
    found = read_regions(settings, content, lambda path: read(path, **sides))
    styles = tuple(picture for region in found.regions for picture in region.pictures)
    start, init_sha256, gray = start_named(settings, read=read)
    network = load(settings.network, settings.pool)
    check_layers(network, weights.layers)
    photo, paintings, finish = _in_colors(settings, content, styles)
    channels = 1 if gray and all(is_gray(seen.image) for seen in (photo, *paintings)) else 3
    inputs = Inputs(
        content=content,
        styles=styles,
        paths=tuple(path for region in found.regions for path in region.paths),
        parts=_numbered(found.regions),
        keep=found.keep,
        start=start,
        init_sha256=init_sha256,
        channels=channels,
        network=network,
        weights=weights,
        photo=photo,
        paintings=paintings,
        finish=finish if found.keep is None else functools.partial(kept, finish, content.image, found.keep),
        notes=found.notes,
        checksums=found.checksums,
    )
    check_inputs_fit(settings, inputs)
    return inputs


ASPECT_FROM = 512  # pixels of the longest side at which a photo is read to know how wide it is for its height


def sized_for_paper(settings: TransferSettings, paper: Paper, dpi: float) -> TransferSettings:
    """The settings with the size that fills the paper at so many pixels an inch.

    Raises InputError where they name another size, and for a photo that cannot be read.

    Args:
        settings: of the picture.
        paper: that it is printed on.
        dpi: pixels an inch.

    Returns:
        Settings with a size in pixels.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> jobs.sized_for_paper(TransferSettings("photo.png"), stylejax.media.paper_of("24x16in"), 100).size
        1600
    """
    if settings.size is not None:
        raise InputError(f"size: {settings.size} is given, and paper with pixels an inch says another; leave one out")
    shape = read_visible(settings.content, at_most=ASPECT_FROM).image.shape
    return dataclasses.replace(settings, size=max(SMALLEST_SIDE, round(dpi * paper.inches(shape))))


COARSE = 100  # pixels an inch below which they are seen from a reading distance


def on_paper(paper: Paper, inputs: Inputs) -> str:
    """How large the picture is on paper, in words.

    Args:
        paper: that it is printed on.
        inputs: of the run.

    Returns:
        A line.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.zeros((64, 64, 3)))
        >>> inputs = jobs.read_inputs(TransferSettings("photo.png", "photo.png", size=64))
        >>> jobs.on_paper(stylejax.media.paper_of("24x16in"), inputs)
        'in print: 40.6 x 40.6 cm at 4 pixels an inch, which is coarse from near; more pixels make it finer'
    """
    height, width = inputs.content.image.shape[:2]
    density = paper.density((height, width))
    size = f"{2.54 * width / density:.1f} x {2.54 * height / density:.1f} cm"
    told = f"in print: {size} at {density:.0f} pixels an inch"
    return told if density >= COARSE else f"{told}, which is coarse from near; more pixels make it finer"


def _numbered(regions: Sequence[Region]) -> dict[str, Part]:
    """What paints where, by the numbers of the paintings among all."""
    before = itertools.accumulate((len(region.pictures) for region in regions), initial=0)
    return {
        region.name: Part(tuple(range(first, first + len(region.pictures))), region.shares, region.mask)
        for first, region in zip(before, regions, strict=False)
    }


def kept(finish: Finish, photo: np.ndarray, keep: np.ndarray, picture: ArrayLike) -> np.ndarray:
    """The finished picture with the photo where it is kept, by a feathered edge that lies within the mask."""
    share = feathered(keep)[..., None]
    return share * photo + (1 - share) * finish(picture)


def _in_colors(
    settings: TransferSettings, content: Picture, styles: Sequence[Picture]
) -> tuple[Picture, tuple[Picture, ...], Finish]:
    """Photo and paintings as the network sees them, and what is done to the picture afterwards."""
    steps = [COLOR_STEPS[settings.colors](content.image, style.image) for style in styles]
    paintings = [_with_image(style, step.style) for style, step in zip(styles, steps, strict=True)]
    return _with_image(content, steps[0].content), tuple(paintings), steps[0].finish


def _with_image(picture: Picture, image: np.ndarray) -> Picture:
    return picture if image is picture.image else dataclasses.replace(picture, image=image)
