"""What float32 costs: the gradient with Winograd's tiles, and with the plain sums, against float64."""

from pathlib import Path
from typing import Annotated

import jax
import jax.numpy as jnp
import typer

import stylejax
from benchmarking.results import Save, save

COLUMNS = ("pictures", "pixels", "plain sums and float64", "tiles and float64", "tiles and plain sums")


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
    sizes: Annotated[str, typer.Option(help="Sides of the square pictures in pixels.")] = "256,512",
    keep: Save = False,
) -> None:
    """Print relative errors of the gradient at a picture of noise: of noise, and of the pictures that are given."""
    jax.config.update("jax_enable_x64", True)
    loaded, rows = stylejax.load_network(network), list[list[str]]()
    for size in map(int, sizes.split(",")):
        for name, sides in pairs_at(size, pictures or []).items():
            rows.append([name, str(size), *errors(loaded, [*sides, stylejax.noise_image((size, size, 3), seed=2)])])
            print(" | ".join(rows[-1]), flush=True)
    if keep:
        save("rounding", COLUMNS, rows)


def pairs_at(size: int, pictures: list[Path]) -> dict[str, list[jax.Array]]:
    """Content and style as squares, by what they are called: noise, and what is given."""
    shape = (size, size, 3)
    pairs = {"noise": [stylejax.noise_image(shape, seed=seed) for seed in range(2)]}
    given = [jax.image.resize(stylejax.read_image(path), shape, "linear") for path in pictures]
    return {**pairs, ", ".join(path.stem for path in pictures): given} if given else pairs


def errors(network: stylejax.Network, pictures: list[jax.Array]) -> list[str]:
    """Distances of three gradients: plain sums and float64, tiles and float64, tiles and plain sums."""
    exact, plain = (gradient(network, pictures, precision) for precision in (jnp.float64, jnp.float32))
    tiles = gradient(stylejax.prepared(network), pictures, jnp.float32)
    return [f"{distance(*pair):.1e}" for pair in ((plain, exact), (tiles, exact), (tiles, plain))]


if __name__ == "__main__":
    typer.run(main)
