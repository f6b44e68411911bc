"""What it brings that each core of a CPU paints a lane of a sweep by itself: seconds of an evaluation of a lane."""

import statistics
import subprocess
import sys
import time
from typing import Annotated

import jax
import numpy as np
import typer

import stylejax
from stylejax.allocation import keep_freed_memory
from stylejax.jobs import set_up_compiling
from stylejax.synthesis import make_devices_of_cores

STEPS, COUNTED_FROM = 12, 4


def paint(devices: int, size: int) -> None:
    """Paint four lanes, and print the seconds of an evaluation of one, from the fifth evaluation on."""
    keep_freed_memory()
    set_up_compiling()
    at_once, clock = make_devices_of_cores(devices), list[float]()
    pictures = np.random.default_rng(0).random((2, size * 3 // 4, size, 3), np.float32)
    weights = [stylejax.loss_weights(content=content) for content in (0.01, 0.1, 1.0, 10.0)]
    stacked = jax.tree.map(lambda *leaves: np.stack(leaves), *weights)
    options = {"network": stylejax.load_network("compact"), "weights": stacked, "steps": STEPS, "levels": 1}
    list(stylejax.transfer_many(*pictures, **options, callback=lambda progress: clock.append(time.perf_counter())))
    print((clock[STEPS - 1] - clock[COUNTED_FROM]) / (STEPS - 1 - COUNTED_FROM) / at_once)


def main(
    sizes: Annotated[str, typer.Option(help="Longest sides in pixels.")] = "256,512",
    devices: Annotated[int, typer.Option(help="Cores that are devices.")] = 2,
    rounds: Annotated[int, typer.Option(help="Runs of each, in turn.")] = 3,
) -> None:
    """Print a table: medians over rounds, each run in a process of its own."""
    print(f"| pixels | one device | {devices} devices | ratio |\n|---|---|---|---|")
    for size in sizes.split(","):
        found: dict[int, list[float]] = {1: [], devices: []}
        for _ in range(rounds):
            for count, seconds in found.items():
                words = [sys.executable, __file__, "one", str(count), size]
                told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
                seconds.append(float(told.split()[-1]))
        one, many = (statistics.median(seconds) for seconds in found.values())
        print(f"| {size} | {one:.3f} s | {many:.3f} s | {many / one:.2f} |", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        paint(int(sys.argv[2]), int(sys.argv[3]))
    else:
        typer.run(main)
