"""`stylejax sweep`: every combination of some settings, on one contact sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ... import cli, jobs, reports, synthesis
from ...errors import InputError
from ...fields import Group
from ...settings import DEFAULTS, STRENGTH, TransferSettings
from .. import options


@options.command(without=["strength", "content_weight", "tv_weight", "seed", "style_weights", "more"])  # these are axes
def sweep(
    pictures: Annotated[
        list[Path], typer.Argument(metavar="CONTENT... STYLE...", help="Photos, then paintings; see --contents.")
    ],
    output: Annotated[
        Path, options.told(Group.PICTURE, "--output", "-o", help="The contact sheet: .png, .jpg, .tif or .webp.")
    ] = (Path("sweep.png")),
    contents: Annotated[
        int, options.told(Group.PICTURE, help="How many of the pictures are photos; the rest are paintings.")
    ] = 1,
    strengths: Annotated[
        str | None,
        options.told(
            Group.LOOK, help="Strengths to try, from 0 to 1, like 0.25,0.5,0.75.", show_default=f"{STRENGTH:g}"
        ),
    ] = None,
    content_weights: Annotated[
        str | None,
        options.told(
            Group.EXPERTS,
            help="In place of --strengths: literal content weights, like 1e-3,0.01,0.1.",
            show_default=False,
        ),
    ] = None,
    style_layers_upto: Annotated[
        str | None,
        options.told(
            Group.LOOK, help="Style from the first 1, 2, ... style layers, like 1..5: strokes grow.", show_default="all"
        ),
    ] = None,
    blend: Annotated[
        str | None,
        options.told(
            Group.LOOK,
            help="Mix two paintings: shares of the second, like 0,0.3,1; 0..1 goes over in five pictures.",
            show_default=False,
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        options.told(
            Group.LOOK,
            metavar="SETTING=VALUES",
            help="Any other setting of the look, like strokes=-1,0,1 or colors=style,photo. May be given again.",
            show_default=False,
        ),
    ] = None,
    seeds: Annotated[str, options.told(Group.LOOK, help="Seeds of the noise to start from, like 0,1,2 or 0..7.")] = str(
        DEFAULTS.seed
    ),
    tv_weights: Annotated[str, options.told(Group.EXPERTS, help="Weights of total variation to try.")] = str(
        DEFAULTS.tv_weight
    ),
    rows: Annotated[
        str | None,
        options.told(
            Group.PICTURE, help="Axis of the rows: contents, styles, style-layers-upto, ...", show_default="auto"
        ),
    ] = None,
    columns: Annotated[
        str | None, options.told(Group.PICTURE, help="Axis of the columns, likewise.", show_default="auto")
    ] = None,
    save_each: options.SaveEach = None,
    table: Annotated[Path | None, options.told(Group.FILES, help="Write a CSV file, one row a picture.")] = None,
    pareto: Annotated[
        Path | None,
        options.told(Group.FILES, help="Draw content term against style term: .png or .svg; extra plots."),
    ] = None,
    report: Annotated[
        Path | None, options.told(Group.FILES, help="Write plan, objectives, terms and times as JSON.")
    ] = None,
    plan: Annotated[
        bool, options.told(Group.OTHER, "--plan", help="Print lanes, chunks, memory and time, and stop there.")
    ] = False,
    lanes: options.Lanes = "auto",
    checkpoint: options.Checkpoint = "auto",
    coordinator: Annotated[
        str | None,
        options.told(
            Group.SPEED,
            help="Several processes share the work: HOST:PORT of process 0, or auto (SLURM, MPI, TPU slices).",
        ),
    ] = None,
    processes: Annotated[
        int | None, options.told(Group.SPEED, help="How many processes there are, with HOST:PORT.")
    ] = None,
    process: Annotated[int | None, options.told(Group.SPEED, help="The number of this process, from 0.")] = None,
    *,
    settings: TransferSettings,
    live: options.Live = None,
    quiet: options.Quiet = False,
) -> None:
    """Paint every combination of the values given, and draw all pictures on one contact sheet.

    Ctrl-C keeps what is painted and marks the holes. Columns run over the strengths where there are several.

    Example: stylejax sweep photo.jpg painting.jpg -o sheet.png --strengths 0.25,0.5,0.75 --style-layers-upto 1..5
    """
    photos, paintings = _photos_and_paintings(pictures, contents)
    styles = [jobs.pictures_axis("styles", "style", paintings)]
    if blend:
        styles = [jobs.blend_axis(paintings, jobs.parse_shares(blend))]
        settings = jobs.with_styles(settings, paintings)
    axes = [
        jobs.pictures_axis("contents", "content", photos),
        *styles,
        jobs.layers_axis(
            _counts("style-layers-upto", style_layers_upto) or [len(settings.style_layers)], settings.style_layers
        ),
        jobs.numbers_axis("tv-weights", "total variation", "tv_weight", jobs.parse_numbers("tv-weights", tv_weights)),
        jobs.numbers_axis("seeds", "seed", "seed", jobs.parse_counts("seeds", seeds)),
        *map(jobs.setting_axis, vary or []),
        *jobs.region_axes(settings.region),
        *_weight_axes(strengths, content_weights),
    ]
    grid = jobs.arrange(axes, rows=rows, columns=columns)
    at_once = options.at_once(lanes)
    if coordinator or processes is not None or process is not None:
        found = None if coordinator == "auto" else coordinator
        synthesis.start_processes(coordinator=found, processes=processes, process=process)
    else:
        synthesis.make_devices_of_cores(len(grid))
    files = jobs.SweepFiles(sheet=output, table=table, pareto=pareto, report=report, each=save_each)
    ready = jobs.read_sweep(jobs.settle(settings, axes), grid, files)
    plans = jobs.plan_of(ready, at_once=at_once)
    if not plan:
        console = cli.console_for(quiet or not synthesis.is_first_process(), live)
        kept = jobs.place_named(checkpoint, output)
        raise typer.Exit(jobs.paint_sweep(ready, plans, console=console, checkpoint=kept, words=cli.typed()))
    if synthesis.is_first_process():
        print(reports.plan_line(plans))


def _photos_and_paintings(pictures: Sequence[Path], contents: int) -> tuple[list[str], list[str]]:
    if not 1 <= contents < len(pictures):
        raise InputError(
            f"contents: {contents} of {len(pictures)} pictures leaves no photo or no painting; name photos first, "
            "then paintings"
        )
    paths = [str(path) for path in pictures]
    return paths[:contents], paths[contents:]


def _weight_axes(strengths: str | None, content_weights: str | None) -> list[jobs.Axis]:
    """The axis of what decides how much of the photo is kept, where it is named."""
    if strengths is not None and content_weights is not None:
        raise InputError("strengths: stand in place of `content_weights`; give one or the other")
    named = {
        "strengths": ("strength", "strength", strengths),
        "content-weights": ("content weight", "content_weight", content_weights),
    }
    return [
        jobs.numbers_axis(name, title, field, jobs.parse_numbers(name, text))
        for name, (title, field, text) in named.items()
        if text is not None
    ]


def _counts(argument: str, text: str | None) -> list[int] | None:
    return jobs.parse_counts(argument, text) if text is not None else None
