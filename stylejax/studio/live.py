"""A page to watch a command on, from this machine alone: its picture on the way and its curve, and nothing to press."""

import http.server
import threading
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files import json_text
from .access import HEADERS, Asked, Rules, refusal_of
from .screens import Screen

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "live.html"
PLACES = dict.fromkeys(("/", "/view.json", "/picture.jpg"), ("GET",))


def live_page(port: int) -> Screen:
    """What is seen at a port of this machine from now on, until the program ends. Raises InputError.

    The page is served by a thread that ends with the program.

    Args:
        port: from 1 to 65535.

    Returns:
        What the page shows.

    Example:
        >>> from stylejax import studio
        >>> studio.live_page(-1)
        Traceback (most recent call last):
        stylejax.errors.InputError: ...
    """
    screen = Screen()
    try:
        server = http.server.ThreadingHTTPServer((HOST, port), _answers(screen, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"live: port {port} cannot be listened on ({reason}); choose another") from None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return screen


def _answers(screen: Screen, port: int) -> type[http.server.BaseHTTPRequestHandler]:
    rules = Rules(HOST, port, PLACES, {})

    class Answers(http.server.BaseHTTPRequestHandler):
        """Answers of the page."""

        timeout = 10

        def do_GET(self) -> None:
            """Answer what is asked for."""
            path = self.path.partition("?")[0]
            headers = {name.lower(): value for name, value in self.headers.items()}
            refusal = refusal_of(Asked("GET", path, headers, self.client_address[0]), rules)
            body = refusal.words.encode() if refusal else body_of(path, screen)
            self.send_response(refusal.status if refusal else 200)
            kind = "text/plain; charset=utf-8" if refusal else KINDS[path]
            told = {**HEADERS, "content-type": kind, "content-length": str(len(body)), "cache-control": "no-store"}
            for name, value in told.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Answers


KINDS = {"/": "text/html; charset=utf-8", "/view.json": "application/json", "/picture.jpg": "image/jpeg"}


def body_of(path: str, screen: Screen) -> bytes:
    """What is at a place of the page now."""
    view = screen.view
    if path == "/picture.jpg":
        return view.picture
    if path == "/":
        return PAGE.read_bytes()
    told = {**view._asdict(), "picture": bool(view.picture), "lines": view.lines[-3:]}
    return json_text(told).encode()
