"""`stylejax regions`: what paints where, to be looked at before anything is painted."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from ... import jobs, reports
from ...settings import TransferSettings
from .. import options


@options.command()
def regions(
    content: Annotated[Path, typer.Argument(help="The photo.")],
    styles: Annotated[list[Path], typer.Argument(metavar="STYLE...", help="The painting, or several.")],
    output: options.Sheet = Path("regions.png"),
    *,
    settings: TransferSettings,
    quiet: options.Quiet = False,
) -> None:
    """Show which part of the CONTENT picture is painted by which part of a painting, and paint nothing.

    The command takes the options of `stylejax transfer`, checks the masks in the same way, and says what was mended.

    Example: stylejax regions photo.jpg painting.jpg --region sky.png=other.jpg -o regions.png
    """
    named = jobs.with_styles(dataclasses.replace(settings, content=str(content)), styles)
    jobs.check_outputs(output, inputs=jobs.files_of(named))
    inputs = jobs.read_inputs(named)
    jobs.keep_picture(output, reports.draw_sheet(jobs.sheet_of_regions(named, inputs)))
    if not quiet:
        print("\n".join([*inputs.notes, f"{output}: {len(inputs.parts)} parts"]))
