"""Measure a bare value-and-gradient and a whole optimizer step, in turn, in one process; print JSON."""

import functools
import json
import statistics
import time
from collections.abc import Callable
from typing import Annotated, Any

import jax
import typer

import stylejax


def seconds(run: Callable[[], Any]) -> float:
    """Seconds that one call takes, its results awaited."""
    began = time.perf_counter()
    jax.block_until_ready(run())
    return time.perf_counter() - began


def main(
    network: Annotated[str, typer.Option(help="A network by name or an HDF5 weight file.")] = "vgg19-random",
    size: Annotated[int, typer.Option(help="Longest side in pixels; the picture is 4:3.")] = 256,
    runs: Annotated[int, typer.Option(help="Timed runs of each; medians are printed.")] = 25,
) -> None:
    """Time bare evaluations and whole steps alternately and print medians and their ratio as JSON."""
    content, style = (stylejax.noise_image((size * 3 // 4, size, 3), seed=seed) for seed in (0, 1))
    weights, optimizer, model = stylejax.loss_weights(), stylejax.lbfgs(), stylejax.load_network(network)
    targets = stylejax.measure_targets(model, content, style, like=weights)
    bare = jax.jit(jax.value_and_grad(stylejax.objective, has_aux=True))
    whole = jax.jit(functools.partial(stylejax.step_lane, optimizer=optimizer), donate_argnums=0)
    lane = stylejax.start_lane(stylejax.noise_image(content.shape, seed=2), optimizer, like=weights)

    def step() -> jax.Array:
        nonlocal lane
        lane, value = whole(lane, model, targets, weights)
        return value

    def evaluate() -> Any:
        return bare(lane.image, model, targets, weights)

    compile_seconds = {"evaluation": seconds(evaluate), "step": seconds(step)}
    times = [(seconds(evaluate), seconds(step)) for _ in range(runs)]
    evaluation, whole_step = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = statistics.median(step / evaluation for evaluation, step in times)
    result = {"network": network, "size": size, "runs": runs, "first_call_seconds": compile_seconds}
    result |= {"evaluation_seconds": evaluation, "step_seconds": whole_step, "ratio": ratio}
    print(json.dumps({**result, "device": jax.devices()[0].device_kind}, indent=2))


if __name__ == "__main__":
    typer.run(main)
