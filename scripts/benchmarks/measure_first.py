"""First to the picture: evaluations and seconds that ways of optimizing take to reach the same objectives."""

import functools
import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

import stylejax
from benchmarking.courses import Run, coarse, course, plain, reached
from stylejax.optimizers import frequencies

MARKS = (50, 100, 150)  # evaluations of the yardstick; what it has reached by then is what all others are to reach


def lbfgs(exponent: float = frequencies.EXPONENT, **options: Any) -> stylejax.Optimizer:
    """L-BFGS that moves low frequencies first, by that exponent."""
    preconditioner = functools.partial(stylejax.low_frequencies_first, exponent=exponent)
    return stylejax.lbfgs(preconditioner=preconditioner, **options)


OPTIMIZER = lbfgs()
YARDSTICK = "L-BFGS, all frequencies alike"
WAYS: dict[str, Run] = {
    YARDSTICK: plain(stylejax.lbfgs()),
    **{f"L-BFGS, exponent {exponent}": plain(lbfgs(exponent)) for exponent in (0.5, 0.7, 1.0)},
    **{f"L-BFGS, history {memory}": plain(lbfgs(memory=memory)) for memory in (5, 10, 50)},
    **{f"L-BFGS, first move {move}": plain(lbfgs(first_move=move)) for move in (0.1, 0.25, 1.0)},
    **{f"Adam, rate {rate}": plain(stylejax.adam(learning_rate=rate)) for rate in (0.02, 0.05)},
    "two sizes": coarse(OPTIMIZER, 2),
    "three sizes": coarse(OPTIMIZER, 3),
}


def compare(content: Path, style: Path, network: stylejax.Network, size: int, steps: int) -> dict[str, Any]:
    """All ways on one pair of pictures."""
    pictures = [stylejax.read_image(path, size=size) for path in (content, style)]
    courses = {name: course(functools.partial(run, *pictures, network=network), steps) for name, run in WAYS.items()}
    best = [min(point.objective for point in courses[YARDSTICK][:mark]) for mark in MARKS if mark <= steps]
    return {
        "pair": f"{content.stem} x {style.stem}",
        "objectives": best,
        "reached": {name: [reached(course, steps, value) for value in best] for name, course in courses.items()},
        "final": {name: min(point.objective for point in course[-steps:]) for name, course in courses.items()},
    }


def table(pairs: Sequence[dict[str, Any]]) -> str:
    """Medians over pairs as Markdown; each number is a share of what the yardstick took, and - is never reached."""
    header = " | ".join(f"{mark}: evaluations, seconds" for mark in MARKS[: len(pairs[0]["objectives"])])
    lines = [f"| way | {header} | final objective |", "|---" * (len(pairs[0]["objectives"]) + 2) + "|"]
    for name in WAYS:
        cells = [_cell(pairs, name, mark) for mark in range(len(pairs[0]["objectives"]))]
        final = statistics.median(pair["final"][name] / pair["final"][YARDSTICK] for pair in pairs)
        lines.append(f"| {name} | {' | '.join(cells)} | {final:.2f} |")
    return "\n".join(lines)


def _cell(pairs: Sequence[dict[str, Any]], name: str, mark: int) -> str:
    both = [(pair["reached"][name][mark], pair["reached"][YARDSTICK][mark]) for pair in pairs]
    if any(one is None for one, _ in both):
        missed = sum(one is None for one, _ in both)
        return f"missed on {missed} of {len(both)}"
    return ", ".join(
        f"{statistics.median(one[what] / yardstick[what] for one, yardstick in both):.2f}"  # pyrefly: ignore
        for what in (0, 1)
    )


def main(
    pictures: Annotated[list[Path], typer.Argument(help="Photo and painting, photo and painting, ...")],
    network: Annotated[str, typer.Option(help="A network by name or file.")] = "compact",
    size: Annotated[int, typer.Option(help="Longest side in pixels.")] = 192,
    steps: Annotated[int, typer.Option(help="Evaluations at full size.")] = 150,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write all numbers as JSON, too.")] = None,
) -> None:
    """Paint pairs of pictures in many ways and print, as Markdown, how soon each reaches the same objectives."""
    loaded = stylejax.load_network(network)
    pairs = []
    for pair in zip(pictures[::2], pictures[1::2], strict=True):
        pairs.append(compare(*pair, loaded, size, steps))
        if output:  # as far as it has come: all pairs take long
            output.write_text(json.dumps({"network": network, "size": size, "steps": steps, "pairs": pairs}, indent=2))
        print(f"after {len(pairs)} pairs\n\n{table(pairs)}\n", flush=True)


if __name__ == "__main__":
    typer.run(main)
