"""A web page of sounds: each with its spectrogram, and a player below it."""

from collections.abc import Sequence
from string import Template
from typing import NamedTuple

from .markup import Html, element
from .pages import TEMPLATES


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
    return Template((TEMPLATES / "players.html").read_text(encoding="utf-8")).substitute(
        title=element("span", page.title),
        lines=_all([element("p", line) for line in page.lines]),
        originals=_all([_figure(each) for each in page.originals]),
        sounds=_all([_figure(each) for each in page.sounds]),
    )


def _all(elements: Sequence[Html]) -> Html:
    return Html("\n".join(elements))


def _figure(player: Player) -> Html:
    facts = [element("li", fact) for fact in player.facts]
    return element(
        "figure",
        element("img", src=player.picture, alt=f"spectrogram of {player.name}", width=360, height=180),
        element("audio", src=player.file, controls="", preload="none", aria_label=player.name),
        element("figcaption", element("h3", player.name), element("ul", *facts)),
    )
