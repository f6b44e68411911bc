"""What painting from coarse to fine gives and loses: objective over seconds, against one size, in a figure."""

import json
import time
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

import stylejax
from benchmarking.courses import Point
from benchmarking.curves import write_curves
from stylejax.synthesis import Progress
from stylejax.synthesis.starts import noise_start, painted_start

FROM_NOISE = {
    "init": noise_start,
    "optimizer": stylejax.optimizers.OPTIMIZERS["lbfgs"](**stylejax.optimizers.from_color_noise()),
    "levels": 1,
}
WAYS: dict[str, dict[str, Any]] = {
    "coarse to fine": {"init": painted_start},
    "one size, the same start": {"init": painted_start, "levels": 1},
    "one size, from color noise": FROM_NOISE,
}


def course(steps: int, arguments: dict[str, Any], options: dict[str, Any]) -> tuple[list[Point], stylejax.Result]:
    """The evaluations at full size of a run, and its result; a run before has compiled what it needs."""
    stylejax.transfer(**arguments, **options, steps=12)
    began, seconds, coarse = time.perf_counter(), list[float](), list[bool]()

    def told(progress: Progress) -> None:
        seconds.append(time.perf_counter() - began)
        coarse.append(progress.level is not None and progress.level.number < progress.level.count)

    result = stylejax.transfer(**arguments, **options, steps=steps, callback=told)
    points = zip(result.objective, seconds, coarse, strict=True)
    return [Point(objective, at) for objective, at, small in points if not small], result


def main(
    photo: Annotated[Path, typer.Argument(help="A photo.")],
    painting: Annotated[Path, typer.Argument(help="A painting.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The figure to write: .svg.")] = Path("levels.svg"),
    size: Annotated[int, typer.Option(help="Longest side in pixels.")] = 512,
    steps: Annotated[int, typer.Option(help="Evaluations from coarse to fine, in all.")] = 360,
    alone: Annotated[int, typer.Option(help="Evaluations at one size.")] = 150,
    pictures: Annotated[Path | None, typer.Option(help="Write the pictures to this folder.")] = None,
) -> None:
    """Paint one pair in three ways with the same weights at full size; print and draw the objective over seconds."""
    arguments = {
        "content": stylejax.read_image(photo, size=size),
        "style": stylejax.read_image(painting, size=size),
        "network": stylejax.load_network("compact"),
    }
    curves, weights = {}, {}
    for name, options in WAYS.items():
        count = alone if options.get("levels") == 1 else steps
        curves[name], result = course(count, arguments, {**options, **weights})
        weights = {"weights": result.levels[-1].weights}  # those of the first way, at full size, for all
        lowest = np.minimum.accumulate([point.objective for point in curves[name]])
        told = {"way": name, "objective": float(lowest[-1]), "seconds": curves[name][-1].seconds}
        print(json.dumps({**told, "levels": [level.evaluations for level in result.levels]}), flush=True)
        if pictures:
            pictures.mkdir(parents=True, exist_ok=True)
            stylejax.write_image(pictures / f"{name.replace(' ', '-').replace(',', '')}.png", result.image)
    write_curves(output, curves, title=f"{photo.stem} in the style of {painting.stem}, {size} px")


if __name__ == "__main__":
    typer.run(main)
