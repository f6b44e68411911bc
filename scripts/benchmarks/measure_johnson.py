"""Johnson's losses on the plain scale of `compact` beside those that his own program printed for the same pictures.

Published: jcjohnson/neural-style, INSTALL.md at 07c4b82 (evaluation 1) and issue 92 (50 and 1000), at the defaults, 512
pixels, tubingen.jpg in the style of seated-nude.jpg, VGG-19. Each loss is weighted, as he prints it; relu5_1 at 50 is
not stated, and 0 here.

Example: python scripts/benchmarks/measure_johnson.py tubingen.jpg seated-nude.jpg --size 256 --at 1,50,500
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import jax
import jax.numpy as jnp
import numpy as np
import typer

import stylejax
from stylejax.artists import ARTISTS, artist_objective, artist_targets, network_for, paint_as, settled
from stylejax.networks import normalize
from stylejax.settings import STYLE_LAYERS

PUBLISHED = {
    1: (2091178.6, 30021.3, 700349.6, 153033.2, 12404635.2, 656.9),
    50: (966463.0, 23538.0, 153310.0, 32727.0, 308509.0, 0.0),
    1000: (630264.0, 176.0, 2303.9, 3840.5, 135616.8, 569.0),
}


class Keeping:
    """An observer that keeps the pictures of the evaluations named, in the artist's units."""

    def __init__(self, evaluations: Sequence[int]) -> None:
        self.evaluations = evaluations
        self.pictures: dict[int, np.ndarray] = {}

    def wants(self, evaluation: int, /) -> bool:
        return evaluation in self.evaluations

    def see(self, moment: Any, /) -> None:
        self.pictures[moment.evaluation] = np.asarray(moment.state.evaluated)


def row(name: str, losses: Sequence[float]) -> str:
    """A row of the table: the total, then each loss."""
    return f"| {name} | {sum(losses):.3g} | {' | '.join(f'{loss:.3g}' for loss in losses)} |"


def main(
    photo: Path,
    painting: Path,
    size: Annotated[int, typer.Option(help="The longest side.")] = 256,
    at: Annotated[str, typer.Option(help="Evaluations to look at, joined by commas.")] = "1,50,500",
) -> None:
    """Paint as Johnson on the shipped network, and print both tables in one."""
    evaluations = [int(each) for each in at.split(",")]
    artist, network = settled(ARTISTS["johnson"], size=size, steps=max(evaluations)), stylejax.load_network()
    content, style = (stylejax.read_image(path) for path in (photo, painting))
    keeping = Keeping(evaluations)
    paint_as(artist, content, style, network=network, observers=[keeping])
    fitted = (normalize(artist.pixels, jnp.asarray(each, jnp.float32)) for each in artist.fit(content, style))
    own = network_for(artist, network)
    targets = jax.jit(artist_targets, static_argnames="artist")(artist, own, *fitted)
    objective = jax.jit(artist_objective, static_argnames="artist")
    print(f"| evaluation | total | relu4_2 | {' | '.join(STYLE_LAYERS)} |\n|{'---|' * 8}")
    for evaluation, losses in PUBLISHED.items():
        print(row(f"{evaluation}, published", losses))
    for evaluation, picture in keeping.pictures.items():
        _, terms = objective(jnp.asarray(picture), artist, own, targets)
        print(row(f"{evaluation}, at {size} pixels", [float(term) for name, term in terms.items() if "/" in name]))


if __name__ == "__main__":
    typer.run(main)
