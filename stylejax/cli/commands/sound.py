"""`stylejax sound`, `sound-texture` and `sound-sweep`: sounds by the losses of pictures."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from ... import cli, jobs
from ...fields import Group
from ...sound_settings import SoundSettings, SoundSweepSettings, SoundTextureSettings
from .. import options

Content = Annotated[Path, typer.Argument(help="The sound whose melody and words are kept: .wav, .flac, .ogg, .mp3.")]
Style = Annotated[Path, typer.Argument(help="The sound whose timbre is taken.")]
Output = Annotated[Path, options.told(Group.PICTURE, "--output", "-o", help="The sound to write: .wav, .flac or .ogg.")]


@options.command()
def sound(
    content: Content,
    style: Style,
    output: Output = Path("sound.flac"),
    *,
    settings: SoundSettings,
    report: options.Report = None,
    checkpoint: options.Checkpoint = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Make CONTENT sound like STYLE: style transfer for sounds (Ulyanov and Lebedev 2016).

    Ctrl-C keeps the best so far. Needs: pip install 'stylejax[sound]'

    Example: stylejax sound melody.wav bells.wav -o melody-of-bells.flac
    """
    named = dataclasses.replace(settings, content=str(content), style=str(style))
    _make("sound", named, output, report, checkpoint, quiet)


@options.command(without=["content_weight"])
def sound_texture(
    style: Annotated[Path, typer.Argument(help="The sound whose texture is wanted.")],
    output: Output = Path("texture.flac"),
    *,
    settings: SoundTextureSettings,
    report: options.Report = None,
    checkpoint: options.Checkpoint = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Make more of the texture of STYLE, of any length, from noise (Antognini, Hoffman, Weiss 2019).

    Ctrl-C keeps the best so far. Needs: pip install 'stylejax[sound]'

    Example: stylejax sound-texture rain.wav --seconds 20 -o rain.flac
    """
    named = dataclasses.replace(settings, style=str(style))
    _make("sound-texture", named, output, report, checkpoint, quiet)


def _make(
    command: str, settings: SoundSettings, output: Path, report: Path | None, checkpoint: str, quiet: bool
) -> None:
    kept, console = jobs.place_named(checkpoint, output), cli.console_for(quiet)
    files = jobs.files_of(settings)
    jobs.sounds.check_sound_files(output, report, kept.path if kept else None, inputs=files)
    inputs = jobs.sounds.read_sounds(settings)
    places = {"output": output, "report": report, "checkpoint": kept, "words": cli.typed()}
    raise typer.Exit(jobs.sounds.write_made_sound(settings, inputs, command=command, console=console, **places))


@options.command(without=["content_weight", "seed"])  # these are axes
def sound_sweep(
    content: Content,
    style: Style,
    output: Annotated[
        Path, options.told(Group.PICTURE, "--output", "-o", help="The folder for sounds, sheet and page.")
    ] = Path("sounds"),
    content_weights: Annotated[
        str, options.told(Group.LOOK, help="Weights of the content to try, like 0.001,0.01,0.1.")
    ] = "0.001,0.01,0.1",
    seeds: Annotated[str, options.told(Group.LOOK, help="Seeds to try, like 0,1 or 0..3.")] = "0",
    suffix: Annotated[
        str, options.told(Group.PICTURE, "--format", metavar="flac|wav|ogg", help="Format of the sounds.")
    ] = ("flac"),
    *,
    settings: SoundSweepSettings,
    quiet: options.Quiet = False,
) -> None:
    """Make CONTENT sound like STYLE by every combination of content weights and seeds.

    A sheet shows their spectrograms, and a page, index.html, plays them. Ctrl-C keeps what is made.

    Example: stylejax sound-sweep melody.wav bells.wav --content-weights 0.001,0.01,0.1 -o sounds
    """
    named = dataclasses.replace(settings, content=str(content), style=str(style))
    axes = [
        jobs.numbers_axis("seeds", "seed", "seed", jobs.parse_counts("seeds", seeds)),
        jobs.numbers_axis(
            "content-weights",
            "content weight",
            "content_weight",
            jobs.parse_numbers("content-weights", content_weights),
        ),
    ]
    grid = jobs.arrange(axes, rows=None, columns=None)
    ready = jobs.sounds.read_sound_sweep(named, grid, folder=output, suffix=f".{suffix}")
    raise typer.Exit(jobs.sounds.make_sweep(ready, console=cli.console_for(quiet)))
