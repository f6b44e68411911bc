"""Every lane of a sweep against its solo run: 4 content weights x 3 layer subsets, objectives compared, as JSON."""

import itertools
import json
from pathlib import Path
from typing import Annotated, Any

import jax
import jax.numpy as jnp
import numpy as np
import typer

import stylejax
from stylejax.settings import CONTENT_WEIGHT, STYLE_LAYERS

FACTORS = (0.01, 0.1, 1.0, 10.0)  # of the default content weight
SUBSETS = (1, 3, 5)  # style layers, from the first on
FIRST = 10


def lanes() -> list[tuple[float, tuple[str, ...]]]:
    """Content weight and style layers of each lane."""
    return [(factor * CONTENT_WEIGHT, STYLE_LAYERS[:count]) for count, factor in itertools.product(SUBSETS, FACTORS)]


def in_sweep(weight: float, layers: tuple[str, ...]) -> stylejax.Weights:
    """The weights of a lane: zero on the layers that it leaves out."""
    alone = stylejax.loss_weights(content=weight, style_layers=layers)
    every = stylejax.loss_weights()
    return stylejax.Weights(every.terms, [alone.get(name, jnp.float32(0)) for name in every])


def row(lane: tuple[float, tuple[str, ...]], swept: stylejax.Result, solo: stylejax.Result) -> dict[str, Any]:
    """How far one lane's objectives are from those of its solo run, relative to these."""
    one, other = np.array(swept.objective), np.array(solo.objective)
    return {
        "content_weight": lane[0],
        "style_layers": len(lane[1]),
        "first": float(np.max(np.abs(one - other)[:FIRST] / other[:FIRST])),
        "final": float((one.min() - other.min()) / other.min()),
        "largest_pixel_difference": float(np.max(np.abs(swept.image - solo.image))),
    }


def main(
    content: Annotated[Path, typer.Argument(help="The photo.")],
    style: Annotated[Path, typer.Argument(help="The painting.")],
    network: Annotated[str, typer.Option(help="A network by name or file.")] = "compact",
    size: Annotated[int, typer.Option(help="Longest side in pixels.")] = 128,
    steps: Annotated[int, typer.Option(help="Evaluations of each lane.")] = 60,
    at_once: Annotated[
        int | None, typer.Option(help="Lanes painted at once.", show_default="what the library chooses")
    ] = None,
) -> None:
    """Paint twelve lanes in one sweep and each by itself, and print how far their objectives differ."""
    photo, painting = (stylejax.read_image(path, size=size) for path in (content, style))
    loaded, optimizer = stylejax.load_network(network), stylejax.lbfgs()
    weights = jax.tree.map(lambda *leaves: np.stack(leaves), *(in_sweep(*lane) for lane in lanes()))
    swept = dict(
        stylejax.transfer_many(
            photo, painting, network=loaded, weights=weights, steps=steps, optimizer=optimizer, lanes=at_once, levels=1
        )
    )
    rows = []
    for index, (weight, layers) in enumerate(lanes()):
        alone = stylejax.loss_weights(content=weight, style_layers=layers)
        solo = stylejax.transfer(
            photo, painting, network=loaded, weights=alone, steps=steps, optimizer=optimizer, levels=1
        )
        rows.append(row((weight, layers), swept[index], solo))
    worst = {"first": max(line["first"] for line in rows), "final": max(abs(line["final"]) for line in rows)}
    about = {"network": network, "size": size, "steps": steps, "at_once": at_once, "jax": jax.__version__}
    print(json.dumps({**about, "worst": worst, "lanes": rows}, indent=2))


if __name__ == "__main__":
    typer.run(main)
