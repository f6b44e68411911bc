"""What total variation, the start and the optimizer do by themselves: one sheet for each, all else being equal.

Every picture is painted at one size, as in 2015: where pictures grow from coarse to fine, the start matters less. Below
each stand its terms by the network that painted it, and how many evaluations it took.

Example: python scripts/essay/draw_effect.py start photo.jpg painting.jpg -o start.jpg
"""

import dataclasses
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

import stylejax
from small_sheets import write_small
from stylejax.jobs import paint_one, read_inputs, set_up_compiling
from stylejax.losses.terms import content_term, style_term
from stylejax.reports import Cell, Grid, Heading, Sheet
from stylejax.settings import TransferSettings


class Effect(StrEnum):
    """What is varied."""

    VARIATION = "variation"
    START = "start"
    OPTIMIZER = "optimizer"


VALUES: dict[Effect, tuple[str, tuple[Any, ...]]] = {
    Effect.VARIATION: ("tv_weight", (0.0, 3.0, 30.0, 300.0)),
    Effect.START: ("init", ("content", "style", "noise")),
    Effect.OPTIMIZER: ("optimizer", ("lbfgs", "plain-lbfgs", "adam", "sgd")),
}
TITLES = {
    Effect.VARIATION: "total variation",
    Effect.START: "the start",
    Effect.OPTIMIZER: "the optimizer",
}


def cell_of(settings: TransferSettings, name: str) -> Cell:
    """A picture with its terms below."""
    result = paint_one(settings, read_inputs(settings), lambda progress: None)
    terms = f"content {content_term(result.terms):.3g} · style {style_term(result.terms):.3g}"
    height, width, _ = result.image.shape
    told = f"{result.evaluations} evaluations, objective {result.lowest:.3g}"
    note = "" if result.status in ("finished", "converged") else result.status
    print(f"{name}: {terms}, {told}, {result.status}", flush=True)
    return Cell((height, width), np.asarray(result.image), note, (name, terms, told))


def main(
    effect: Effect,
    photo: Path,
    painting: Path,
    output: Annotated[Path, typer.Option("--output", "-o", help="The sheet to write.")] = Path("effect.jpg"),
    size: Annotated[int, typer.Option(help="Longest side in pixels.")] = 256,
    steps: Annotated[int, typer.Option(help="Evaluations of each picture.")] = 100,
) -> None:
    """Paint with each value of a setting, and draw all on one sheet."""
    set_up_compiling()
    field, values = VALUES[effect]
    base = TransferSettings(
        content=str(photo), style=str(painting), size=size, steps=steps, levels=1, content_weight=1.0, style_weight=1.0
    )
    cells = [cell_of(dataclasses.replace(base, **{field: value}), f"{value}") for value in values]
    grid = Grid((Heading((), {}),), (Heading((), {}),) * len(values), (), ())
    margin = [(name, stylejax.read_image(path)) for name, path in (("content", photo), ("style", painting))]
    lines = [f"network {base.network}, {size} pixels, {steps} evaluations, content and style weight 1"]
    sheet = Sheet(grid, cells, f"The effect of {TITLES[effect]}", lines, margin, {})
    write_small(output, sheet)


if __name__ == "__main__":
    typer.run(main)
