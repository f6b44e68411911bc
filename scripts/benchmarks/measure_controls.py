"""What each control costs: an evaluation with it beside a plain one, in turn, and the memory that it works in."""

import dataclasses
import functools
import shlex
import statistics
from pathlib import Path
from typing import Annotated, Any

import jax
import jax.numpy as jnp
import typer

import stylejax
from benchmarking.timing import in_turn
from stylejax.jobs.inputs.parts import Inputs, style_of
from stylejax.jobs.inputs.reading import read_inputs
from stylejax.settings import DEFAULTS, TransferSettings
from stylejax.synthesis.programs import likeness

PLAIN = "plain"


def controls(second: str) -> dict[str, dict[str, Any]]:
    """Settings by what they are called; `second` is the painting that is mixed in."""
    return {
        PLAIN: {},
        "colors palette": {"colors": "palette"},
        "colors photo": {"colors": "photo"},
        "two styles": {"more_styles": (second,)},
        "two styles, normalized": {"more_styles": (second,), "style_loss": "normalized"},
        "strokes 1": {"strokes": 1.0},
        "style size 2x": {"style_size": "2x"},
        "abstraction 0.5": {"abstraction": 0.5},
        "contours 0.3": {"contours": 0.3},
    }


def evaluation(inputs: Inputs) -> tuple[Any, float]:
    """Value and gradient of the objective, compiled, as a function of nothing, and its megabytes."""
    weights = likeness(inputs.weights)
    ready = stylejax.prepared(inputs.network, layers=weights.layers)
    content = jnp.asarray(inputs.photo.image)
    measure = jax.jit(functools.partial(stylejax.measure_targets, like=weights))
    arguments = content, ready, measure(ready, content, style_of(inputs)), weights
    compiled = jax.jit(jax.value_and_grad(stylejax.objective, has_aux=True)).lower(*arguments).compile()
    needed = compiled.memory_analysis()
    megabytes = needed.temp_size_in_bytes / 1e6 if needed else float("nan")
    return lambda: jax.block_until_ready(compiled(*arguments)), megabytes


def main(
    photo: Path,
    painting: Path,
    second: Annotated[Path, typer.Argument(help="Another painting, to be mixed in.")],
    size: Annotated[int, typer.Option(help="Longest side in pixels.")] = 256,
    rounds: Annotated[int, typer.Option(help="Times that each evaluation is timed.")] = 15,
) -> None:
    """Time an evaluation with each control and print them beside the plain one as Markdown."""
    base: TransferSettings = dataclasses.replace(DEFAULTS, content=str(photo), style=str(painting), size=size)
    found = {
        name: evaluation(read_inputs(dataclasses.replace(base, **settings)))
        for name, settings in controls(str(second)).items()
    }
    times = in_turn({name: run for name, (run, _) in found.items()}, rounds)
    medians = {name: statistics.median(each) for name, each in times.items()}
    print(f"{shlex.join([photo.name, painting.name, second.name])} at {size} px\n")
    print("| control | seconds of an evaluation | to the plain one's | working memory, to the plain one's |")
    print("|---|---|---|---|")
    for name, median in medians.items():
        memory = found[name][1] / found[PLAIN][1]
        print(f"| {name} | {median:.3f} | {median / medians[PLAIN]:.2f} | {memory:.2f} |", flush=True)


if __name__ == "__main__":
    typer.run(main)
