"""Time evaluations and whole steps, ours beside torch's, in turn in one process: JSON, and a table if asked for."""

import json
import math
import statistics
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import jax
import jax.numpy as jnp
import typer

import stylejax
from benchmarking.contenders import LITTLE, OURS, PEERS, contender, operations
from benchmarking.peak_memory import peak_megabytes
from benchmarking.timing import in_turn, seconds

MATRIX = 2048  # side of the product that shows what the machine can do
Times = Mapping[tuple[str, str], list[float]]


def matrix_product() -> Callable[[], Any]:
    """A float32 matrix product, to be called."""
    square, product = jnp.ones((MATRIX, MATRIX)), jax.jit(jnp.matmul)
    return lambda: product(square, square).block_until_ready()


def timed(runs: Mapping[tuple[str, str], Callable[[], Any]], rounds: int) -> tuple[dict[str, float], Times]:
    """Seconds of the first call of each, and of the later ones, taken in turn."""
    first = {" ".join(key): seconds(run) for key, run in runs.items()}
    return first, in_turn(runs, rounds)


def ratio(times: Times, one: tuple[str, str], other: tuple[str, str]) -> float:
    """The median of ratios taken round by round, so that a machine's moods cancel."""
    return statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))


def measured(network: str, size: int, rounds: int) -> dict[str, Any]:
    """One row of the table: all contenders with one network at one size."""
    runs = {
        (name, what): run for name in (OURS, LITTLE, *PEERS) for what, run in contender(name, network, size).items()
    }
    first, times = timed({**runs, ("matrix", "product"): matrix_product()}, rounds)
    medians = {key: statistics.median(found) for key, found in times.items()}
    row = {
        "network": network,
        "size": size,
        "evaluation_seconds": medians[OURS, "evaluation"],
        "step_seconds": medians[OURS, "step"],
        "step_to_evaluation": ratio(times, (OURS, "step"), (OURS, "evaluation")),
        "little_to_plenty": ratio(times, (LITTLE, "evaluation"), (OURS, "evaluation")),
        "gigaflops": operations(network, size) / medians[OURS, "evaluation"] / 1e9,
        "matrix_gigaflops": 2 * MATRIX**3 / medians["matrix", "product"] / 1e9,
        "first_call_seconds": first,
        "all_seconds": {" ".join(key): median for key, median in medians.items()},
    }
    for what in ("evaluation", "step"):
        if PEERS:
            fastest = min(PEERS, key=lambda peer, what=what: medians[peer, what])
            row[f"torch_{what}_seconds"] = medians[fastest, what]
            row[f"{what}_to_torch"] = ratio(times, (OURS, what), (fastest, what))
    return row


def remembered(network: str, size: int) -> dict[str, float]:
    """Peak megabytes of all contenders with one network at one size, of evaluations and of steps."""
    found = {}
    for what in ("evaluation", "step"):
        names = {"": OURS, "little_": LITTLE}
        ours = {f"{word}{what}_megabytes": peak_megabytes(name, network, size, what) for word, name in names.items()}
        found |= ours
        if PEERS:
            least = min(peak_megabytes(peer, network, size, what) for peer in PEERS)
            found |= {f"torch_{what}_megabytes": least, **{f"{key}_to_torch": ours[key] / least for key in ours}}
    return found


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as Markdown, without what only a program would read."""
    names = list(dict.fromkeys(name for row in rows for name, value in row.items() if not isinstance(value, dict)))
    lines = [[_shown(row.get(name, math.nan)) for name in names] for row in rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in ([*map(_title, names)], ["---"] * len(names), *lines))


def _title(name: str) -> str:
    return name.replace("_", " ")


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else f"{value:.3g}"


def main(
    network: Annotated[list[str] | None, typer.Option(help="A network by name or file; may be given again.")] = None,
    size: Annotated[list[int] | None, typer.Option(help="Side of the square picture; may be given again.")] = None,
    runs: Annotated[int, typer.Option(help="Rounds; in each, everything is called twice, and timed once.")] = 7,
    memory: Annotated[bool, typer.Option(help="Also measure peak memory, in processes of their own.")] = True,
    markdown: Annotated[Path | None, typer.Option(help="Also write a table to this file.")] = None,
) -> None:
    """Time value-and-gradient and whole L-BFGS steps, print medians and ratios as JSON.

    Where torch is installed (the extra "bench"), it does the same beside us, both channels-last and not; its faster one
    counts.
    """
    stylejax.keep_freed_memory()
    cases = [(name, side) for name in network or ["vgg19-random", "compact"] for side in size or [128, 256, 512, 1024]]
    rows = [{**measured(*case, runs), **(remembered(*case) if memory else {})} for case in cases]
    device = jax.devices()[0].device_kind
    print(json.dumps({"runs": runs, "device": device, "jax": jax.__version__, "rows": rows}, indent=2))
    if markdown:
        markdown.write_text(table(rows) + "\n")


if __name__ == "__main__":
    typer.run(main)
