"""`stylejax artists`: the recipes."""

from typing import Annotated

import typer

from ... import artists as recipes
from .. import completion


def artists(
    name: Annotated[
        str | None,
        typer.Argument(help="A recipe; none lists them all.", show_default=False, autocompletion=completion.artists),
    ] = None,
) -> None:
    """List the implementations of 2015, or print every setting of one beside the paper's, with sources.

    Example: stylejax artists johnson
    """
    for line in recipes.describe_artist(recipes.load_artist(name)) if name else recipes.list_artists():
        print(line)
