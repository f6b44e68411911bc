"""All recipes on one network, on their authors' scale and on its own: whether they move, and where they end.

For each recipe and scale: evaluations, first and last loss, and the distance of the picture from the photo, from the
painting and from gray (root mean square in sRGB, 0 to 1; photo and painting as the artist cut them). Prints a Markdown
table.

Example: python scripts/benchmarks/measure_artists.py photo.jpg painting.jpg --size 256 --steps 1000 --pictures FOLDER
"""

import dataclasses
import functools
import time
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

import stylejax
from stylejax.artists import ARTISTS, Artist, distance, paint_as, settled
from stylejax.artists.records import NORMALIZED, PLAIN

GRAY = 0.5


class Scales(StrEnum):
    """On which scales of the network recipes are painted."""

    AUTHORS = "authors"
    BOTH = "both"


HEAD = (
    "recipe",
    "scale",
    "evaluations",
    "first loss",
    "last loss",
    "from photo",
    "from painting",
    "from gray",
    "s",
    "ended",
)


def scales_of(artist: Artist, scales: Scales) -> Iterator[Artist]:
    """The recipe as on its author's scale, and before that, if both are asked for, on the network's own."""
    if scales == Scales.BOTH and artist.scale == PLAIN:
        yield dataclasses.replace(artist, scale=NORMALIZED)
    yield artist


def measured(
    artist: Artist, content: np.ndarray, style: np.ndarray, network: stylejax.Network, pictures: Path | None
) -> tuple[str, ...]:
    """A row of the table."""
    started = time.perf_counter()
    painting = paint_as(artist, content, style, network=network)
    seconds = time.perf_counter() - started
    image = np.asarray(painting.image)
    if pictures:
        stylejax.write_image(pictures / f"{artist.name}-{artist.scale}.png", image)
    others = (np.asarray(painting.content), np.asarray(painting.style), np.full_like(image, GRAY))
    losses = (f"{painting.objective[index]:.4g}" for index in (0, -1))
    distances = (f"{distance(image, other):.3f}" for other in others)
    return (
        artist.name,
        artist.scale,
        f"{painting.evaluations}",
        *losses,
        *distances,
        f"{seconds:.0f}",
        painting.status,
    )


def main(
    photo: Path,
    painting: Path,
    network: Annotated[str, typer.Option(help="A network with a plain scale in its card.")] = "compact",
    artists: Annotated[str, typer.Option(help="Recipes by name, joined by commas.")] = ",".join(ARTISTS),
    size: Annotated[int, typer.Option(help="Length in each artist's size rule.")] = 256,
    steps: Annotated[int, typer.Option(help="Evaluations; fewer where the artist spent fewer.")] = 100,
    scales: Annotated[Scales, typer.Option(help="Their authors' alone, or also the network's own.")] = Scales.AUTHORS,
    pictures: Annotated[Path | None, typer.Option(help="A folder to keep the pictures in; made where missing.")] = None,
) -> None:
    """Paint with every recipe, and print the table."""
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    content, style = (stylejax.read_image(path) for path in (photo, painting))
    measure = functools.partial(
        measured, content=content, style=style, network=stylejax.load_network(network), pictures=pictures
    )
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for name in artists.split(","):
        artist = settled(ARTISTS[name], size=size, steps=min(steps, ARTISTS[name].evaluations))
        for variant in scales_of(artist, scales):
            print(f"| {' | '.join(measure(variant))} |", flush=True)


if __name__ == "__main__":
    typer.run(main)
