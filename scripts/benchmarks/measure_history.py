"""What L-BFGS remembers at the last level: the objective it reaches, and its memory, by number and type of pairs."""

import itertools
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import jax
import jax.numpy as jnp
import typer
from jax.typing import DTypeLike

import stylejax
from stylejax.synthesis.starts import resized

LARGE = (4096, 4096, 3)  # whose state is weighed


def remembering(pairs: int, kept_as: DTypeLike | None = None) -> stylejax.Optimizer:
    """L-BFGS as `transfer` has it, with so many pairs kept as that type."""
    return stylejax.lbfgs(memory=pairs, preconditioner=stylejax.large_and_bright_first, kept_as=kept_as)


WAYS = {
    "10 pairs": remembering(10),
    "5 pairs": remembering(5),
    "3 pairs": remembering(3),
    "2 pairs": remembering(2),
    "10 pairs, bfloat16": remembering(10, jnp.bfloat16),
    "5 pairs, bfloat16": remembering(5, jnp.bfloat16),
    "3 pairs, bfloat16": remembering(3, jnp.bfloat16),
    "Adam": stylejax.adam(),
}


def gigabytes(optimizer: stylejax.Optimizer) -> float:
    """What the optimizer's state takes at 4096 x 4096 pixels."""
    state = jax.eval_shape(optimizer.init, jax.ShapeDtypeStruct(LARGE, jnp.float32))
    return sum(leaf.size * leaf.dtype.itemsize for leaf in jax.tree.leaves(state)) / 1e9


def noting(clock: list[float]) -> Callable[[stylejax.Progress], None]:
    """A callback that notes when each evaluation was there."""
    return lambda progress: clock.append(time.perf_counter())


def finished(content: Path, style: Path, *, size: int, steps: int, coarse_steps: int) -> dict[str, tuple[float, float]]:
    """The lowest objective and seconds an evaluation of each way, from the same picture of half the size."""
    network = stylejax.load_network("compact")
    small, painting = (stylejax.read_image(path, size=size // 2) for path in (content, style))
    begun = stylejax.transfer(small, painting, network=network, steps=coarse_steps).image
    photo, painting = (stylejax.read_image(path, size=size) for path in (content, style))
    start, found = resized(begun, photo.shape), {}
    for name, optimizer in WAYS.items():
        clock = list[float]()
        options = {"network": network, "levels": 1, "steps": steps, "init": start, "optimizer": optimizer}
        result = stylejax.transfer(photo, painting, **options, callback=noting(clock))
        between = [later - earlier for earlier, later in itertools.pairwise(clock)]
        found[name] = result.lowest, statistics.median(between)
    return found


def main(
    pictures: Annotated[list[Path], typer.Argument(help="Photo and painting, again and again.")],
    size: Annotated[int, typer.Option(help="Longest side of the last level in pixels.")] = 512,
    steps: Annotated[str, typer.Option(help="Evaluations of the last level.")] = "8,16,40",
    coarse_steps: Annotated[int, typer.Option(help="Evaluations of the levels before.")] = 160,
) -> None:
    """Print a table: medians over pairs, objectives and times of an evaluation to those of ten pairs."""
    pairs = list(zip(pictures[::2], pictures[1::2], strict=True))
    counts = [int(count) for count in steps.split(",")]
    rows: dict[str, list[str]] = {name: [f"{gigabytes(way):.1f} GB"] for name, way in WAYS.items()}
    seconds = dict[str, list[float]]()
    for count in counts:
        found = [finished(*pair, size=size, steps=count, coarse_steps=coarse_steps) for pair in pairs]
        for name, row in rows.items():
            ratio = statistics.median(one[name][0] / one["10 pairs"][0] for one in found)
            row.append(f"{ratio:.3f}")
            seconds.setdefault(name, []).append(statistics.median(one[name][1] / one["10 pairs"][1] for one in found))
    print(f"| remembered | at 4096 px | {' | '.join(f'{count} evaluations' for count in counts)} | time |")
    print("|---" * (len(counts) + 3) + "|")
    for name, row in rows.items():
        print(f"| {name} | {' | '.join(row)} | {statistics.median(seconds[name]):.2f} |")


if __name__ == "__main__":
    typer.run(main)
