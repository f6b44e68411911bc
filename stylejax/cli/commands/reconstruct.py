"""`stylejax reconstruct content` and `stylejax reconstruct style`: what a layer holds of a picture."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from ... import cli, jobs, media
from ...fields import Group
from ...settings import STYLE_LAYERS, ReconstructionSettings, TransferSettings, variation_for
from .. import options


@options.command(without=["tv_weight"])
def content(
    image: Annotated[Path, typer.Argument(help="The photo.")],
    layer: Annotated[
        str,
        options.told(Group.LOOK, metavar="LAYERS", help="The layer to match; several, with commas, share the weight."),
    ] = "relu4_2",
    output: options.Output = Path("content.png"),
    *,
    settings: ReconstructionSettings,
    tv_weight: options.ContentVariation = None,
    bits: options.Bits = 8,
    dpi: options.Dpi = None,
    report: options.Report = None,
    checkpoint: options.Checkpoint = "auto",
    film: options.Film = None,
    save_every: options.SaveEvery = None,
    live: options.Live = None,
    quiet: options.Quiet = False,
) -> None:
    """Paint what a layer keeps of IMAGE.

    From noise, a picture is sought that the layer cannot tell from IMAGE: relu1_1 loses next to nothing, relu5_1 keeps
    objects and where these are. Ctrl-C keeps the best so far.

    Example: stylejax reconstruct content photo.jpg --layer relu4_2 -o content.png
    """
    layers = options.layers(layer)
    smoothed = dataclasses.replace(settings, tv_weight=variation_for(layers) if tv_weight is None else tv_weight)
    ready = jobs.content_only(smoothed, str(image), layers)
    kept, watch = jobs.place_named(checkpoint, output), jobs.Watch(film, save_every)
    places = Places(output, report, options.form_of(bits, dpi), kept, watch)
    raise typer.Exit(_paint(ready, places, command="reconstruct content", quiet=quiet, live=live))


@options.command()
def style(
    image: Annotated[Path, typer.Argument(help="The painting.")],
    layers: Annotated[
        str,
        options.told(Group.LOOK, metavar="LAYERS", help="Layers to match: the deeper they go, the larger the strokes."),
    ] = (",".join(STYLE_LAYERS)),
    output: options.Output = Path("style.png"),
    *,
    settings: ReconstructionSettings,
    bits: options.Bits = 8,
    dpi: options.Dpi = None,
    report: options.Report = None,
    checkpoint: options.Checkpoint = "auto",
    film: options.Film = None,
    save_every: options.SaveEvery = None,
    live: options.Live = None,
    quiet: options.Quiet = False,
) -> None:
    """Paint the style of IMAGE and nothing else of it.

    From noise, a picture is sought with the same Gram matrices. The picture is as large as IMAGE is read;
    `stylejax texture` paints any size. Ctrl-C keeps the best so far.

    Example: stylejax reconstruct style painting.jpg --layers relu1_1,relu2_1,relu3_1 -o style.png
    """
    ready = jobs.style_only(settings, str(image), options.layers(layers))
    kept, watch = jobs.place_named(checkpoint, output), jobs.Watch(film, save_every)
    places = Places(output, report, options.form_of(bits, dpi), kept, watch)
    raise typer.Exit(_paint(ready, places, command="reconstruct style", quiet=quiet, live=live))


class Places(NamedTuple):
    """Where a picture and its report go, in which form, where the run is kept, and what is seen of it."""

    output: Path
    report: Path | None
    form: media.Form
    checkpoint: jobs.checkpoints.CheckpointFile | None
    watch: jobs.Watch


def _paint(settings: TransferSettings, places: Places, *, command: str, quiet: bool, live: int | None) -> int:
    kept = places.checkpoint.path if places.checkpoint else None
    jobs.check_outputs(places.output, places.report, kept, inputs=jobs.files_of(settings), form=places.form)
    jobs.check_watch(places.watch, places.output, evaluations=settings.evaluations, inputs=jobs.files_of(settings))
    inputs, console = jobs.read_one_sided(settings), cli.console_for(quiet, live)
    return jobs.paint_picture(settings, inputs, command=command, console=console, **places._asdict())
