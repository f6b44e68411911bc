"""A web page of sounds: each with its spectrogram, and a player below it."""

from collections.abc import Sequence
from typing import NamedTuple

from .rendering import render


class Player(NamedTuple):
    """A sound file: its heading, where it lies, the picture of its spectrogram, and lines on it."""

    name: str
    file: str
    picture: str
    facts: Sequence[str]


class PlayerPage(NamedTuple):
    """A page: its title, lines below it, the sounds that were given and those that were made."""

    title: str
    lines: Sequence[str]
    originals: Sequence[Player]
    sounds: Sequence[Player]


def players_html(page: PlayerPage) -> str:
    """The text of the page, an HTML document; sounds and pictures lie beside it.

    Only one player is heard at a time, and all go to the same second, so that sounds can be compared.
    """
    return render("players.html", page=page)
