"""Standard error as libraries in C use it, who print there what they have no other way to tell."""

import contextlib
import os
import re
import sys
import threading
from collections.abc import Iterator

_ONE_AT_A_TIME = threading.Lock()  # there is one standard error for all threads
_MOST = 2**16  # bytes that a pipe holds on Linux; what is printed beyond them is lost


@contextlib.contextmanager
def lines_caught(pattern: re.Pattern[str]) -> Iterator[list[str]]:
    """Lines of a pattern that are printed on standard error meanwhile, by whatever library, do not appear there.

    When the block ends, they are in the list that is yielded; all else that was printed then appears.
    """
    caught: list[str] = []
    reader, writer = os.pipe()
    for end in (reader, writer):
        os.set_blocking(end, False)
    with _ONE_AT_A_TIME, open(reader, "rb", buffering=0) as printed:
        try:
            with _in_place_of_standard_error(writer):
                yield caught
        finally:
            lines = (printed.read(_MOST) or b"").decode(errors="replace").splitlines(keepends=True)
            caught += [line.strip() for line in lines if pattern.fullmatch(line.strip())]
            _print("".join(line for line in lines if not pattern.fullmatch(line.strip())))


@contextlib.contextmanager
def _in_place_of_standard_error(writer: int) -> Iterator[None]:
    """What is written to descriptor 2 goes to another one, which is closed in the end; nothing where 2 is closed."""
    try:
        former = os.dup(2)
    except OSError:
        former = None
    if former is not None:
        os.dup2(writer, 2)
    os.close(writer)
    try:
        yield
    finally:
        if former is not None:
            os.dup2(former, 2)
            os.close(former)


def _print(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        if text and sys.__stderr__:
            os.write(2, text.encode())
