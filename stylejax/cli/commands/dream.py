"""`stylejax dream`: one picture, or the frames of a film."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ... import cli, jobs, media, reports, synthesis, weights
from ...command_settings import DREAM_DEFAULTS, DreamSettings
from ...fields import Group
from ...files import check_apart, make_folder
from ...signals import who_stopped
from .. import options


@options.command()
def dream(
    image: Annotated[Path, typer.Argument(help="The picture to begin with.")],
    output: Annotated[
        Path | None,
        options.told(
            Group.PICTURE,
            "--output",
            "-o",
            help="The picture, or with --frames the folder.",
            show_default="dream.png, dream",
        ),
    ] = None,
    guide: Annotated[
        Path | None, options.told(Group.LOOK, help="Dream of what is in this picture.", show_default=False)
    ] = None,
    *,
    settings: DreamSettings,
    bits: options.Bits = 8,
    dpi: options.Dpi = None,
    checkpoint: options.Checkpoint = "auto",
    film: options.Film = None,
    live: options.Live = None,
    quiet: options.Quiet = False,
) -> None:
    """Let IMAGE become what a layer sees in it: DeepDream (Mordvintsev, Olah, Tyka 2015).

    GoogLeNet has the dreams of 2015: run `stylejax weights fetch googlenet`, then add --network googlenet. The shipped
    network dreams of eyes and faces. Ctrl-C keeps the picture as it is then.

    Example: stylejax dream sky.jpg --frames 100 --zoom 0.05 -o film
    """
    named = dataclasses.replace(settings, image=str(image), guide=str(guide or ""))
    chosen = output or Path("dream" if settings.frames > 1 else "dream.png")
    places = {"output": chosen, "checkpoint": jobs.place_named(checkpoint, chosen), "film": film}
    raise typer.Exit(paint_dream(named, **places, form=options.form_of(bits, dpi), quiet=quiet, live=live))


def paint_dream(
    settings: DreamSettings,
    *,
    output: Path,
    form: media.Form,
    checkpoint: jobs.checkpoints.CheckpointFile | None,
    film: Path | None,
    quiet: bool,
    live: int | None = None,
) -> int:
    """Dream as the settings say and return the exit code: into a picture, or frames of a film into a folder.

    Whatever can be wrong is found before the first step. When a signal ends the run early, the picture is written as it
    is, but of a film only frames that are whole; the code is 128 plus the signal's number. Where a `checkpoint` of the
    dream is there, it goes on from that. A `film` shows the frames, or the one picture on its way. Raises InputError.
    """
    console = cli.console_for(quiet, live)
    jobs.set_up_compiling()
    paths = _paths(settings, output)
    check_apart([*paths, *jobs.watching.checked_film(film)], jobs.files_of(settings))
    inputs = jobs.read_dream(settings)
    _check_paths(settings, output, bits=form.bits)
    for line in (_introduction(inputs), *reports.transparency_lost(paths[0], inputs.picture.alpha)):
        console.say(line)
    words = jobs.checkpoints.words_told(cli.typed())
    evaluations, shape = settings.frames * settings.octaves * settings.steps, inputs.picture.image.shape[:2]
    canvas = jobs.watching.Canvas(shape)
    with (
        jobs.checkpoints.kept_at(checkpoint, jobs.dream_record(inputs), words, say=console.say) as keeper,
        jobs.watching.filming_to(film, evaluations=evaluations, shape=shape, say=console.say) as shown,
        jobs.watching.glimpsed(console.show, lambda moment: canvas, say=console.say) as glimpses,
    ):
        watching = [*([shown] if shown and settings.frames == 1 else []), *glimpses]
        outcome = jobs.paint_series(
            functools.partial(jobs.frames_of, inputs, keeper, watching),
            evaluations=evaluations,
            console=console,
            each=functools.partial(_write, inputs, paths, form, shown),
        )
        if not outcome.signal:
            keeper.remove()
    statuses = list(outcome.results.values())
    written = len(statuses) if len(paths) == 1 else statuses.count("finished") + jobs.frame_begun(keeper)
    words = {"stopped": f"stopped {who_stopped(outcome.signal)}" if outcome.signal else "stopped"}
    why = "".join(f"; {words.get(status, status)}" for status in dict.fromkeys(statuses) if status != "finished")
    spent = f"{shape[1]} x {shape[0]} pixels, in {reports.duration(outcome.seconds)}"
    console.say(f"{output}: {written} of {len(paths)} pictures, {spent}{why}")
    return outcome.exit_code_for(statuses)


def _write(
    inputs: jobs.DreamInputs,
    paths: Sequence[Path],
    form: media.Form,
    shown: jobs.watching.Film | None,
    frame: int,
    dreamt: synthesis.Dream,
) -> str:
    """Write a picture, but of a film only what is whole; how its run ended."""
    if dreamt.status == "finished" or len(paths) == 1:
        place = jobs.place_of(paths[frame], [dreamt.status])
        told = {
            "alpha": inputs.picture.alpha,
            "record": jobs.dream_record(inputs, result=jobs.dream_result(dreamt, frame)),
            **form.options(inputs.picture.tags),
        }
        jobs.keep_picture(place, dreamt.image, **told)
        if shown:
            shown.show(dreamt.image, jobs.place_of(shown.path, [dreamt.status]))
    return dreamt.status


def _check_paths(settings: DreamSettings, output: Path, *, bits: int) -> None:
    """Raise InputError where pictures could not be written; the folder of a film is made."""
    if settings.frames == 1:
        media.check_output(output, bits=bits)
    else:
        make_folder(output)


def _paths(settings: DreamSettings, output: Path) -> Sequence[Path]:
    """Where pictures go: to `output`, or, of a film, into the folder of that name."""
    if settings.frames == 1:
        return [output]
    digits = max(4, len(str(settings.frames)))
    return [output / f"{frame:0{digits}}.png" for frame in range(1, settings.frames + 1)]


def _introduction(inputs: jobs.DreamInputs) -> str:
    """Which network dreams at which layer, and how to have the dreams of 2015."""
    start = f"dreaming with network {inputs.network.card.name} at {inputs.settings.layer}"
    if inputs.settings.network != DREAM_DEFAULTS.network:
        return start
    how = (
        "use --network googlenet" if "googlenet" in weights.network_files() else "run: stylejax weights fetch googlenet"
    )
    return f"{start}; for GoogLeNet, whose dreams those of 2015 were, {how}"
