"""`stylejax replay`: a picture painted again from what is stored in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ... import cli, jobs, media
from ...fields import Group
from ...settings import TransferSettings
from .. import options

REPLAYED = Path("replay.png")


@options.changes(TransferSettings)
def replay(
    picture: Annotated[Path, typer.Argument(help="A picture that stylejax painted, a sheet of pictures, or a sound.")],
    output: options.Output = REPLAYED,
    lane: Annotated[
        str | None,
        options.told(
            Group.PICTURE, metavar="ROW,COLUMN", help="Which picture of a sheet, like 3,2.", show_default=False
        ),
    ] = None,
    content: Annotated[
        Path | None,
        options.told(Group.PICTURE, help="Where the photo lies now, or another one.", show_default="where it lay"),
    ] = None,
    style: Annotated[
        list[Path] | None,
        options.told(
            Group.PICTURE,
            metavar="PATH",
            help="Where the painting lies now, or another one; given again for each of several.",
            show_default=False,
        ),
    ] = None,
    command: Annotated[
        bool,
        options.told(Group.OTHER, "--command", help="Print the shell line that paints the picture, and stop there."),
    ] = False,
    *,
    changes: Mapping[str, Any],
    bits: options.Bits = 8,
    dpi: options.Dpi = None,
    report: options.Report = None,
    film: options.Film = None,
    save_every: options.SaveEvery = None,
    live: options.Live = None,
    quiet: options.Quiet = False,
) -> None:
    """Paint PICTURE again from the settings stored in it, or one picture of a sheet; options change these settings.

    An option that is not named is as it was. Photo, paintings and network are known by their checksums: where they
    lay, beside PICTURE, or where you say. On the same machine with the same versions the picture is the same to the
    bit.

    Example: stylejax replay picture.png --size 2048 -o large.png
    """
    if media.sounds.is_sound_file(picture):
        moved = _moved(content, style or [], command="sound")
        raise typer.Exit(_sound(picture, {**changes, **moved}, output, report, command=command, quiet=quiet))
    told = jobs.recorded(media.read_record(picture), lane=jobs.read_lane(lane))
    changed = {**changes, **_moved(content, style or [], command=told.command)}
    settings = jobs.as_asked(told, changed, beside=picture.parent)
    if command:
        print(jobs.shell_line(told.command, settings, output=str(output)))
        return
    form = options.form_of(bits, dpi)
    jobs.check_outputs(output, report, inputs=[picture, *jobs.files_of(settings)], form=form)
    ready, console = jobs.read_replay(told, settings, changed=list(changed)), cli.console_for(quiet, live)
    places = {"output": output, "report": report, "form": form, "watch": jobs.Watch(film, save_every)}
    raise typer.Exit(jobs.paint_again(ready, console=console, **places))


def _sound(
    sound: Path, changes: Mapping[str, Any], output: Path, report: Path | None, *, command: bool, quiet: bool
) -> int:
    """Make a sound again, beside where it lies unless a place for sounds is named; the exit code."""
    changed = {name: value for name, value in changes.items() if (name, value) != ("more_styles", ())}
    place = sound.with_name(f"{sound.stem}-again{sound.suffix}") if output == REPLAYED else output
    record = media.sounds.read_sound_record(sound)
    if command:
        print(jobs.sounds.sound_line(record, changed, beside=sound.parent, output=str(place)))
        return 0
    replay, console = jobs.sounds.read_sound_replay(record, changed, beside=sound.parent), cli.console_for(quiet)
    jobs.sounds.check_sound_files(place, report, inputs=[sound, *jobs.files_of(replay.settings)])
    for line in replay.notes:
        console.say(line)
    places = {"output": place, "report": report}
    return jobs.sounds.write_made_sound(
        replay.settings, replay.inputs, command=replay.command, console=console, **places
    )


def _moved(content: Path | None, styles: list[Path], *, command: str) -> dict[str, Any]:
    """Photo and paintings that are named anew, as settings."""
    photo = {"image" if command == "dream" else "content": str(content)} if content else {}
    paintings = {"style": str(styles[0]), "more_styles": tuple(map(str, styles[1:]))} if styles else {}
    return {**photo, **paintings}
