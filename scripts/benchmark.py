"""Time bare evaluations and whole optimizer steps of one or more networks, in turn, in one process; print JSON."""

import functools
import json
import statistics
import time
from collections.abc import Callable
from typing import Annotated, Any

import jax
import typer

import stylejax

Timed = dict[str, Callable[[], Any]]


def seconds(run: Callable[[], Any]) -> float:
    """Seconds that one call takes, its results awaited."""
    began = time.perf_counter()
    jax.block_until_ready(run())
    return time.perf_counter() - began


def candidates(name: str, shape: tuple[int, int, int]) -> Timed:
    """A value-and-gradient and a whole step with the network of that name, on pictures `[h w 3]` of noise."""
    content, style, start = (stylejax.noise_image(shape, seed=seed) for seed in (0, 1, 2))
    network, weights, optimizer = stylejax.load_network(name), stylejax.loss_weights(), stylejax.lbfgs()
    targets = stylejax.measure_targets(network, content, style, like=weights)
    bare = jax.jit(jax.value_and_grad(stylejax.objective, has_aux=True))
    whole = jax.jit(functools.partial(stylejax.step_lane, optimizer=optimizer), donate_argnums=0)
    lane = stylejax.start_lane(start, optimizer, like=weights)

    def step() -> jax.Array:
        nonlocal lane
        lane, value = whole(lane, network, targets, weights)
        return value

    return {"evaluation": lambda: bare(lane.image, network, targets, weights), "step": step}


def summary(times: dict[tuple[str, str], list[float]], networks: list[str]) -> list[dict[str, Any]]:
    """Medians for each network, and ratios taken round by round, so that a machine's moods cancel."""

    def ratio(one: tuple[str, str], other: tuple[str, str]) -> float:
        return statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))

    return [
        {
            "network": name,
            "evaluation_seconds": statistics.median(times[name, "evaluation"]),
            "step_seconds": statistics.median(times[name, "step"]),
            "ratio": ratio((name, "step"), (name, "evaluation")),
            "evaluation_against_first": ratio((name, "evaluation"), (networks[0], "evaluation")),
        }
        for name in networks
    ]


def main(
    network: Annotated[list[str] | None, typer.Option(help="A network by name or file; may be given again.")] = None,
    size: Annotated[int, typer.Option(help="Longest side in pixels; the picture is 4:3.")] = 256,
    runs: Annotated[int, typer.Option(help="Rounds; in each, everything is timed once.")] = 15,
) -> None:
    """Time a bare value-and-gradient and a whole L-BFGS step, in turn, and print medians and their ratio as JSON."""
    networks = network or ["vgg19-random"]
    shape = (size * 3 // 4, size, 3)
    timed = {(name, what): run for name in networks for what, run in candidates(name, shape).items()}
    first_calls = {f"{name} {what}": seconds(run) for (name, what), run in timed.items()}
    times: dict[tuple[str, str], list[float]] = {key: [] for key in timed}
    for _ in range(runs):
        for key, run in timed.items():
            times[key].append(seconds(run))
    device = jax.devices()[0].device_kind
    result = {"size": size, "runs": runs, "device": device, "jax": jax.__version__, "first_call_seconds": first_calls}
    print(json.dumps({**result, "networks": summary(times, networks)}, indent=2))


if __name__ == "__main__":
    typer.run(main)
