"""What coarser precision costs the picture: terms of runs in each precision, all measured in float32, as JSON."""

import json
from pathlib import Path
from typing import Annotated

import jax
import jax.numpy as jnp
import typer

import stylejax


def main(
    content: Annotated[Path, typer.Argument(help="The photo.")],
    style: Annotated[Path, typer.Argument(help="The painting.")],
    network: Annotated[str, typer.Option(help="A network by name or file.")] = "compact",
    size: Annotated[int, typer.Option(help="Longest side in pixels.")] = 128,
    steps: Annotated[int, typer.Option(help="Evaluations of each run.")] = 100,
    folder: Annotated[Path | None, typer.Option(help="Write the pictures to this folder.")] = None,
) -> None:
    """Paint one pair in float32, tensorfloat32 and bfloat16 and print each picture's terms over those of the first."""
    photo, painting = (jnp.asarray(stylejax.read_image(path, size=size)) for path in (content, style))
    loaded, weights = stylejax.load_network(network), stylejax.loss_weights()
    targets = stylejax.measure_targets(loaded, photo, painting, like=weights)
    terms = {}
    for precision in stylejax.Precision:
        coarse = stylejax.Execution(precision=precision)
        result = stylejax.transfer(photo, painting, network=loaded, weights=weights, steps=steps, execution=coarse)
        measured = stylejax.measure_terms(loaded, result.image, targets)
        content_term, style_term = (sum(part.values()) for part in (measured.content, measured.style))
        objective = sum(jax.tree.leaves(jax.tree.map(jnp.multiply, weights, measured)))
        every = (objective, content_term, style_term, *jax.tree.leaves(measured))
        terms[precision] = [float(term) for term in every]
        if folder:
            stylejax.write_image(folder / f"{precision}.png", result.image)
    names = [
        "objective",
        "content",
        "style",
        *(jax.tree_util.keystr(path) for path, _ in jax.tree.leaves_with_path(weights)),
    ]
    exact = dict(zip(names, terms[stylejax.Precision.FLOAT32], strict=True))
    ratios = {
        precision: {name: value / exact[name] for name, value in zip(names, values, strict=True)}
        for precision, values in terms.items()
    }
    print(json.dumps({"network": network, "size": size, "steps": steps, "over_float32": ratios}, indent=2))


if __name__ == "__main__":
    typer.run(main)
