"""How far `stylejax transfer --plan` is from the run: memory against the peak of the process, time against the wall."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

SECONDS = {"s": 1, "min": 60, "h": 3600}
RUNS = "256,512,1024,2048,2048:least,3072:least"


def planned(words: list[str]) -> tuple[float, float, float]:
    """Gigabytes and the range of seconds that the plan tells."""
    told = subprocess.run([*words, "--plan"], capture_output=True, text=True, check=True).stdout
    memory = re.search(r"about ([\d.]+) GB", told)
    found = re.findall(r"([\d.]+) (s|min|h)\b", told.splitlines()[0])
    low, high = (float(number) * SECONDS[unit] for number, unit in found[-2:])
    assert memory
    return float(memory[1]), low, high


def painted(words: list[str]) -> tuple[float, float]:
    """Gigabytes at the peak of the process that paints, and its seconds."""
    began = time.perf_counter()
    process = subprocess.Popen([*words, "--quiet"])
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return usage.ru_maxrss * 1024 / 1e9, time.perf_counter() - began


def main(
    photo: Path,
    painting: Path,
    runs: Annotated[
        str, typer.Option(help="Longest sides in pixels, each perhaps with the memory to compute in.")
    ] = RUNS,
    steps: Annotated[int, typer.Option(help="Evaluations of each.")] = 360,
) -> None:
    """Print a table, a row a run; nothing else should run on the machine."""
    print("| pixels | memory | told | peak | ratio | time told | time | to the middle of what is told |")
    print("|---|---|---|---|---|---|---|---|")
    for run in runs.split(","):
        size, _, memory = run.partition(":")
        with tempfile.TemporaryDirectory() as folder:
            output = ["-o", f"{folder}/picture.png", "--checkpoint", "off", "--steps", str(steps)]
            words = [sys.executable, "-m", "stylejax", "transfer", str(photo), str(painting), "--size", size]
            words += ["--memory", memory or "auto", *output]
            told, low, high = planned(words)
            peak, seconds = painted(words)
        cells = (size, memory or "auto", f"{told:.1f} GB", f"{peak:.1f} GB", f"{told / peak:.2f}")
        times = (f"{low:.0f} to {high:.0f} s", f"{seconds:.0f} s", f"{(low + high) / 2 / seconds:.2f}")
        print(f"| {' | '.join((*cells, *times))} |", flush=True)


if __name__ == "__main__":
    typer.run(main)
