"""Reads damaged weight files, one after the other, in a process that may crash, hang or be starved of memory (Linux).

    python -m weight_files.trial LAYOUT SAMPLE SEED FIRST COUNT

Prints "start INDEX" before each file, and "done INDEX SECONDS MEBIBYTES OUTCOME" after it.
"""

import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from stylejax.errors import InputError
from stylejax.weights.converters import CONVERTERS
from stylejax.weights.hdf5 import read_network
from weight_files.layouts import LAYOUTS
from weight_files.mutations import mutated

MOST_MEBIBYTES = 1024


def damaged_file(layout: str, sample: bytes, seed: int, index: int) -> bytes:
    """The damaged file of this number: the same for the same arguments."""
    return mutated(random.Random(f"{seed} {layout} {index}"), sample)


def outcome(layout: str, path: Path) -> str:
    """What becomes of reading a file: "read", "refused", or a finding."""
    kind = LAYOUTS[layout].kind
    try:
        (CONVERTERS[kind] if kind else read_network)(path)
    except InputError as error:
        return "refused" if "\n" not in str(error) else "finding: a message of several lines"
    except BaseException as error:  # whatever else is what is looked for
        return f"finding: {type(error).__name__} {str(error)[:200]!r}"
    return "read" if os.listdir(path.parent) == [path.name] else "finding: something was written"


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


def main(layout: str, sample: Path, seed: int, first: int, count: int) -> None:
    """Read that many damaged files in an empty folder, having read the sound one."""
    content = sample.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        path = Path(folder, f"file{LAYOUTS[layout].suffix}")
        path.write_bytes(content)
        if outcome(layout, path) != "read":
            raise SystemExit(f"the sound file of {layout} cannot be read")
        limit_memory()
        for index in range(first, first + count):
            path.write_bytes(damaged_file(layout, content, seed, index))
            print("start", index, flush=True)
            forget_peak()
            before, began = mebibytes("VmRSS"), time.monotonic()
            result = outcome(layout, path)
            print("done", index, time.monotonic() - began, mebibytes("VmHWM") - before, result, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:6]))
