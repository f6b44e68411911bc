"""A studio from its first line to its last: what can be wrong is found first, and what it leaves is tidy."""

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

from ..files import is_file
from ..settings import DEFAULTS
from .access import password_for
from .engine import Engine
from .folders import opened
from .page.extra import check_extra, prepare
from .service import Studio


def open_studio(
    folder: Path,
    *,
    network: str,
    host: str,
    port: int,
    password_file: Path | None,
    say: Callable[[str], None],
) -> None:
    """Serve the page until a signal comes; pictures go into the folder. Raises InputError."""
    password = password_for(host, password_file)
    check_extra()
    if is_file(network):
        network = os.path.realpath(network)
    with opened(folder) as folders:
        prepare(folders.files)
        engine = Engine(network)
        engine.start()
        try:
            _serve(
                Studio(engine, folders, base=dataclasses.replace(DEFAULTS, network=network)), host, port, password, say
            )
        finally:
            engine.close()


def _serve(studio: Studio, host: str, port: int, password: str | None, say: Callable[[str], None]) -> None:
    from .page.server import application, check_port, serve

    check_port(host, port)
    app = application(studio, host=host, port=port, password=password)
    shown = f"[{host}]" if ":" in host else host
    serve(app, host=host, port=port, ready=lambda: say(f"the studio is open: http://{shown}:{port}"))
