"""The four Gram matrices of the essay's footnote: are they one, and what does each take? Prints a Markdown table."""

import functools
import importlib
import importlib.util
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import jax
import jax.numpy as jnp
import numpy as np
import typer

import stylejax
from benchmarking.timing import in_turn

PICTURE = Path(__file__).parents[2] / "docs" / "gram-picture.jpg"
LITERAL = "equation 3, literally: three loops"
Gram = Callable[[np.ndarray], np.ndarray]

compiled_gram = jax.jit(stylejax.gram)


def gram_by_loops(layer: np.ndarray) -> np.ndarray:
    """`G_ij = sum_k F_ik F_jk` of activations `[1 c h w]`, one product after the other."""
    channels = layer.shape[1]
    flat = layer.reshape(channels, -1)
    matrix = np.zeros((channels, channels))
    for i in range(channels):
        for j in range(channels):
            for k in range(flat.shape[1]):
                matrix[i, j] += flat[i, k] * flat[j, k]
    return matrix


def gram_of_torch(layer: np.ndarray) -> np.ndarray:
    """`torch.mm(flat, flat:t())` as in neuralart (main.lua:35 at f353d51)."""
    torch = importlib.import_module("torch")
    tensor = torch.from_numpy(layer)
    flat = tensor.view(tensor.shape[1], -1)
    return torch.mm(flat, flat.t()).numpy()


def gram_of_chainer(layer: np.ndarray) -> np.ndarray:
    """`matmul(x, x, transa=False, transb=True)` as in chainer_stylenet (style_net.py:102); on a CPU it is NumPy's."""
    flat = layer.reshape(layer.shape[1], -1)
    return np.matmul(flat, np.swapaxes(flat, -1, -2))


def gram_of_numpy(layer: np.ndarray) -> np.ndarray:
    """`np.dot(F, F.T)`."""
    flat = layer.reshape(layer.shape[1], -1)
    return np.dot(flat, flat.T)


def gram_of_stylejax(layer: np.ndarray) -> np.ndarray:
    """`stylejax.gram` of the same activations as `[h w c]`, times the number of positions that it divides by."""
    return np.asarray(compiled_gram(jnp.asarray(layer[0].transpose(1, 2, 0)))) * (layer.size // layer.shape[1])


def known() -> dict[str, Gram]:
    """All that can be run here, by what the table calls them."""
    grams: dict[str, Gram] = {LITERAL: gram_by_loops}
    if importlib.util.find_spec("torch"):
        grams["Torch: `torch.mm(flat, flat:t())` (Kai)"] = gram_of_torch
    else:
        print("Torch is not installed and left out; pip install 'stylejax[torch]'\n")
    grams["Chainer: `matmul(x, x, transb=True)` (Satoshi)"] = gram_of_chainer
    grams["NumPy: `np.dot(F, F.T)`"] = gram_of_numpy
    return {**grams, "stylejax: `gram`, times positions": gram_of_stylejax}


def seconds_of(grams: dict[str, Gram], layer: np.ndarray, *, rounds: int) -> dict[str, float]:
    """The median time that each takes, over rounds in which they take turns, the first not counted."""
    times = in_turn({name: functools.partial(gram, layer) for name, gram in grams.items()}, rounds + 1)
    return {name: statistics.median(each[1:]) for name, each in times.items()}


def activations(picture: Path, layer: str, *, network: str, size: int) -> np.ndarray:
    """Activations as Torch, Caffe and Chainer have them, `[1 c h w]`."""
    image = stylejax.read_image(picture, size=size)
    values = stylejax.features(stylejax.load_network(network), jnp.asarray(image), (layer,))[layer]
    return np.ascontiguousarray(np.asarray(values).transpose(2, 0, 1)[None])


def main(
    picture: Annotated[Path, typer.Argument(help="Any picture.")] = PICTURE,
    network: Annotated[str, typer.Option(help="A network by name or an HDF5 weight file.")] = "compact",
    layer: Annotated[str, typer.Option(help="Layer whose activations are taken.")] = "relu2_1",
    size: Annotated[int, typer.Option(help="Longest side in pixels; the loops take a while.")] = 32,
    rounds: Annotated[int, typer.Option(help="Times that each is measured, but for the loops.")] = 201,
) -> None:
    """Prove the Gram matrices equal on one layer's activations and print what each takes, as a Markdown table."""
    values = activations(picture, layer, network=network, size=size)
    grams = known()
    exact = gram_of_numpy(values.astype(np.float64))
    scale, off = np.abs(exact).max(), dict[str, float]()
    for name, gram in grams.items():
        off[name] = float(np.abs(gram(values) - exact).max() / scale)
        assert off[name] < 1e-5, f"{name} is another matrix: it differs by {off[name]:.1e} of the largest entry"
    loops = {LITERAL: grams.pop(LITERAL)}
    seconds = {**seconds_of(loops, values, rounds=1), **seconds_of(grams, values, rounds=rounds)}
    _, channels, height, width = values.shape
    print(f"{layer} of network {network}: {channels} channels, {height} x {width} positions, float32\n")
    print("| version | largest difference | time | speed |\n|---|---|---|---|")
    for name, median in seconds.items():
        print(f"| {name} | {off[name]:.0e} | {_told(median)} | {seconds[LITERAL] / median:,.0f} |")


def _told(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds > 0.1 else f"{seconds * 1e3:.3f} ms"


if __name__ == "__main__":
    typer.run(main)
