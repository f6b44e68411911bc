"""DeepDream as its author ran it, beside ours: the recipe `deepdream` and the command `stylejax dream`, one network.

Both begin with the photo and go through the notebook's octaves, steps and shifts. The recipe is fed Caffe's pixels and
keeps values in their range; `dream` works on colors from 0 to 1, and resizes smoothly where the notebook does not.

Example: python scripts/essay/draw_dreams.py photo.jpg -o dreams.jpg
"""

import dataclasses
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

import stylejax
from small_sheets import write_small
from stylejax.artists import ARTISTS, distance, paint_as, stand_ins
from stylejax.command_settings import DREAM_DEFAULTS
from stylejax.jobs import set_up_compiling
from stylejax.reports import Cell, Grid, Heading, Sheet
from stylejax.synthesis import dream

DEEPDREAM = ARTISTS["deepdream"]


def main(
    photo: Path,
    output: Annotated[Path, typer.Option("--output", "-o", help="The sheet to write.")] = Path("dreams.jpg"),
    network: Annotated[str, typer.Option(help="A network by name; that of 2015 is googlenet.")] = "compact",
    size: Annotated[int, typer.Option(help="Longest side in pixels.")] = 256,
) -> None:
    """Dream as the notebook of 2015 did, and as `stylejax dream` does, and draw both on one sheet."""
    set_up_compiling()
    loaded, picture = stylejax.load_network(network), stylejax.read_image(photo, size=size)
    layer = DEEPDREAM.content[0].layer
    layer = stand_ins(DEEPDREAM, loaded).get(layer, layer)
    artist = dataclasses.replace(DEEPDREAM, fit=dataclasses.replace(DEEPDREAM.fit, length=size))
    images = {
        "the photo": picture,
        "as its author ran it": np.asarray(paint_as(artist, picture, picture, network=loaded).image),
        "stylejax dream": np.asarray(dream(picture, network=loaded, layer=layer).image),
    }
    cells = [Cell(image.shape[:2], image, "", (name,)) for name, image in images.items()]
    _, author, ours = images.values()
    told = DREAM_DEFAULTS
    lines = [
        f"network {network} at {layer}: {told.octaves} octaves of {told.steps} steps, rate {told.rate}, jitter "
        f"{told.jitter}; {distance(author, ours):.3f} apart, {distance(author, picture):.3f} and "
        f"{distance(ours, picture):.3f} from the photo (root mean square)"
    ]
    print(lines[0])
    grid = Grid((Heading((), {}),), (Heading((), {}),) * len(cells), (), ())
    write_small(output, Sheet(grid, cells, "DeepDream", lines, [], {}))


if __name__ == "__main__":
    typer.run(main)
