"""`stylejax dream`: one picture, or the frames of a film."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ... import cli, jobs, media, networks, reports, synthesis, weights
from ...command_settings import DREAM_DEFAULTS, DreamSettings
from ...errors import checked_count
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
    quiet: options.Quiet = False,
) -> None:
    """Let IMAGE become what a layer sees in it: DeepDream (Mordvintsev, Olah, Tyka 2015).

    The dreams of 2015 were GoogLeNet's: `stylejax weights fetch googlenet`, then --network googlenet. The shipped
    network dreams of eyes and faces. Ctrl-C keeps the picture as it is then.

    Example: stylejax dream sky.jpg --frames 100 --zoom 0.05 -o film
    """
    named = dataclasses.replace(settings, image=str(image), guide=str(guide or ""))
    chosen = output or Path("dream" if settings.frames > 1 else "dream.png")
    places = {"output": chosen, "checkpoint": jobs.place_named(checkpoint, chosen), "film": film}
    raise typer.Exit(paint_dream(named, **places, form=options.form_of(bits, dpi), quiet=quiet))


# GoogLeNet's is the notebook's (dream.ipynb at bbc2ddf, cell "make_step"). VGG's was chosen by eye with the compact
# network: relu3_1 gives stripes, relu4_1 speckled patterns, relu5_1 eyes and faces. NIN's is untried.
SUITING_LAYERS = {"googlenet": "inception_4c/output", "nin": "relu9", "vgg16": "relu5_1", "vgg19": "relu5_1"}


@dataclasses.dataclass(frozen=True)
class DreamInputs:
    """All that a dream needs, read and checked; `settings` name the layer."""

    settings: DreamSettings
    picture: media.Picture
    network: networks.Network
    execution: networks.Execution
    objective: synthesis.DreamObjective
    guide_sha256: str | None


def paint_dream(
    settings: DreamSettings,
    *,
    output: Path,
    form: media.Form,
    checkpoint: jobs.checkpoints.CheckpointFile | None,
    film: Path | None,
    quiet: bool,
) -> int:
    """Dream as the settings say and return the exit code: into a picture, or frames of a film into a folder.

    Whatever can be wrong is found before the first step. When a signal ends the run early, the picture is written as it
    is, but of a film only frames that are whole; the code is 128 plus the signal's number. Where a `checkpoint` of the
    dream is there, it goes on from that. A `film` shows the frames, or the one picture on its way. Raises InputError.
    """
    console = cli.console_for(quiet)
    jobs.set_up_compiling()
    paths = _paths(settings, output)
    check_apart([*paths, *jobs.watching.checked_film(film)], jobs.files_of(settings))
    inputs = read_dream(settings)
    _check_paths(settings, output, bits=form.bits)
    for line in (_introduction(inputs), *reports.transparency_lost(paths[0], inputs.picture.alpha)):
        console.say(line)
    words = jobs.checkpoints.words_told(cli.typed())
    evaluations, shape = settings.frames * settings.octaves * settings.steps, inputs.picture.image.shape[:2]
    with (
        jobs.checkpoints.kept_at(checkpoint, _record(inputs), words, say=console.say) as keeper,
        jobs.watching.filming_to(film, evaluations=evaluations, shape=shape, say=console.say) as shown,
    ):
        outcome = jobs.paint_series(
            functools.partial(_frames, inputs, keeper, shown if settings.frames == 1 else None),
            evaluations=evaluations,
            console=console,
            each=functools.partial(_write, inputs, paths, form, shown),
        )
        if not outcome.signal:
            keeper.remove()
    statuses = list(outcome.results.values())
    written = len(statuses) if len(paths) == 1 else statuses.count("finished") + _frame_of(keeper)
    words = {"stopped": f"stopped {who_stopped(outcome.signal)}" if outcome.signal else "stopped"}
    why = "".join(f"; {words.get(status, status)}" for status in dict.fromkeys(statuses) if status != "finished")
    spent = f"{shape[1]} x {shape[0]} pixels, in {reports.duration(outcome.seconds)}"
    console.say(f"{output}: {written} of {len(paths)} pictures, {spent}{why}")
    return outcome.exit_code_for(statuses)


def _write(
    inputs: DreamInputs,
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
            "record": _record(inputs, result=_result(dreamt)),
            **form.options(inputs.picture.tags),
        }
        jobs.keep_picture(place, dreamt.image, **told)
        if shown:
            shown.show(dreamt.image, jobs.place_of(shown.path, [dreamt.status]))
    return dreamt.status


def read_dream(settings: DreamSettings) -> DreamInputs:
    """Read and check all that the settings name. Raises InputError."""
    checked_count("frames", settings.frames, "the number of pictures")
    synthesis.checked_seed(settings.seed + settings.frames)
    loaded = jobs.network_named(settings.network, settings.pool)
    layer = settings.layer or SUITING_LAYERS[networks.architecture_of(loaded).name]
    execution = networks.with_precision(networks.Execution(), settings.precision)
    network = networks.prepared(loaded, layers=(layer,), execution=execution)
    picture = media.read_visible(settings.image, size=settings.size)
    synthesis.check_dream(picture.image.shape, **_options(settings))
    jobs.check_dream_fits(network, picture.image.shape, layer, execution=execution)
    synthesis.zoom_in(picture.image, zoom=settings.zoom)
    settled = dataclasses.replace(settings, layer=layer)
    if not settings.guide:
        return DreamInputs(settled, picture, network, execution, synthesis.ENERGY, None)
    guide = media.read_visible(settings.guide, size=settings.size)
    objective = synthesis.guided_by(guide.image, network=network, layer=layer, execution=execution)
    return DreamInputs(settled, picture, network, execution, objective, guide.sha256)


def _options(settings: DreamSettings) -> dict[str, Any]:
    names = ("octaves", "octave_scale", "steps", "rate", "jitter")
    return {name: getattr(settings, name) for name in names}


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


def _frames(
    inputs: DreamInputs,
    keeper: jobs.checkpoints.Keeper,
    shown: jobs.watching.Film | None,
    callback: synthesis.Callback,
) -> Iterator[tuple[int, synthesis.Dream]]:
    """Dream after dream, each of the one before it drawn nearer, until the callback, told of steps in all, says so."""
    settings, image, halfway = inputs.settings, inputs.picture.image, None
    of_one = settings.octaves * settings.steps
    if keeper.halfway:
        image, halfway = keeper.halfway["image"], keeper.halfway["dream"]
    for frame in range(_frame_of(keeper), settings.frames):
        part = f"frame {frame + 1} of {settings.frames}" if settings.frames > 1 else ""
        whole = {"before": frame * of_one, "total": settings.frames * of_one}
        told = synthesis.continued(keeper.hearing(callback), **whole, part=part, goal="higher is more")
        keeper.stands = functools.partial(_standing, frame, image)
        dream_once = functools.partial(
            synthesis.dream,
            network=inputs.network,
            layer=settings.layer,
            objective=inputs.objective,
            execution=inputs.execution,
            observers=[keeper, *filter(None, [shown])],
        )
        seed, halfway_here, halfway = settings.seed + frame, halfway, None
        dreamt = dream_once(image, seed=seed, callback=told, halfway=halfway_here, **_options(settings))
        yield frame, dreamt
        if dreamt.status == "stopped":
            return
        image = synthesis.zoom_in(dreamt.image, zoom=settings.zoom)


def _standing(frame: int, image: Any, moment: synthesis.Moment) -> dict[str, Any]:
    """Where a film stands: at which frame, what that began with, and where it is."""
    return {"frame": frame, "image": image, "dream": synthesis.dream_halfway_of(moment)}


def _frame_of(keeper: jobs.checkpoints.Keeper) -> int:
    """The frame at which a film is gone on with."""
    return keeper.halfway["frame"] if keeper.halfway else 0


def _record(inputs: DreamInputs, **more: Any) -> dict[str, Any]:
    """What a picture remembers of how it was made."""
    return jobs.record(
        "dream",
        inputs.settings,
        networks={"network": inputs.network},
        pictures={"image": inputs.picture.sha256, "guide": inputs.guide_sha256},
        **more,
    )


def _result(dreamt: synthesis.Dream) -> dict[str, Any]:
    return {"steps": len(dreamt.objective), "status": dreamt.status, "shape": list(dreamt.image.shape)}


def _introduction(inputs: DreamInputs) -> str:
    """Which network dreams at which layer, and how to have the dreams of 2015."""
    start = f"dreaming with network {inputs.network.card.name} at {inputs.settings.layer}"
    if inputs.settings.network != DREAM_DEFAULTS.network:
        return start
    how = (
        "use --network googlenet" if "googlenet" in weights.network_files() else "run: stylejax weights fetch googlenet"
    )
    return f"{start}; for GoogLeNet, whose dreams those of 2015 were, {how}"
