"""Time the 3x3 convolution in all forms by channels and size, in turn, and print what belongs into TILINGS."""

import functools
import json
import statistics
from collections.abc import Callable
from typing import Annotated, Any

import jax
import jax.numpy as jnp
import numpy as np
import typer

import stylejax
from benchmarking.timing import in_turn
from stylejax.networks.convolution import convolve, convolve_transformed
from stylejax.networks.winograd import POINTS, transformed_kernel

DIRECT = 0  # as the size of a tile


def form(size: int, side: int, channels: int) -> Callable[[], Any]:
    """The convolution and its gradient for the picture, in the form of that tile size, to be called."""
    generator = np.random.default_rng(0)
    image = jnp.asarray(generator.normal(size=(side, side, channels)), jnp.float32)
    kernel = generator.normal(size=(3, 3, channels, channels)).astype(np.float32)
    by, given = (convolve_transformed, transformed_kernel(kernel, size)) if size else (convolve, kernel)
    forward, constants = functools.partial(by, padding="zero", margin=1), jnp.asarray(given)

    def both(image: jax.Array, weights: jax.Array) -> tuple[jax.Array, jax.Array]:
        result, pull = jax.vjp(lambda image: forward(image, weights), image)
        return result, pull(result)[0]

    compiled = jax.jit(both)
    return lambda: jax.block_until_ready(compiled(image, constants))


def medians(side: int, channels: int, rounds: int) -> dict[int, float]:
    """Seconds of every form, timed in turn."""
    runs = {size: form(size, side, channels) for size in (DIRECT, *POINTS)}
    for run in runs.values():
        run()
    return {size: statistics.median(times) for size, times in in_turn(runs, rounds).items()}


def tiling(found: dict[int, dict[int, float]]) -> int | None:
    """Of times by side and form, the tile size that is the fastest at the largest picture; None: the direct form."""
    best = min(found[max(found)], key=lambda size: found[max(found)][size])
    return best or None


def main(
    channels: Annotated[list[int] | None, typer.Option(help="Channels in and out; may be given again.")] = None,
    side: Annotated[list[int] | None, typer.Option(help="Side of the square picture; may be given again.")] = None,
    rounds: Annotated[int, typer.Option(help="Rounds; in each, every form is timed once.")] = 7,
) -> None:
    """Print the times as JSON, and then the lines of TILINGS: channels and tile size."""
    stylejax.keep_freed_memory()
    counts, sides = channels or [16, 32, 64, 128, 256, 512], side or [8, 16, 32, 64, 128]
    found = {count: {each: medians(each, count, rounds) for each in sides} for count in counts}
    print(json.dumps(found, indent=2))
    for count, times in found.items():
        print(f"{count}: {tiling(times)}")


if __name__ == "__main__":
    typer.run(main)
