"""A web page of sounds: each with its spectrogram, and a player below it."""

from collections.abc import Sequence
from typing import NamedTuple

from .rendering import render


class Player(NamedTuple):
    """A sound file: its heading, where it lies, the picture of its spectrogram, and lines on it.

    Attributes:
        name: its heading.
        file: the sound.
        picture: its spectrogram.
        facts: lines below it.

    Example:
        >>> from stylejax.reports import web
        >>> web.Player("bells", "bells.flac", "bells.png", []).file
        'bells.flac'
    """

    name: str
    file: str
    picture: str
    facts: Sequence[str]


class PlayerPage(NamedTuple):
    """A page: its title, lines below it, the sounds that were given and those that were made.

    Attributes:
        title: its heading.
        lines: below it.
        originals: what was given.
        sounds: what was made.

    Example:
        >>> from stylejax.reports import web
        >>> web.PlayerPage("bells", [], [], []).title
        'bells'
    """

    title: str
    lines: Sequence[str]
    originals: Sequence[Player]
    sounds: Sequence[Player]


def players_html(page: PlayerPage) -> str:
    """The text of the page, an HTML document; sounds and pictures lie beside it.

    Only one player is heard at a time, and all go to the same second, so that sounds can be compared.

    Args:
        page: what is on it.

    Returns:
        HTML.

    Example:
        >>> from stylejax.reports import web
        >>> "<audio" in web.players_html(web.PlayerPage("bells", [], [web.Player("a", "a.flac", "a.png", [])], []))
        True
    """
    return render("players.html", page=page)
