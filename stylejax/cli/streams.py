"""What the program prints on: streams that may be closed, full, or unable to say every letter."""

import contextlib
import errno
import json
import os
import sys
import warnings
from collections.abc import Callable
from typing import Any

DEEPEST = 12  # levels of a record that are printed; ours have five
ELLIPSIS = "..."


class Unfailing:
    """A stream of which what cannot be written is lost, and nothing else: a run outlives its terminal and its log."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write, as far as that can be done."""
        with contextlib.suppress(OSError, ValueError):
            self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, as far as that can be done."""
        with contextlib.suppress(OSError, ValueError):
            self.stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def set_up() -> None:
    """Have both streams escape what their encoding lacks, and the compiler's own lines stay away.

    On standard output is what was asked for, so that it is an error where that cannot be written; the other may fail.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # None where it was closed from the start
            stream.reconfigure(errors="backslashreplace")
    if sys.stderr is not None and not isinstance(sys.stderr, Unfailing):
        sys.stderr = Unfailing(sys.stderr)  # pyrefly: ignore
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # is read when jaxlib is imported


def tell_warnings(say: Callable[[str], None]) -> None:
    """From now on, say in one line what other packages warn of, without their source."""

    def told(message: Warning | str, *place: Any, **more: Any) -> None:
        say(f"warning: {' '.join(str(message).split())}")

    warnings.showwarning = told


def is_about_output(error: OSError) -> bool:
    """Whether an error is about what is printed: of files, errors know the name."""
    return error.filename is None and bool(error.errno)


def finish_output() -> None:
    """Have standard output written to its end; raises OSError where that fails, unless the terminal has gone."""
    try:
        print(end="", flush=True)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        give_up_output()


def give_up_output() -> None:
    """Print nowhere from now on, so that nothing is tried again when the program ends."""
    stream = sys.__stdout__
    if stream is not None and sys.stdout is stream:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def json_shown(record: Any) -> str:
    """A record as JSON for standard output: no deeper than a person reads, escaped where the encoding has gaps.

    Letters that a terminal would take for commands are escaped too: pictures come from anywhere.
    """
    shallow = _shallow(record, DEEPEST)
    text = "".join(map(_harmless, json.dumps(shallow, indent=2, ensure_ascii=False)))
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(shallow, indent=2)
    return text


def _harmless(letter: str) -> str:
    return letter if letter.isprintable() or letter == "\n" else json.dumps(letter)[1:-1]


def _shallow(value: Any, levels: int) -> Any:
    if isinstance(value, dict | list) and not levels:
        return ELLIPSIS
    if isinstance(value, dict):
        return {name: _shallow(each, levels - 1) for name, each in value.items()}
    return [_shallow(each, levels - 1) for each in value] if isinstance(value, list) else value
