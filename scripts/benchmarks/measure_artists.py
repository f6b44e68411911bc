"""All recipes on one network, on its own scale and on their authors': whether they move, and where they end.

For each recipe and scale: evaluations, first and last loss, and the distance of the picture from the photo, from the
painting and from gray (root mean square in sRGB, 0 to 1; photo and painting as the artist cut them). Prints a Markdown
table.

Example: python scripts/benchmarks/measure_artists.py photo.jpg painting.jpg --size 256 --steps 100 --pictures FOLDER
"""

import dataclasses
import functools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

import stylejax
from stylejax.artists import ARTISTS, Artist, distance, paint_as, settled
from stylejax.artists.records import NORMALIZED

GRAY = 0.5

HEAD = ("recipe", "scale", "evaluations", "first loss", "last loss", "from photo", "from painting", "from gray", "s")


def scales_of(artist: Artist) -> Iterator[Artist]:
    """The recipe as on the network's own scale, and on its author's where that is another."""
    yield dataclasses.replace(artist, scale=NORMALIZED)
    if artist.scale != NORMALIZED:
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
    return (artist.name, artist.scale, f"{painting.evaluations}", *losses, *distances, f"{seconds:.0f}")


def main(
    photo: Path,
    painting: Path,
    network: Annotated[str, typer.Option(help="A network with a plain scale in its card.")] = "compact",
    artists: Annotated[str, typer.Option(help="Recipes by name, joined by commas.")] = ",".join(ARTISTS),
    size: Annotated[int, typer.Option(help="Length in each artist's size rule.")] = 256,
    steps: Annotated[int, typer.Option(help="Evaluations; fewer where the artist spent fewer.")] = 100,
    pictures: Annotated[Path | None, typer.Option(help="A folder to keep the pictures in.")] = None,
) -> None:
    """Paint with every recipe on both scales, and print the table."""
    content, style = (stylejax.read_image(path) for path in (photo, painting))
    measure = functools.partial(
        measured, content=content, style=style, network=stylejax.load_network(network), pictures=pictures
    )
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for name in artists.split(","):
        artist = settled(ARTISTS[name], size=size, steps=min(steps, ARTISTS[name].evaluations))
        for variant in scales_of(artist):
            print(f"| {' | '.join(measure(variant))} |", flush=True)


if __name__ == "__main__":
    typer.run(main)
