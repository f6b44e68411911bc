"""`stylejax texture`: more of a picture's texture, in any size."""

import dataclasses
import re
from pathlib import Path
from typing import Annotated

import typer

from ... import cli, jobs
from ...errors import InputError
from ...fields import Group
from ...settings import TEXTURE_DEFAULTS, TextureSettings
from .. import options


@options.command()
def texture(
    image: Annotated[Path, typer.Argument(help="The picture whose texture is wanted.")],
    size: Annotated[
        str, options.told(Group.PICTURE, metavar="WIDTHxHEIGHT", help="Width and height of the texture in pixels.")
    ] = (f"{TEXTURE_DEFAULTS.width}x{TEXTURE_DEFAULTS.height}"),
    output: options.Output = Path("texture.png"),
    *,
    settings: TextureSettings,
    bits: options.Bits = 8,
    dpi: options.Dpi = None,
    report: options.Report = None,
    checkpoint: options.Checkpoint = "auto",
    film: options.Film = None,
    save_every: options.SaveEvery = None,
    live: options.Live = None,
    quiet: options.Quiet = False,
) -> None:
    """Make more of the texture of IMAGE, in any size, from noise (Gatys, Ecker, Bethge 2015, arXiv:1505.07376).

    Ctrl-C keeps the best so far. The paper's layers: --layers pool4,pool3,pool2,pool1,relu1_1

    Example: stylejax texture pebbles.jpg --size 512x256 -o texture.png
    """
    width, height = _width_and_height(size)
    sized = dataclasses.replace(settings, style=str(image), width=width, height=height)
    form = options.form_of(bits, dpi)
    kept = jobs.place_named(checkpoint, output)
    jobs.check_outputs(output, report, kept.path if kept else None, inputs=jobs.files_of(sized), form=form)
    watch = jobs.Watch(film, save_every)
    jobs.check_watch(watch, output, evaluations=sized.evaluations, inputs=jobs.files_of(sized))
    inputs, console = jobs.read_texture(sized), cli.console_for(quiet, live)
    places = {"output": output, "report": report, "form": form, "checkpoint": kept, "watch": watch}
    raise typer.Exit(jobs.paint_picture(sized, inputs, command="texture", console=console, **places))


def _width_and_height(size: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)[xX](\d+)", size)
    if not found:
        raise InputError(f"size: {size!r} is not a width and a height in pixels; write them like 512x256")
    return int(found[1]), int(found[2])
