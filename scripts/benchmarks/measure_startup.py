"""Start-up: seconds of `--help`, and of compiling a step, cold and from the cache, each in a process of its own."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from benchmarking.results import Save, save

COLUMNS = ("what", "first time, s", "from the cache, s")

# What `transfer` compiles, the targets and one step, is timed without calling it: a first call also waits for memory.
# All is set up as the commands do it.
PROGRAM = """
import json, sys, time
import jax, stylejax
from stylejax.losses.blends import as_parts
from stylejax.jobs.session import set_up_compiling
from stylejax.synthesis import Seen, compiled_step, compiled_targets
name, size = sys.argv[1], int(sys.argv[2])
set_up_compiling()
optimizer = stylejax.optimizers.OPTIMIZERS["lbfgs"](**stylejax.optimizers.from_color_noise())
weights = stylejax.loss_weights()
network = stylejax.prepared(stylejax.load_network(name), layers=weights.layers)
content, style, start = (stylejax.noise_image((size, size, 3), seed=seed) for seed in range(3))
lane = stylejax.start_lane(start, optimizer, like=weights)
began = time.perf_counter()
seen = Seen(content), as_parts(Seen(style))
find = compiled_targets(stylejax.Execution()).lower(network, *seen, like=weights).compile()
found = time.perf_counter()
targets = jax.block_until_ready(find(network, *seen, like=weights))
told = time.perf_counter()
traced = compiled_step(optimizer).trace(lane, network=network, targets=targets, weights=weights)
lowered = traced.lower()
handed = time.perf_counter()
lowered.compile()
done = time.perf_counter()
print(json.dumps({"targets": found - began, "step": done - told, "step_by_xla": done - handed}))
"""


def help_seconds(rounds: int) -> float:
    """The median of `stylejax --help`."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "stylejax", "--help"], capture_output=True, check=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def compile_seconds(network: str, size: int, cache: Path) -> dict[str, float]:
    """Seconds to trace and compile targets and step, or to find them in the cache; and of the latter the compiler's."""
    environment = {**os.environ, "JAX_COMPILATION_CACHE_DIR": str(cache)}
    command = [sys.executable, "-c", PROGRAM, network, str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout)


def main(
    network: Annotated[str, typer.Option(help="A network by name or file.")] = "vgg19-random",
    size: Annotated[int, typer.Option(help="Side of the square picture in pixels.")] = 512,
    rounds: Annotated[int, typer.Option(help="Rounds; each compiles once cold and once from the cache.")] = 3,
    keep: Save = False,
) -> None:
    """Measure what a user waits for before the first step, and print medians as JSON."""
    found = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            cold, cached = (compile_seconds(network, size, Path(folder)) for _ in range(2))
        found.append(
            {f"{when}_{what}": times[what] for when, times in (("cold", cold), ("cached", cached)) for what in times}
        )
    medians = {name: statistics.median(one[name] for one in found) for name in found[0]}
    told = help_seconds(2 * rounds + 1)
    print(json.dumps({"network": network, "size": size, "help": told, **medians}, indent=2))
    if keep:
        steps = [spread([one[f"{when}_step"] for one in found]) for when in ("cold", "cached")]
        targets = [spread([one[f"{when}_targets"] for one in found]) for when in ("cold", "cached")]
        first = ["`stylejax --help`", f"{told:.2g}", ""]
        rows = [first, [f"compile a step, {network} at {size} pixels", *steps], ["compile targets", *targets]]
        save("startup", COLUMNS, rows)


def spread(seconds: list[float]) -> str:
    """The median, with the least and the most."""
    return f"{statistics.median(seconds):.2g} ({min(seconds):.2g} to {max(seconds):.2g})"


if __name__ == "__main__":
    typer.run(main)
