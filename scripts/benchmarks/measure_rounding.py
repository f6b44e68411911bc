"""What float32 costs: the gradient with Winograd's tiles, and with the plain sums, against float64."""

from pathlib import Path
from typing import Annotated

import jax
import jax.numpy as jnp
import typer

import stylejax


def gradient(network: stylejax.Network, pictures: list[jax.Array], precision: type[jnp.floating]) -> jax.Array:
    """The objective's gradient at the last of three pictures; the others are content and style."""
    cast = jax.tree.map(lambda array: jnp.asarray(array, precision), (network, pictures, stylejax.loss_weights()))
    ready, (content, style, image), weights = cast
    targets = jax.jit(stylejax.measure_targets)(ready, content, style, like=weights)
    evaluate = jax.jit(jax.value_and_grad(stylejax.objective, has_aux=True))
    return evaluate(image, ready, targets, weights)[1]


def distance(found: jax.Array, expected: jax.Array) -> float:
    """The length of the difference, as a share of what is expected."""
    return float(jnp.linalg.norm(found - expected) / jnp.linalg.norm(expected))


def main(
    pictures: Annotated[list[Path] | None, typer.Argument(help="A photo and a painting; noise if left out.")] = None,
    network: Annotated[str, typer.Option(help="A network by name or file.")] = "vgg19-random",
    size: Annotated[int, typer.Option(help="Side of the square pictures in pixels.")] = 256,
) -> None:
    """Print relative errors of the gradient at a picture of noise."""
    jax.config.update("jax_enable_x64", True)
    shape = (size, size, 3)
    given = [jax.image.resize(stylejax.read_image(path), shape, "linear") for path in pictures or ()]
    noise = [stylejax.noise_image(shape, seed=seed) for seed in range(3)]
    loaded, all_three = stylejax.load_network(network), [*(given or noise[:2]), noise[2]]
    exact, plain = (gradient(loaded, all_three, precision) for precision in (jnp.float64, jnp.float32))
    tiles = gradient(stylejax.prepared(loaded), all_three, jnp.float32)
    print(f"plain sums and float64: {distance(plain, exact):.2g}")
    print(f"tiles and float64: {distance(tiles, exact):.2g}")
    print(f"tiles and plain sums: {distance(tiles, plain):.2g}")


if __name__ == "__main__":
    typer.run(main)
