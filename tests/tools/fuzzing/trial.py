"""Reads damaged files, one after the other, in a process that may crash, hang or be starved of memory (Linux).

Prints "start INDEX" before each file, and "done INDEX SECONDS MEBIBYTES OUTCOME" after it.
"""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from stylejax.errors import InputError

MOST_MEBIBYTES = 1024


def outcome_of(read: Callable[[], object], path: Path) -> str:
    """What becomes of reading a file: "read", "refused", or a finding. What `read` finds it says by AssertionError."""
    try:
        read()
    except InputError as error:
        return "refused" if "\n" not in str(error) else "finding: a message of several lines"
    except BaseException as error:  # whatever else is what is looked for
        return f"finding: {type(error).__name__} {str(error)[:200]!r}"
    return "read" if os.listdir(path.parent) == [path.name] else "finding: something was written"


def silent(outcome: Callable[[], str]) -> str:
    """The outcome, or a finding where something was written to standard error by whatever language."""
    kept = os.dup(2)
    with tempfile.TemporaryFile() as heard:
        os.dup2(heard.fileno(), 2)
        try:
            result = outcome()
            sys.stderr.flush()
        finally:
            os.dup2(kept, 2)
            os.close(kept)
        heard.seek(0)
        said = heard.read(200)
    return f"finding: on standard error {said!r}" if said else result


def try_all(
    outcome: Callable[[Path], str], damaged: Callable[[int], bytes], *, name: str, sound: bytes, first: int, count: int
) -> None:
    """Read that many damaged files of a name in an empty folder, having read the sound one."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        path = Path(folder, name)
        path.write_bytes(sound)
        if (result := outcome(path)) != "read":
            raise SystemExit(f"the sound {name} cannot be read: {result}")
        limit_memory()
        for index in range(first, first + count):
            path.write_bytes(damaged(index))
            print("start", index, flush=True)
            forget_peak()
            before, began = mebibytes("VmRSS"), time.monotonic()
            result = outcome(path)
            print("done", index, time.monotonic() - began, mebibytes("VmHWM") - before, result, flush=True)


def mebibytes(field: str) -> float:
    """What this process holds ("VmRSS"), or has held at most since `forget_peak` ("VmHWM")."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1024


def forget_peak() -> None:
    """Begin to measure anew the most memory that this process holds."""
    Path("/proc/self/clear_refs").write_text("5")


def limit_memory() -> None:
    """Let this process have so much more than it has."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MOST_MEBIBYTES * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
