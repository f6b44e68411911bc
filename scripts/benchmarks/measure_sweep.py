"""Seconds per lane and evaluation in sweeps of several widths against the run of one picture, in turn, as JSON."""

import csv
import functools
import json
import statistics
from pathlib import Path
from typing import Annotated, Any

import jax
import numpy as np
import typer

import stylejax
from stylejax.synthesis.programs import compiled_step
from stylejax.synthesis.sweeps.chunks import Chunks
from stylejax.synthesis.sweeps.gathering import gather_lanes
from stylejax.synthesis.sweeps.sizes import Clock, cut

OPTIMIZER = stylejax.optimizers.OPTIMIZERS["lbfgs"](**stylejax.optimizers.from_color_noise())


def solo_clock(network: stylejax.Network, content: jax.Array, style: jax.Array) -> Clock:
    """The step of one picture as `transfer` runs it."""
    network, weights = stylejax.prepared(network), stylejax.loss_weights()
    targets = jax.jit(stylejax.measure_targets)(network, content, style, like=weights)
    step = functools.partial(compiled_step(OPTIMIZER), network=network, targets=targets, weights=weights)
    lane = stylejax.start_lane(stylejax.noise_image(content.shape), OPTIMIZER, like=weights)
    return Clock(lane, step)


def chunk_of(lanes: int, network: stylejax.Network, content: jax.Array, style: jax.Array) -> Chunks:
    """So many lanes at once, which differ in their content weight."""
    one, factors = stylejax.loss_weights(), np.geomspace(1e-4, 1, lanes)
    weights = jax.tree.map(lambda leaf: np.asarray(leaf) * (factors if lanes > 1 else 1.0), one)
    inits = stylejax.noise_image(content.shape)
    return cut(gather_lanes(content, style, network=network, weights=weights, inits=inits), OPTIMIZER, lanes)


def clock_of(chunks: Chunks) -> Clock:
    """The step of a chunk as `transfer_many` runs it."""
    begun = chunks.begin(chunks.all[0], chunks.network_in_place())
    return Clock(begun.lanes, begun.step)


def row(chunks: Chunks, seconds: list[float], solo: list[float]) -> dict[str, Any]:
    """A line of the table; the ratio is taken round by round, so that a machine's moods cancel."""
    lanes = chunks.lanes.count
    return {
        "lanes": lanes,
        "seconds_per_step": statistics.median(seconds),
        "seconds_per_lane_evaluation": statistics.median(seconds) / lanes,
        "ratio_to_solo": statistics.median(a / lanes / b for a, b in zip(seconds, solo, strict=True)),
        "bytes_per_device": chunks.bytes_per_device(),
        "devices": chunks.mesh.size,
    }


def main(
    network: Annotated[str, typer.Option(help="A network by name or file.")] = "vgg19-random",
    size: Annotated[int, typer.Option(help="Sides of the square picture in pixels.")] = 256,
    lanes: Annotated[str, typer.Option(help="How many lanes at once, separated by commas.")] = "1,4",
    rounds: Annotated[int, typer.Option(help="Rounds; in each, everything is timed once.")] = 9,
    table: Annotated[Path | None, typer.Option(help="Write the curve as CSV, too.")] = None,
) -> None:
    """Time a step of one picture and of sweeps of several widths, in turn, and print medians and ratios as JSON."""
    loaded, shape = stylejax.load_network(network), (size, size, 3)
    content, style = (stylejax.noise_image(shape, seed=seed) for seed in (1, 2))
    solo = solo_clock(loaded, content, style)
    candidates = [chunk_of(int(number), loaded, content, style) for number in lanes.split(",")]
    clocks = [clock_of(chunks) for chunks in candidates]
    for _ in range(rounds):
        for clock in (solo, *clocks):
            clock.tick()
    rows = [row(chunks, clock.seconds, solo.seconds) for chunks, clock in zip(candidates, clocks, strict=True)]
    if table:
        with table.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    about = {"network": network, "size": size, "rounds": rounds, "device": jax.devices()[0].device_kind}
    found = {"solo_seconds_per_evaluation": statistics.median(solo.seconds), "sweeps": rows}
    print(json.dumps({**about, "jax": jax.__version__, **found}, indent=2))


if __name__ == "__main__":
    typer.run(main)
