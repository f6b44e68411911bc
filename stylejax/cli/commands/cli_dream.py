"""The `dream` command: reads options and hands them on. Light: heavy imports wait until it runs."""

from pathlib import Path
from typing import Annotated

import typer

from ...settings import DREAM_DEFAULTS as DEFAULTS
from ...settings import DreamSettings
from .. import options


def dream(
    image: Annotated[Path, typer.Argument(help="The picture to begin with.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The picture, or with --frames the folder.", show_default="dream.png, dream"
        ),
    ] = None,
    network: options.Network = DEFAULTS.network,
    layer: Annotated[
        str,
        typer.Option(help="The deeper, the larger what is seen.", show_default="inception_4c/output, VGG: relu5_1"),
    ] = DEFAULTS.layer,
    guide: Annotated[Path | None, typer.Option(help="Dream of what is in this picture.", show_default=False)] = None,
    size: options.Size = DEFAULTS.size,
    octaves: Annotated[int, typer.Option(help="Sizes to dream at, from small to large.")] = DEFAULTS.octaves,
    octave_scale: Annotated[float, typer.Option(help="Ratio of one size to the next.")] = DEFAULTS.octave_scale,
    steps: Annotated[int, typer.Option(help="Steps at each size; more dreams deeper.")] = DEFAULTS.steps,
    rate: Annotated[float, typer.Option(help="Mean change of a color in a step, of 255.")] = DEFAULTS.rate,
    jitter: Annotated[int, typer.Option(help="Pixels by which the picture is shifted at most.")] = DEFAULTS.jitter,
    frames: Annotated[int, typer.Option(help="Frames of a film that zooms in, each a dream of the last.")] = (
        DEFAULTS.frames
    ),
    zoom: Annotated[float, typer.Option(help="Share of the picture that each frame leaves out.")] = DEFAULTS.zoom,
    pool: options.Pool = None,
    seed: Annotated[int, typer.Option(help="Seed of the shifts.")] = DEFAULTS.seed,
    quiet: options.Quiet = False,
) -> None:
    """Let IMAGE become what a layer sees in it: DeepDream (Mordvintsev, Olah, Tyka 2015).

    The dreams of 2015 were GoogLeNet's: `stylejax weights fetch googlenet`, then --network googlenet. The shipped
    network dreams of eyes and faces. Ctrl-C keeps the picture as it is then.

    Example: stylejax dream sky.jpg --frames 100 --zoom 0.05 -o film
    """
    settings = DreamSettings(
        image=str(image),
        network=network,
        layer=layer,
        guide=str(guide) if guide else "",
        size=size,
        pool=pool.value if pool else None,
        octaves=octaves,
        octave_scale=octave_scale,
        steps=steps,
        rate=rate,
        jitter=jitter,
        seed=seed,
        frames=frames,
        zoom=zoom,
    )
    from .dream import paint_dream

    chosen = output or Path("dream" if frames > 1 else "dream.png")
    raise typer.Exit(paint_dream(settings, output=chosen, quiet=quiet))
