"""Style losses beside each other: the pictures, what an evaluation takes, and how close activations are distributed."""

import functools
import statistics
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import jax
import jax.numpy as jnp
import typer

import stylejax
from benchmarking.timing import in_turn
from stylejax.losses import STYLE_LOSSES, Loss, Sliced
from stylejax.settings import STYLE_LAYERS

# All positions along directions that no picture was painted with: what is left of the way to the painting.
FULL = Sliced(seed=1, budget=2**60, quantiles=1024)
FULL_WEIGHTS = stylejax.loss_weights(content=0.0, content_layers=(), style_loss=FULL)


def distances(network: stylejax.Network, picture: Any, targets: Any) -> list[float]:
    """The full sliced distance at each style layer; `targets` are those of `FULL_WEIGHTS`."""
    measured = jax.jit(stylejax.measure_terms)(network, jnp.asarray(picture), targets).style
    return [float(measured[layer]) for layer in STYLE_LAYERS]


def evaluation(network: stylejax.Network, content: jax.Array, style: jax.Array, loss: Loss) -> Any:
    """Value and gradient of the objective with a style loss, compiled, as a function of nothing, and its megabytes."""
    weights = stylejax.loss_weights(style_loss=loss)
    ready = stylejax.prepared(network, layers=weights.layers)
    targets = jax.jit(functools.partial(stylejax.measure_targets, like=weights))(ready, content, style)
    arguments = content, ready, targets, weights
    compiled = jax.jit(jax.value_and_grad(stylejax.objective, has_aux=True)).lower(*arguments).compile()
    needed = compiled.memory_analysis()
    megabytes = needed.temp_size_in_bytes / 1e6 if needed else float("nan")
    return lambda: jax.block_until_ready(compiled(*arguments)), megabytes


def row(cells: Iterable[Any]) -> str:
    """A line of a Markdown table."""
    return f"| {' | '.join(map(str, cells))} |"


def measure_time(
    network: stylejax.Network, content: jax.Array, style: jax.Array, losses: Mapping[str, Loss], *, rounds: int
) -> None:
    """Print what an evaluation takes with each loss, in turn, and its working memory."""
    found = {name: evaluation(network, content, style, loss) for name, loss in losses.items()}
    times = in_turn({name: run for name, (run, _) in found.items()}, rounds)
    medians = {name: statistics.median(each) for name, each in times.items()}
    print(f"\n{content.shape[1]} x {content.shape[0]}\n")
    print("| style loss | seconds of an evaluation | to gram's | working memory, MB |\n|---|---|---|---|")
    for name, median in medians.items():
        print(row([name, f"{median:.3f}", f"{median / medians['gram']:.2f}", f"{found[name][1]:.0f}"]), flush=True)


def measure_distance(
    network: stylejax.Network, content: jax.Array, style: jax.Array, losses: Mapping[str, Loss], files: str
) -> None:
    """Paint with each loss and print the full sliced distance of each picture, of the photo's in percent."""
    targets = jax.jit(functools.partial(stylejax.measure_targets, like=FULL_WEIGHTS))(network, content, style)
    photo = distances(network, content, targets)
    print(f"\n| style loss | all layers | {' | '.join(STYLE_LAYERS)} |\n{'|---' * (len(photo) + 2)}|")
    for name, loss in losses.items():
        weights = stylejax.strength_weights(style_loss=loss)
        image = stylejax.transfer(content, style, network=network, weights=weights).image
        found = distances(network, image, targets)
        parts = [f"{100 * one / other:.2f}" for one, other in zip(found, photo, strict=True)]
        print(row([name, f"{100 * sum(found) / sum(photo):.2f}", *parts]), flush=True)
        if files:
            stylejax.write_image(Path(files.format(name)), image)


def main(
    pictures: Annotated[list[Path], typer.Argument(help="Photo and painting, photo and painting, ...")],
    size: Annotated[int, typer.Option(help="Longest side in pixels.")] = 256,
    rounds: Annotated[int, typer.Option(help="Times that each evaluation is timed; 0 for none.")] = 9,
    losses: Annotated[str, typer.Option(help="Style losses by name.")] = ",".join(STYLE_LOSSES),
    folder: Annotated[Path | None, typer.Option(help="Write the pictures to this folder.")] = None,
) -> None:
    """Paint pairs with each style loss and print time, memory and distance to the painting as Markdown."""
    network, chosen = stylejax.load_network("compact"), {name: STYLE_LOSSES[name] for name in losses.split(",")}
    for photo, painting in zip(pictures[::2], pictures[1::2], strict=True):
        content, style = (jnp.asarray(stylejax.read_image(path, size=size)) for path in (photo, painting))
        if rounds:
            measure_time(network, content, style, chosen, rounds=rounds)
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        files = str(folder / f"{photo.stem}-{painting.stem}-{size}-{{}}.png") if folder else ""
        print(f"\n{photo.stem} x {painting.stem}, in percent of the photo's own distance")
        measure_distance(network, content, style, chosen, files)


if __name__ == "__main__":
    typer.run(main)
