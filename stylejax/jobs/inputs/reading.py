"""Pictures and networks, read from files and checked before anything is painted."""

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np

from ...errors import checked_count
from ...media.colors import COLOR_STEPS, is_gray
from ...media.images import Picture, read_visible
from ...networks.networks import Network, check_layers
from ...settings import TransferSettings
from ...synthesis.visible import checked_shares
from .memory import check_inputs_fit
from .named import network_named, painting_sides, photo_sides, start_named, weights_of
from .parts import Finish, Inputs, styles_of


def read_inputs(
    settings: TransferSettings,
    *,
    read: Callable[..., Picture] = read_visible,
    load: Callable[[str, str | None], Network] = network_named,
) -> Inputs:
    """Read and check all that the settings name, pictures by `read`, the network by `load`. Raises InputError."""
    checked_count("steps", settings.steps, "the number of evaluations to spend")
    weights = weights_of(settings)
    content = read(settings.content, **photo_sides(settings.size))
    sides = painting_sides(settings.style_size, max(content.image.shape[:2]))
    styles = tuple(read(path, **sides) for path in styles_of(settings))
    shares = checked_shares("style", settings.style_weights or (1.0,) * len(styles), len(styles))
    start, init_sha256, gray = start_named(settings, read=read)
    network = load(settings.network, settings.pool)
    check_layers(network, weights.layers)
    photo, paintings, finish = _in_colors(settings, content, styles)
    channels = 1 if gray and all(is_gray(seen.image) for seen in (photo, *paintings)) else 3
    inputs = Inputs(content, styles, shares, start, init_sha256, channels, network, weights, photo, paintings, finish)
    check_inputs_fit(settings, inputs)
    return inputs


def _in_colors(
    settings: TransferSettings, content: Picture, styles: Sequence[Picture]
) -> tuple[Picture, tuple[Picture, ...], Finish]:
    """Photo and paintings as the network sees them, and what is done to the picture afterwards."""
    steps = [COLOR_STEPS[settings.colors](content.image, style.image) for style in styles]
    paintings = [_with_image(style, step.style) for style, step in zip(styles, steps, strict=True)]
    return _with_image(content, steps[0].content), tuple(paintings), steps[0].finish


def _with_image(picture: Picture, image: np.ndarray) -> Picture:
    return picture if image is picture.image else dataclasses.replace(picture, image=image)
