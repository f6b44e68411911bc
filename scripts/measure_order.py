"""What an evaluation takes on CPU when its operations are ordered for memory, and for running side by side."""

import json
import statistics
from typing import Annotated, Any

import jax
import typer
from benchmarking.timing import in_turn

import stylejax

ORDERS: dict[str, dict[str, Any]] = {"side by side": {}, "memory": stylejax.compiler_options()}


def _temporary(program: Any) -> int:
    return program.memory_analysis().temp_size_in_bytes


def main(
    network: Annotated[str, typer.Option(help="A network by name or file.")] = "vgg19-random",
    size: Annotated[int, typer.Option(help="Side of the square picture in pixels.")] = 512,
    memory: Annotated[str, typer.Option(help="plenty or little.")] = "plenty",
    rounds: Annotated[int, typer.Option(help="Rounds; in each, both are called twice, and timed once.")] = 7,
) -> None:
    """Print gigabytes of intermediate results, seconds, and the median of their ratios, as JSON."""
    stylejax.keep_freed_memory()
    ready = stylejax.with_memory(stylejax.prepared(stylejax.load_network(network)), memory)
    weights = stylejax.loss_weights()
    content, style, start = (stylejax.noise_image((size, size, 3), seed=seed) for seed in range(3))
    targets = jax.jit(stylejax.measure_targets)(ready, content, style, like=weights)
    evaluate = jax.jit(jax.value_and_grad(stylejax.objective, has_aux=True)).lower(start, ready, targets, weights)
    programs = {name: evaluate.compile(compiler_options=options) for name, options in ORDERS.items()}
    arguments = start, ready, targets, weights
    runs = {name: lambda run=run: jax.block_until_ready(run(*arguments)) for name, run in programs.items()}
    times = in_turn(runs, rounds)
    shares = [one / other for one, other in zip(times["memory"], times["side by side"], strict=True)]
    gigabytes = {name: _temporary(program) / 1e9 for name, program in programs.items()}
    seconds = {name: statistics.median(found) for name, found in times.items()}
    print(json.dumps({"gigabytes": gigabytes, "seconds": seconds, "ratio": statistics.median(shares)}, indent=2))


if __name__ == "__main__":
    typer.run(main)
