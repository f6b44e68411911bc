"""`stylejax artists`: the recipes. Heavy imports wait until the command runs."""

from typing import Annotated

import typer


def artists(
    name: Annotated[str | None, typer.Argument(help="A recipe; none lists them all.", show_default=False)] = None,
) -> None:
    """List the implementations of 2015, or print every setting of one beside the paper's, with sources.

    Example: stylejax artists johnson
    """
    from ...artists.describing import describe_artist, list_artists
    from ...artists.gallery import load_artist

    for line in describe_artist(load_artist(name)) if name else list_artists():
        print(line)
