"""How the objective bends along waves of each frequency and color, at pictures on their way."""

import itertools
from pathlib import Path
from typing import Annotated

import jax
import jax.numpy as jnp
import typer
from jax.scipy.fft import idctn

import stylejax

EDGES = (0, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 1.0, 2.0)  # shares of the finest frequency along a side
COLORS = {"brightness": (1, 1, 1), "red to blue": (1, 0, -1), "green to purple": (1, -2, 1)}
REACH = 0.05  # length of the move by which the change of the gradient is measured


def wave(shape: tuple[int, ...], low: float, high: float, color: tuple[int, ...]) -> jax.Array:
    """Noise of length 1 in that color, of frequencies from `low` up to `high`."""
    height, width = shape[:2]
    frequency = jnp.hypot(jnp.arange(height)[:, None] / height, jnp.arange(width)[None] / width)
    noise = jax.random.normal(jax.random.key(1), (height, width))
    spectrum = jnp.where((frequency >= low) & (frequency < high), noise, 0)
    values = idctn(spectrum, norm="ortho")[..., None] * jnp.array([[color]], jnp.float32)
    return values / jnp.linalg.norm(values)


def main(
    content: Annotated[Path, typer.Argument(help="A photo.")],
    style: Annotated[Path, typer.Argument(help="A painting.")],
    network: Annotated[str, typer.Option(help="A network by name or file.")] = "compact",
    size: Annotated[int, typer.Option(help="Longest side in pixels.")] = 128,
    steps: Annotated[list[int] | None, typer.Option(help="After how many evaluations; may be given again.")] = None,
) -> None:
    """Print `v . Hv` by finite differences of the gradient, H the Hessian and v random waves of a band and a color."""
    loaded, weights = stylejax.prepared(stylejax.load_network(network)), stylejax.loss_weights()
    pictures = [jnp.asarray(stylejax.read_image(path, size=size)) for path in (content, style)]
    targets = stylejax.measure_targets(loaded, *pictures, like=weights)
    gradient = jax.jit(jax.grad(lambda image: stylejax.objective(image, loaded, targets, weights)[0]))
    for count in steps or [10, 50, 200]:
        image = stylejax.transfer(*pictures, network=loaded, weights=weights, steps=count, levels=1).image
        print(f"after {count} evaluations, frequencies from {', '.join(f'{low:.2g}' for low in EDGES[:-1])}")
        for name, color in COLORS.items():
            waves = [wave(image.shape, *band, color) for band in itertools.pairwise(EDGES)]
            bends = [(gradient(image + REACH * v) - gradient(image - REACH * v)) / (2 * REACH) for v in waves]
            curvatures = [float(jnp.vdot(v, bend)) for v, bend in zip(waves, bends, strict=True)]
            print(f"{name:>16}", " ".join(f"{curvature:9.2g}" for curvature in curvatures))


if __name__ == "__main__":
    typer.run(main)
