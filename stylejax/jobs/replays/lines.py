"""Settings as the line that is typed in a shell to paint by them."""

import dataclasses
import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...fields import option_name, option_of
from ...looks import of_look
from ...settings import TextureSettings, TransferSettings, variation_for
from ..inputs.parts import styles_of


def shell_line(command: str, settings: Any, *, output: str) -> str:
    """The command line that paints by these settings: all that differs from the command's defaults is named.

    Args:
        command: that paints.
        settings: of the picture.
        output: where it goes.

    Returns:
        The line, quoted as a shell wants it.

    Example:
        >>> from stylejax.jobs.replays import shell_line
        >>> from stylejax.settings import TransferSettings
        >>> shell_line("transfer", TransferSettings("my photo.jpg", "painting.jpg", seed=3), output="again.png")
        "stylejax transfer 'my photo.jpg' painting.jpg -o again.png --seed 3"
    """
    words = ["stylejax", *command.split(), *PICTURES[command](settings), *OUTPUTS.get(command, ("-o",)), output]
    return shlex.join([*words, *OWN[command](settings), *_options(settings)])


def _options(settings: Any) -> Iterator[str]:
    """The options that make of a command's defaults these settings."""
    look = of_look(settings.named_look) if hasattr(settings, "named_look") else {}
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        if option_of(field) and value != look.get(field.name, field.default) and field.name not in TOLD_OTHERWISE:
            yield from _option(field, value)


TOLD_OTHERWISE = ("artists",)
REPEATED = ("region", "style_region")  # given again for each of them


def _option(field: dataclasses.Field, value: Any) -> list[str]:
    name = f"{HYPHENS}{option_name(field)}"
    if field.name in REPEATED:
        return [word for each in value for word in (name, each)]
    if field.name == "region_maps":
        return [name, *value]
    return [name, _typed(field, value)]


HYPHENS = "-" * 2
NOTHING = {"levels": "auto", "steps": "0"}  # what is typed for None


def _typed(field: dataclasses.Field, value: Any) -> str:
    """A value as it is typed; numbers with all their digits."""
    if value is None:
        return NOTHING.get(field.name, "")
    return ",".join(map(str, value)) or "," if isinstance(value, tuple) else str(value)


def _both(settings: Any) -> list[str]:
    return [settings.content, *(styles_of(settings) if isinstance(settings, TransferSettings) else [settings.style])]


PICTURES: Mapping[str, Callable[[Any], list[str]]] = {
    "transfer": _both,
    "compare": _both,
    "dream": lambda settings: [settings.image],
    "reconstruct content": lambda settings: [settings.content],
    "reconstruct style": lambda settings: [settings.style],
    "texture": lambda settings: [settings.style],
}


def _layer(settings: TransferSettings) -> list[str]:
    """Which layers a content is reconstructed at, and how smoothly where that is not as usual."""
    usual = settings.tv_weight == variation_for(settings.content_layers)
    smooth = [] if usual else [f"{HYPHENS}tv-weight", str(settings.tv_weight)]
    return [f"{HYPHENS}layer", ",".join(settings.content_layers), *smooth]


def _width_and_height(settings: TextureSettings) -> list[str]:
    return [f"{HYPHENS}size", f"{settings.width}x{settings.height}"]


# What a command has an option of its own for.
OWN: Mapping[str, Callable[[Any], list[str]]] = {
    "transfer": lambda settings: [],
    "dream": lambda settings: [f"{HYPHENS}guide", settings.guide] if settings.guide else [],
    "compare": lambda settings: [f"{HYPHENS}artists", ",".join(settings.artists)],
    "reconstruct content": _layer,
    "reconstruct style": lambda settings: [f"{HYPHENS}layers", ",".join(settings.style_layers)],
    "texture": _width_and_height,
}
OUTPUTS = {"compare": (f"{HYPHENS}html",)}  # the folder in which its pictures lie one by one
