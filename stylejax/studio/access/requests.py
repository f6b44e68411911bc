"""What a page answers: requests of its own, from those who may look."""

import base64
import binascii
import os
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from .passwords import LOOPBACK, WAIT, Doorkeeper

COOKIE = "stylejax_key"
LONGEST_ADDRESS = 2_000  # letters of a path

# Nothing is taken from another host, and nobody frames the page. The page's own library evaluates templates of its own.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Asked(NamedTuple):
    """What is asked of a page: method, path as it was sent, headers by their names in small letters, from where.

    Attributes:
        method: "GET" or "POST".
        path: as it was sent.
        headers: by their names in small letters.
        address: from where.

    Example:
        >>> from stylejax.studio import access
        >>> access.Asked("GET", "/", {"host": "127.0.0.1:7860"}).address
        '127.0.0.1'
    """

    method: str
    path: str
    headers: Mapping[str, str]
    address: str = "127.0.0.1"


class Rules(NamedTuple):
    """What a page answers.

    Attributes:
        host: that it listens on.
        port: likewise.
        exact: paths, each with its methods.
        under: what else paths may begin with, likewise.
        doorkeeper: who asks for the password; None where only this machine can reach the page.
        files: how paths begin that name a file of the machine, and the folder that it must lie in.

    Example:
        >>> from stylejax.studio import access
        >>> access.Rules("127.0.0.1", 7860, {"/": ("GET",)}, {}).doorkeeper is None
        True
    """

    host: str
    port: int
    exact: Mapping[str, tuple[str, ...]]
    under: Mapping[str, tuple[str, ...]]
    doorkeeper: Doorkeeper | None = None
    files: tuple[str, Path] | None = None


class Refusal(NamedTuple):
    """Why a request is not answered: the status of HTTP, words, and headers.

    Attributes:
        status: of HTTP.
        words: for people.
        headers: of the answer.

    Example:
        >>> from stylejax.studio import access
        >>> access.Refusal(404, "there is no such place").status
        404
    """

    status: int
    words: str
    headers: Mapping[str, str] = {}


def refusal_of(asked: Asked, rules: Rules) -> Refusal | None:
    """Why a request is not answered; None of one that is.

    Args:
        asked: of the page.
        rules: of the page.

    Returns:
        The refusal, or None.

    Example:
        >>> from stylejax.studio import access
        >>> rules = access.Rules("127.0.0.1", 7860, {"/": ("GET",)}, {})
        >>> access.refusal_of(access.Asked("GET", "/", {"host": "elsewhere.example"}), rules).status
        421
    """
    if len(asked.path) > LONGEST_ADDRESS or not is_plain(asked.path):
        return Refusal(404, "there is no such place")
    if not _is_named_rightly(asked, rules):
        return Refusal(421, "this page has another name; open the address that the program printed")
    if _comes_from_elsewhere(asked):
        return Refusal(403, "another page may not ask this")
    keeper = rules.doorkeeper
    if keeper and not keeper.has_key(key_in(asked)) and not says_password(asked, keeper):
        return _ask_for_password(asked, keeper)
    return place_refusal(asked, rules)


def place_refusal(asked: Asked, rules: Rules) -> Refusal | None:
    """Why nothing is answered at a place, whoever asks."""
    methods = rules.exact.get(asked.path) or next(
        (methods for start, methods in rules.under.items() if asked.path.startswith(start)), None
    )
    if methods is None or not _lies_within(asked.path, rules):
        return Refusal(404, "there is no such place")
    return None if asked.method in methods else Refusal(405, "this is not done here")


def _lies_within(path: str, rules: Rules) -> bool:
    """Whether the file that a path names lies where files may be read, links followed; True of other paths."""
    start, folder = rules.files or ("", Path())
    if not start or not path.startswith(start):
        return True
    return Path(os.path.realpath(unquote(path.removeprefix(start)))).is_relative_to(folder)


def is_plain(path: str) -> bool:
    """Whether a path leads nowhere but where it says, also when it is decoded again and again."""
    for _ in range(4):
        parts = path.replace("\\", "/").split("/")
        if ".." in parts or "\0" in path or not path.isprintable():
            return False
        path, before = unquote(path), path
        if path == before:
            return True
    return False


def _is_named_rightly(asked: Asked, rules: Rules) -> bool:
    """Whether the page is asked by its own name: another one that leads to this machine is a trap (DNS rebinding)."""
    try:
        found = urlsplit(f"//{asked.headers.get('host', '')}")
        name, port = found.hostname, found.port
    except ValueError:
        return False
    if rules.host not in LOOPBACK:
        return bool(name)  # who knows the password has a key, which browsers tell no other name
    return name in LOOPBACK and port == rules.port


def _comes_from_elsewhere(asked: Asked) -> bool:
    """Whether a browser says that the request is made by a page of another host, or of none."""
    if asked.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return not (asked.method == "GET" and asked.path == "/" and asked.headers.get("sec-fetch-mode") == "navigate")
    origin = asked.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != asked.headers.get("host")


def key_in(asked: Asked) -> str:
    """The key that a browser sends along, "" where it has none.

    Args:
        asked: of the page.

    Returns:
        The key, or "".

    Example:
        >>> from stylejax.studio import access
        >>> access.key_in(access.Asked("GET", "/", {"cookie": "stylejax_key=abc"}))
        'abc'
    """
    try:
        found = SimpleCookie(asked.headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def says_password(asked: Asked, doorkeeper: Doorkeeper) -> bool:
    """Whether a request says the password, by HTTP Basic (RFC 7617); the name is of no interest."""
    kind, _, coded = asked.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return False
    try:
        _, _, password = base64.b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        password = ""
    return doorkeeper.knows(password, asked.address)


def _ask_for_password(asked: Asked, doorkeeper: Doorkeeper) -> Refusal:
    if doorkeeper.must_wait(asked.address):
        return Refusal(429, "too many wrong passwords; wait a minute", {"retry-after": f"{WAIT:.0f}"})
    told = {"www-authenticate": 'Basic realm="stylejax studio", charset="UTF-8"'}
    return Refusal(401, "the password, please; any name will do", told)
