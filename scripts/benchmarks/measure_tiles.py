"""What tiles cost and save: seconds an evaluation, and the peak of the process, whole, in strips and in tiles."""

import itertools
import statistics
import subprocess
import sys
import time
from typing import Annotated

import numpy as np
import typer

import stylejax
from benchmarking.results import Save, save
from stylejax.networks.parts import tiles

MEMORIES = ("plenty", "little", "least")
COLUMNS = ("pixels", "memory", "an evaluation", "to plenty", "peak of the process")


def paint(size: int, memory: str, side: int, steps: int, network: str) -> None:
    """Paint a square of noise at one size, and print the median seconds of an evaluation and the peak in GB."""
    tiles.SIDE, clock = side, list[float]()  # pyrefly: ignore
    photo, painting = np.random.default_rng(0).random((2, size, size, 3), np.float32)
    compact = network == "compact"
    loaded = stylejax.load_network("compact") if compact else stylejax.random_network("vgg19", seed=0)
    execution = stylejax.Execution(memory=stylejax.Memory(memory))

    def hear(progress: stylejax.Progress) -> None:
        clock.append(time.perf_counter())

    options = {"network": loaded, "steps": steps, "levels": 1, "execution": execution, "callback": hear}
    stylejax.transfer(photo, painting[: min(size, 1024), : min(size, 1024)], **options)
    seconds = statistics.median(later - earlier for earlier, later in itertools.pairwise(clock))
    print(seconds, _peak() / 1e9)


def _peak() -> int:
    """The most memory that the process has had, in bytes."""
    with open("/proc/self/status") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def main(
    sizes: Annotated[str, typer.Option(help="Sides of squares in pixels.")] = "1024,2048",
    memories: Annotated[str, typer.Option(help="How to compute.")] = ",".join(MEMORIES),
    sides: Annotated[str, typer.Option(help="Sides of tiles.")] = "512,1024",
    network: Annotated[str, typer.Option(help="compact, or vgg19 for random weights of its shape.")] = "compact",
    steps: Annotated[int, typer.Option(help="Evaluations of each.")] = 5,
    keep: Save = False,
) -> None:
    """Print a table: each way in a process of its own."""
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    rows = list[list[str]]()
    for size in sizes.split(","):
        first = None
        for memory, side in _ways(memories, sides):
            words = [sys.executable, __file__, "one", size, memory, side, str(steps), network]
            found = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
            seconds, peak = map(float, found[-2:])
            first = first or seconds
            told = f"least, tiles of {side}" if memory == "least" else memory
            rows.append([size, told, f"{seconds:.2f} s", f"{seconds / first:.2f}", f"{peak:.1f} GB"])
            print(f"| {' | '.join(rows[-1])} |", flush=True)
    if keep:
        save("tiles", COLUMNS, rows)


def _ways(memories: str, sides: str) -> list[tuple[str, str]]:
    """How to compute, and the side of tiles, which counts for the least memory alone."""
    every = {memory: sides.split(",") if memory == "least" else ["512"] for memory in memories.split(",")}
    return [(memory, side) for memory, each in every.items() for side in each]


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        size, memory, side, steps, network = sys.argv[2:]
        paint(int(size), memory, int(side), int(steps), network)
    else:
        typer.run(main)
