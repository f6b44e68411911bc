"""How far a run from noise brings the objective down, and what an accepted step costs: JSON and the picture."""

import json
from pathlib import Path
from typing import Annotated

import typer

import stylejax


def main(
    content: Annotated[Path, typer.Argument(help="The photo.")],
    style: Annotated[Path, typer.Argument(help="The painting.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The picture to write.")] = Path("convergence.png"),
    network: Annotated[str, typer.Option(help="A network by name or an HDF5 weight file.")] = "vgg19-random",
    size: Annotated[int, typer.Option(help="Longest side in pixels.")] = 256,
    steps: Annotated[int, typer.Option(help="Evaluations of objective and gradient.")] = 250,
    content_weight: Annotated[float, typer.Option(help="Content weight; the style weight is 1.")] = 1e-3,
    seed: Annotated[int, typer.Option(help="Seed of the noise.")] = 0,
) -> None:
    """Paint CONTENT in the style of STYLE from noise and print the share of the first objective that is left."""
    pictures = [stylejax.read_image(path, size=size) for path in (content, style)]
    init = stylejax.noise_image(pictures[0].shape, seed=seed)
    weights = stylejax.loss_weights(content=content_weight)
    result = stylejax.transfer(
        *pictures,
        network=stylejax.load_network(network),
        weights=weights,
        steps=steps,
        levels=1,
        init=init,
        optimizer=stylejax.optimizers.OPTIMIZERS["lbfgs"](**stylejax.optimizers.from_color_noise()),
    )
    stylejax.write_image(output, result.image)
    checkpoints = [count for count in (25, 50, 100, 150, 200, 250, 300) if count <= result.evaluations]
    numbers = {
        "first": result.objective[0],
        "best_after": {count: min(result.objective[:count]) for count in checkpoints},
        "best_percent_of_first": 100 * min(result.objective) / result.objective[0],
        "evaluations": result.evaluations,
        "evaluations_per_accepted_step": result.evaluations / max(result.accepted_steps, 1),
        "status": result.status,
    }
    print(json.dumps(numbers, indent=2))


if __name__ == "__main__":
    typer.run(main)
