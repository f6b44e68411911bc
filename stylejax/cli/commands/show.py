"""`stylejax show`: the settings that made a picture."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ... import media


def show(picture: Annotated[Path, typer.Argument(help="A picture that stylejax painted.")]) -> None:
    """Print the settings that made a picture, as JSON."""
    print(json.dumps(media.read_record(picture), indent=2, ensure_ascii=False))
