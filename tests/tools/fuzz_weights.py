"""Damage small weight files of every layout and see that each is read, or refused in one line."""

import contextlib
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Annotated

import typer

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from weight_files.layouts import LAYOUTS, small_network  # noqa: E402  (found beside this file)
from weight_files.trial import damaged_file  # noqa: E402

LONGEST = 5.0  # seconds for one file
STARTING = 600.0  # seconds for a process to import all it needs
NAMES = ", ".join(LAYOUTS)


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
        if outcome not in ("read", "refused"):
            self.findings.append((index, outcome))


def main(
    files: Annotated[int, typer.Option(min=1, help="Damaged files of each layout.")] = 100,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal files.")] = 0,
    first: Annotated[int, typer.Option(help="Number of the first file, to continue an earlier run.")] = 0,
    only: Annotated[list[str] | None, typer.Option(help=f"A layout, or several by repetition: {NAMES}.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Folder for files that are neither read nor refused.")] = None,
) -> None:
    """Read damaged files in processes of their own, limited to 5 seconds a file and 1 GiB; exit 1 if any misbehaves."""
    failed = False
    for layout in only or LAYOUTS:
        with sound_file(layout) as sample:
            if sample is None:
                typer.echo(f"{layout:16} skipped: PyTorch is absent")
                continue
            tally = fuzzed(layout, sample, seed, first, files)
            typer.echo(described(layout, tally))
            failed = failed or bool(tally.findings)
            _keep(keep, layout, sample, seed, tally)
    raise typer.Exit(int(failed))


@contextlib.contextmanager
def sound_file(layout: str) -> Iterator[Path | None]:
    """A small file of this layout, or None where its library is absent."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"sound{LAYOUTS[layout].suffix}")
        try:
            LAYOUTS[layout].write(path, small_network())
        except ImportError:
            yield None
        else:
            yield path


def fuzzed(layout: str, sample: Path, seed: int, first: int, files: int) -> Tally:
    """Read `files` damaged files, in as many processes as that takes."""
    tally, index = Tally(), first
    while index < first + files:
        index = _run(tally, layout, sample, seed, index, first + files - index)
    return tally


def described(layout: str, tally: Tally) -> str:
    """One line for a layout, and one for each finding."""
    counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(tally.outcomes.items()))
    worst = f"longest {tally.seconds:.2f} s, most {tally.mebibytes:.0f} MiB"
    return "\n".join([f"{layout:16} {counts}; {worst}", *(f"  {index}: {what}" for index, what in tally.findings)])


def _run(tally: Tally, layout: str, sample: Path, seed: int, first: int, count: int) -> int:
    """One process; returns the number of the file to go on with."""
    command = [sys.executable, "-m", "weight_files.trial", layout, str(sample), *map(str, (seed, first, count))]
    paths = os.pathsep.join([str(HERE), str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_pump, args=(process.stdout, lines), daemon=True).start()
    current, limit = first - 1, STARTING
    while True:
        try:
            kind, *rest = lines.get(timeout=limit).split(maxsplit=4)
        except queue.Empty:
            process.kill()
            kind, rest = "end", ["finding: no answer in time"]
        if kind == "start":
            current, limit = int(rest[0]), LONGEST
        elif kind == "done":
            tally.add(int(rest[0]), rest[3], float(rest[1]), float(rest[2]))
            limit = STARTING
        else:
            code = process.wait()
            if code == 0 or current < first:
                return _ended(code, first + count)
            tally.add(current, rest[0] if rest else f"finding: the process ended with {code}")
            return current + 1


def _ended(code: int, following: int) -> int:
    if code:
        raise SystemExit("error: the process that reads the files cannot be started")
    return following


def _pump(stream: IO[str] | None, lines: queue.Queue[str]) -> None:
    for line in stream or ():
        lines.put(line.rstrip("\n"))
    lines.put("end")


def _keep(folder: Path | None, layout: str, sample: Path, seed: int, tally: Tally) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for index, _ in tally.findings:
            content = damaged_file(layout, sample.read_bytes(), seed, index)
            (folder / f"{layout}-{seed}-{index}{sample.suffix}").write_bytes(content)


if __name__ == "__main__":
    typer.run(main)
