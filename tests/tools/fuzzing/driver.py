"""Has a program read damaged files in a process that may crash or hang, and counts what becomes of each.

The program is a module that is run with words of its own, the number of the first file and how many there are; it
speaks as `fuzzing.trial` says.
"""

import os
import queue
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

TOOLS = Path(__file__).parents[1]
STARTING = 600.0  # seconds for a process to import all it needs
FINE = ("read", "refused")


@dataclass
class Tally:
    """What became of one layout's files."""

    outcomes: Counter[str] = field(default_factory=Counter)
    findings: list[tuple[int, str]] = field(default_factory=list)
    seconds: float = 0.0
    mebibytes: float = 0.0

    def add(self, index: int, outcome: str, seconds: float = 0.0, mebibytes: float = 0.0) -> None:
        """Count one file."""
        self.outcomes[outcome.split(":")[0]] += 1
        self.seconds, self.mebibytes = max(self.seconds, seconds), max(self.mebibytes, mebibytes)
        if outcome not in FINE:
            self.findings.append((index, outcome))


def fuzzed(program: Sequence[str], *, first: int, files: int, longest: float) -> Tally:
    """Read `files` damaged files, each in at most so many seconds, in as many processes as that takes."""
    tally, index = Tally(), first
    while index < first + files:
        index = _run(tally, program, index, first + files - index, longest)
    return tally


def described(layout: str, tally: Tally) -> str:
    """One line for a layout, and one for each finding."""
    counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(tally.outcomes.items()))
    worst = f"longest {tally.seconds:.2f} s, most {tally.mebibytes:.0f} MiB"
    return "\n".join([f"{layout:16} {counts}; {worst}", *(f"  {index}: {what}" for index, what in tally.findings)])


def _run(tally: Tally, program: Sequence[str], first: int, count: int, longest: float) -> int:
    """One process; returns the number of the file to go on with."""
    process, lines = _started([*program, str(first), str(count)])
    current, limit = first - 1, STARTING
    while True:
        try:
            kind, *rest = lines.get(timeout=limit).split(maxsplit=4)
        except queue.Empty:
            process.kill()
            kind, rest = "end", ["finding: no answer in time"]
        if kind == "start":
            current, limit = int(rest[0]), longest
        elif kind == "done":
            tally.add(int(rest[0]), rest[3], float(rest[1]), float(rest[2]))
            limit = STARTING
        else:
            code = process.wait()
            if code == 0 or current < first:
                return _ended(code, first + count)
            tally.add(current, rest[0] if rest else f"finding: the process ended with {code}")
            return current + 1


def _started(words: Sequence[str]) -> tuple[subprocess.Popen[str], queue.Queue[str]]:
    paths = os.pathsep.join([str(TOOLS), str(TOOLS.parents[1]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths}
    process = subprocess.Popen([sys.executable, "-m", *words], stdout=subprocess.PIPE, text=True, env=environment)
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_pump, args=(process.stdout, lines), daemon=True).start()
    return process, lines


def _ended(code: int, following: int) -> int:
    if code:
        raise SystemExit("error: the process that reads the files cannot be started")
    return following


def _pump(stream: IO[str] | None, lines: queue.Queue[str]) -> None:
    for line in stream or ():
        lines.put(line.rstrip("\n"))
    lines.put("end")
