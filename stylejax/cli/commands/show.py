"""`stylejax show`: the settings that made a picture."""

from pathlib import Path
from typing import Annotated

import typer

from ... import media
from .. import streams


def show(picture: Annotated[Path, typer.Argument(help="A picture that stylejax painted.")]) -> None:
    """Print the settings that made a picture, as JSON."""
    print(streams.json_shown(media.read_record(picture)))
