"""Reconstructions and textures: transfers with a content or a style only."""

import dataclasses
from collections.abc import Callable

import numpy as np

from ..errors import InputError
from ..media.images import Picture, read_visible
from ..media.opening import PIXEL_LIMIT
from ..media.resizing import SMALLEST_SIDE
from ..networks.networks import Network
from ..settings import TextureSettings, TransferSettings
from .inputs.named import network_named
from .inputs.parts import Inputs
from .inputs.reading import read_inputs


def content_only(settings: TransferSettings, image: str, layers: tuple[str, ...]) -> TransferSettings:
    """The settings of a content reconstruction of a picture file at these layers, all else as given.

    Args:
        settings: of the reconstruction.
        image: its file.
        layers: at which it is reconstructed.

    Returns:
        Settings with a content and no style.

    Example:
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> jobs.content_only(TransferSettings(), "photo.jpg", ("relu2_2",)).content
        'photo.jpg'
    """
    sides = {"content": image, "style": "", "content_weight": 1.0, "style_weight": 0.0}
    return dataclasses.replace(settings, **sides, content_layers=layers, style_layers=())


def style_only(settings: TransferSettings, image: str, layers: tuple[str, ...]) -> TransferSettings:
    """The settings of a style reconstruction of a picture file at these layers, all else as given.

    Args:
        settings: of the reconstruction.
        image: its file.
        layers: at which it is reconstructed.

    Returns:
        Settings with a style and no content.

    Example:
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> jobs.style_only(TransferSettings(), "painting.jpg", ("relu2_2",)).style_layers
        ('relu2_2',)
    """
    sides = {"content": "", "style": image, "content_weight": 0.0, "style_weight": 1.0}
    return dataclasses.replace(settings, **sides, content_layers=(), style_layers=layers)


def read_one_sided(
    settings: TransferSettings,
    *,
    shape: tuple[int, int] | None = None,
    read: Callable[..., Picture] = read_visible,
    load: Callable[[str, str | None], Network] = network_named,
) -> Inputs:
    """Read and check all that settings name which name one picture only. Raises InputError.

    What is painted has the picture's own shape or the one given, height and width.

    Args:
        settings: that name a content or a style.
        shape: height and width of what is painted.
        read: reads pictures.
        load: loads networks.

    Returns:
        What the run needs; the side that is missing is black.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs
        >>> from stylejax.settings import TransferSettings
        >>> stylejax.write_image("photo.png", np.ones((16, 24, 3)))
        >>> settings = jobs.content_only(TransferSettings(size=24), "photo.png", ("relu2_1",))
        >>> jobs.read_one_sided(settings).content.image.shape
        (16, 24, 3)
    """
    picture = read(settings.content or settings.style, size=settings.size)
    blank = Picture(np.zeros((*(shape or picture.image.shape[:2]), 3), np.float32), None, "")
    return read_inputs(settings, read=lambda path, **size: picture if path else blank, load=load)


def read_texture(settings: TextureSettings) -> Inputs:
    """Read and check all that the settings of a texture name. Raises InputError.

    Args:
        settings: of the texture.

    Returns:
        What the run needs.

    Example:
        >>> import numpy as np, stylejax
        >>> from stylejax import jobs, settings
        >>> stylejax.write_image("wool.png", np.ones((16, 16, 3)))
        >>> one_sided = {"style": "wool.png", "content_weight": 0.0, "style_weight": 1.0}
        >>> texture = settings.TextureSettings(**one_sided, width=32, height=24)
        >>> jobs.read_texture(texture).content.image.shape
        (24, 32, 3)
    """
    size = f"{settings.width}x{settings.height}"
    if min(settings.width, settings.height) < SMALLEST_SIDE:
        raise InputError(f"size: {size} is too small; each side must have at least {SMALLEST_SIDE} pixels")
    if settings.width * settings.height > PIXEL_LIMIT:
        raise InputError(f"size: {size} has more pixels than the {PIXEL_LIMIT} there may be; give a smaller size")
    return read_one_sided(settings, shape=(settings.height, settings.width))
