"""`stylejax transfer`: one photo in one style."""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from ... import cli, jobs, media
from ...files import is_file
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
    print_on: options.Print = None,
    report: options.Report = None,
    checkpoint: options.Checkpoint = "auto",
    film: options.Film = None,
    save_every: options.SaveEvery = None,
    plan: options.Plan = False,
    live: options.Live = None,
    quiet: options.Quiet = False,
) -> None:
    """Paint the CONTENT picture in the style of the STYLE picture, or of several.

    The picture is painted small at first, then larger and larger. Change --strength first. Ctrl-C keeps the best
    picture so far. The settings are stored in the picture: see `stylejax show`.

    Example: stylejax transfer photo.jpg painting.jpg -o picture.png --strength 0.6
    """
    named = jobs.with_styles(dataclasses.replace(settings, content=str(content)), styles)
    form, paper = options.form_of(bits, dpi), media.paper_of(print_on) if print_on else None
    if paper and dpi:
        named = jobs.sized_for_paper(named, paper, dpi)
    kept = jobs.place_named(checkpoint, output)
    jobs.check_outputs(output, report, kept.path if kept else None, inputs=jobs.files_of(named), form=form)
    watch = jobs.Watch(film, save_every)
    jobs.check_watch(watch, output, evaluations=named.evaluations, inputs=jobs.files_of(named))
    inputs, console = jobs.read_inputs(named), cli.console_for(quiet, live)
    if paper:
        form = form._replace(dpi=paper.density(inputs.content.image.shape))
        console.say(jobs.on_paper(paper, inputs))
    if plan:
        print("\n".join(jobs.plan_lines(jobs.plan_picture(named, inputs))))
        raise typer.Exit
    if jobs.is_planned(inputs) and not quiet and not (kept and is_file(kept.path)):
        console.say("planning: a few evaluations at its smallest sizes")
        for line in jobs.plan_lines(jobs.plan_picture(named, inputs)):
            console.say(line)
    places = {"output": output, "report": report, "form": form, "checkpoint": kept, "watch": watch}
    raise typer.Exit(jobs.paint_picture(named, inputs, command="transfer", console=console, **places))
