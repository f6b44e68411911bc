"""`stylejax transfer`: one photo in one style."""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from ... import cli, jobs
from ...settings import TransferSettings
from .. import options


@options.command()
def transfer(
    content: Annotated[Path, typer.Argument(help="The photo: what is shown. JPEG, PNG, WebP, TIFF or BMP.")],
    styles: Annotated[
        list[Path],
        typer.Argument(metavar="STYLE...", help="The painting: how it is painted. Several are mixed."),
    ],
    output: options.Output = Path("stylejax.png"),
    *,
    settings: TransferSettings,
    bits: options.Bits = 8,
    dpi: options.Dpi = None,
    report: options.Report = None,
    checkpoint: options.Checkpoint = "auto",
    film: options.Film = None,
    save_every: options.SaveEvery = None,
    live: options.Live = None,
    quiet: options.Quiet = False,
) -> None:
    """Paint the CONTENT picture in the style of the STYLE picture, or of several.

    It is painted small at first, then larger and larger. --strength is the dial to turn first. Ctrl-C keeps the best
    picture so far. The settings are stored in the picture: see `stylejax show`.

    Example: stylejax transfer photo.jpg painting.jpg -o picture.png --strength 0.6
    """
    named = jobs.with_styles(dataclasses.replace(settings, content=str(content)), styles)
    form = options.form_of(bits, dpi)
    kept = jobs.place_named(checkpoint, output)
    jobs.check_outputs(output, report, kept.path if kept else None, inputs=jobs.files_of(named), form=form)
    watch = jobs.Watch(film, save_every)
    jobs.check_watch(watch, output, evaluations=named.evaluations, inputs=jobs.files_of(named))
    inputs, console = jobs.read_inputs(named), cli.console_for(quiet, live)
    places = {"output": output, "report": report, "form": form, "checkpoint": kept, "watch": watch}
    raise typer.Exit(jobs.paint_picture(named, inputs, command="transfer", console=console, **places))
