"""A studio from its first line to its last: what can be wrong is found first, and what it leaves is tidy."""

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

from ..files import is_file
from ..jobs.inputs.named import network_named
from ..settings import DEFAULTS
from .access import check_port, password_for
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
    """Serve the page until a signal comes; pictures go into the folder. Raises InputError, before any is made.

    Args:
        folder: that pictures go to.
        network: a name or an HDF5 file.
        host: that is listened on.
        port: likewise.
        password_file: with the password, or None.
        say: hears where the page is.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import studio
        >>> where = {"host": "0.0.0.0", "port": 7860, "password_file": Path("missing")}
        >>> studio.open_studio(Path("pictures"), network="compact", say=print, **where)
        Traceback (most recent call last):
        stylejax.errors.InputError: ...
    """
    password = password_for(host, password_file)
    check_extra()
    check_port(host, port)
    network = os.path.realpath(network) if is_file(network) else network
    network_named(network, None)
    with opened(folder) as folders:
        prepare(folders.files)
        engine = Engine(network)
        engine.start()
        try:
            studio = Studio(engine, folders, base=dataclasses.replace(DEFAULTS, network=network))
            _serve(studio, host, port, password, say)
        finally:
            engine.close()


def _serve(studio: Studio, host: str, port: int, password: str | None, say: Callable[[str], None]) -> None:
    from .page.server import application, serve

    app = application(studio, host=host, port=port, password=password)
    shown = f"[{host}]" if ":" in host else host
    serve(app, host=host, port=port, ready=lambda: say(f"the studio is open: http://{shown}:{port}"))
