"""Who is first to the picture: seconds to the objective that torch's L-BFGS has reached after so many evaluations."""

import functools
import math
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import jax
import typer

import stylejax
from benchmarking import torch_peer
from benchmarking.courses import Point, Run, coarse, course, plain, reached

OPTIMIZER = stylejax.optimizers.OPTIMIZERS["lbfgs"](**stylejax.optimizers.from_color_noise())

WAYS: dict[str, Run] = {
    "stylejax": plain(OPTIMIZER),
    "all frequencies alike": plain(stylejax.lbfgs()),
    "two sizes": coarse(OPTIMIZER, 2),
}


def torch_course(
    network: stylejax.Network, content: jax.Array, style: jax.Array, start: jax.Array, *, steps: int, layout: Any
) -> list[Point]:
    """Torch's evaluations one by one, from the same start; the first, which sets it up, is made before the clock."""
    weights = stylejax.loss_weights()
    run = torch_peer.runs(network, content, style, start, weights=weights, layout=layout)["step"]
    points, began = [Point(run(), 0.0)], time.perf_counter()
    for _ in range(steps - 1):
        points.append(Point(run(), time.perf_counter() - began))
    return points


def race(network: stylejax.Network, pictures: Sequence[Any], steps: int, layout: str) -> dict[str, list[float]]:
    """For each way: evaluations at full size and seconds, as a share of torch's, to where torch has come."""
    content, style = pictures
    start = stylejax.noise_image(content.shape)
    peer = torch_course(network, content, style, start, steps=steps, layout=torch_peer.FORMATS[layout])
    objective, seconds = min(point.objective for point in peer), peer[-1].seconds
    print(f"torch: objective {objective:.4g} after {steps} evaluations in {seconds:.1f} s", flush=True)
    found = {}
    for name, run in WAYS.items():
        bound = functools.partial(run, content, style, network=network)
        arrived = reached(course(bound, steps), steps, objective)
        found[name] = [math.inf] * 2 if arrived is None else [float(arrived[0]), arrived[1] / seconds]
        print(f"{name}: {_told(*found[name])}", flush=True)
    return found


def _told(evaluations: float, share: float) -> str:
    return f"{evaluations:.0f} at full size, {share:.2f} of the seconds" if share < math.inf else "not reached"


def main(
    pictures: Annotated[list[Path], typer.Argument(help="Photo and painting, photo and painting, ...")],
    network: Annotated[str, typer.Option(help="A network by name or file.")] = "compact",
    size: Annotated[int, typer.Option(help="Longest side in pixels.")] = 256,
    steps: Annotated[int, typer.Option(help="Evaluations of torch, and our most at each size.")] = 300,
    layout: Annotated[str, typer.Option(help="Torch's layout: torch or torch channels-last.")] = "torch channels-last",
) -> None:
    """Paint pairs of pictures with torch and in our ways, and print how soon ours are where torch has come.

    All start from the same noise and minimize the same objective. Compiling is not counted.
    """
    stylejax.keep_freed_memory()
    loaded = stylejax.load_network(network)
    races = []
    for paths in zip(pictures[::2], pictures[1::2], strict=True):
        print(" x ".join(path.stem for path in paths))
        races.append(race(loaded, [stylejax.read_image(path, size=size) for path in paths], steps, layout))
    print(f"\nmedians, evaluations of {steps} and torch's seconds:")
    for name in WAYS:
        evaluations, share = (statistics.median(one[name][column] for one in races) for column in (0, 1))
        print(f"{name}: {_told(evaluations, share)}")


if __name__ == "__main__":
    typer.run(main)
