"""`stylejax show`: the settings that made a picture."""

from pathlib import Path
from typing import Annotated

import typer

from ... import media
from .. import streams


def show(picture: Annotated[Path, typer.Argument(help="A picture that stylejax painted, or a sound it made.")]) -> None:
    """Print the settings that made a picture or a sound, as JSON."""
    read = media.sounds.read_sound_record if media.sounds.is_sound_file(picture) else media.read_record
    print(streams.json_shown(read(picture)))
