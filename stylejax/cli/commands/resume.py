"""`stylejax resume`: a run that was ended, gone on with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from ... import cli, jobs
from .. import options


def resume(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(help="The checkpoint of a run, or the picture or folder that it was to paint.")
    ],
    quiet: options.Quiet = False,
) -> None:
    """Go on with a run that was ended: the picture is the same to the bit as if it had not been.

    Long runs are kept beside their picture while they are painted; --checkpoint of the other commands says where.

    Example: stylejax resume picture.png
    """
    if line := jobs.line_of(path):
        kept = ["--checkpoint", os.path.abspath(line.place)]
        cli.run_again(context.find_root().command.main, line.words, line.folder, options=[*kept, *["--quiet"] * quiet])
    run = jobs.read_interrupted(path)
    others, files = (run.report, run.place.path), jobs.files_of(run.settings)
    jobs.check_outputs(run.output, *others, inputs=files, form=run.form)
    inputs, console = jobs.read_as(run.command, run.settings), cli.console_for(quiet)
    places = {"output": run.output, "report": run.report, "form": run.form, "checkpoint": run.place}
    raise typer.Exit(jobs.paint_picture(run.settings, inputs, command=run.command, console=console, **places))
