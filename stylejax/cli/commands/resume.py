"""`stylejax resume`: a run that was ended, gone on with, and more of one that is finished."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from ... import cli, jobs
from ...errors import InputError
from ...fields import Group
from .. import options


def resume(
    context: typer.Context,
    path: Annotated[
        Path, typer.Argument(help="The checkpoint of a run, or the picture or folder that it was to paint.")
    ],
    more: Annotated[
        int,
        options.told(Group.SPEED, min=0, help="Further evaluations at full size, also of a picture that is finished."),
    ] = 0,
    output: Annotated[
        Path | None,
        options.told(
            Group.PICTURE,
            "--output",
            "-o",
            help="Where it goes.",
            show_default="where it was to go; PICTURE-more for more of a picture",
        ),
    ] = None,
    live: options.Live = None,
    quiet: options.Quiet = False,
) -> None:
    """Go on with a run that was ended: the picture is the same to the bit as if it had not been.

    Long runs are kept beside their picture while they are painted; --checkpoint of the other commands says where.
    --more paints on a picture that is finished: from its checkpoint, or, without a checkpoint, from the picture.

    Example: stylejax resume picture.png --more 100 -o better.png
    """
    console = cli.console_for(quiet, live)
    if more and not jobs.is_kept(path):
        run = jobs.from_picture(path, more=more, output=output)
        console.say(f"{path}: no checkpoint of it is there, so it is painted on from the picture itself")
        raise typer.Exit(_paint(run, console))
    if line := jobs.line_of(path):
        if more or output:
            raise InputError("more: only a single picture is painted on; leave it and `output` out")
        kept = ["--checkpoint", os.path.abspath(line.place)]
        words = [*kept, *["--quiet"] * quiet]
        cli.run_again(context.find_root().command.main, line.words, line.folder, options=words)
    run = jobs.read_interrupted(path, more=more, output=output)
    raise typer.Exit(_paint(run, console))


def _paint(run: jobs.checkpoints.Interrupted, console: Any) -> int:
    kept = run.place.path if run.place else None
    jobs.check_outputs(run.output, run.report, kept, inputs=jobs.files_of(run.settings), form=run.form)
    inputs = jobs.read_as(run.command, run.settings)
    places = {"output": run.output, "report": run.report, "form": run.form, "checkpoint": run.place}
    return jobs.paint_picture(run.settings, inputs, command=run.command, console=console, **places)
