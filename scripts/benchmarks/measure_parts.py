"""What each part of the first picture does: painted without it, and the grain, objective and time that come of it."""

import functools
import time
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

import stylejax
from benchmarking.grain import as_large, grain_of
from stylejax.optimizers import OPTIMIZERS, from_color_noise
from stylejax.synthesis.starts import noise_start

ALL_COLORS_ALIKE = OPTIMIZERS["lbfgs"](**from_color_noise())
WAYS: dict[str, dict[str, Any]] = {
    "with no option": {},
    "all colors moved alike": {"optimizer": ALL_COLORS_ALIKE},
    "from color noise": {"init": noise_start, "optimizer": ALL_COLORS_ALIKE},
    "from color noise, brightness first": {"init": noise_start},
    "from the photo": {"init": lambda content, style: content},
    "from another seed": {"init": functools.partial(stylejax.painted_start, seed=1)},
    "at two sizes": {"levels": 2},
    "at one size": {"levels": 1, "steps": 150},
}


def main(
    pictures: Annotated[list[Path], typer.Argument(help="Photo and painting, photo and painting, ...")],
    size: Annotated[int, typer.Option(help="Longest side in pixels.")] = 256,
    folder: Annotated[Path | None, typer.Option(help="Write the pictures to this folder.")] = None,
) -> None:
    """Paint pairs in several ways and print grain, objective and seconds, as Markdown."""
    network = stylejax.load_network("compact")
    print("| pair | way | finest color / brightness | brightness / painting's | objective | seconds |")
    print("|---|---|---|---|---|---|")
    for photo, painting in zip(pictures[::2], pictures[1::2], strict=True):
        content, style = (stylejax.read_image(path, size=size) for path in (photo, painting))
        theirs = grain_of(as_large(style, max(content.shape[:2])))
        for name, options in WAYS.items():
            began = time.perf_counter()
            result = stylejax.transfer(content, style, network=network, **options)
            seconds, mine = time.perf_counter() - began, grain_of(np.asarray(result.image, np.float64))
            numbers = f"{mine.color_over_brightness:.2f} | {mine.brightness[0] / theirs.brightness[0]:.2f}"
            pair = f"{photo.stem} x {painting.stem}"
            print(f"| {pair} | {name} | {numbers} | {result.lowest:.4g} | {seconds:.0f} |", flush=True)
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
                file = f"{photo.stem}-{painting.stem}-{name.replace(' ', '-').replace(',', '')}.png"
                stylejax.write_image(folder / file, result.image)


if __name__ == "__main__":
    typer.run(main)
