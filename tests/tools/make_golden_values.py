"""Write `tests/golden/*.json`: feature and Gram statistics of real networks, computed without stylejax.

Plain numpy in float64, layer by layer as the files have them (conv0 unfolded, arrays `[d c k k]`). Only a few numbers
of each layer are kept, no weights.
"""

import json
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

FILES = ("vgg19-quarter", "vgg19-normalized-to-conv3_1")
LAYERS = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu4_2", "relu5_1")
PLACES = [f"{block}{index}" for block, count in enumerate((2, 2, 4, 4, 4), 1) for index in range(1, count + 1)]


def picture(height: int, width: int) -> np.ndarray:
    """A picture `[h w 3]` in [0, 1] with smooth and sharp parts and no symmetry."""
    row, column = np.mgrid[:height, :width]
    waves = [np.sin(row / 3 + column / 7), np.cos(row * column / 90), np.sin(column / 2 - row / 11)]
    disk = (row - 0.4 * height) ** 2 + (column - 0.6 * width) ** 2 < (0.25 * width) ** 2
    return np.where(disk[..., None], (0.9, 0.3, 0.1), 0.5 + 0.5 * np.stack(waves, axis=-1))


def convolve(image: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Cross-correlation of `[h w c]` with a weight `[d c k k]`, its border reflected, to `[h w d]`."""
    margin = weight.shape[-1] // 2
    padded = np.pad(image, ((margin, margin), (margin, margin), (0, 0)), mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, weight.shape[2:], axis=(0, 1))
    return np.tensordot(windows, weight.astype(np.float64), axes=((2, 3, 4), (1, 2, 3))) + bias


def max_pool(image: np.ndarray) -> np.ndarray:
    """Largest of every 2x2 block of `[h w c]`; an odd last row or column is left out."""
    height, width, channels = image.shape
    blocks = image[: height // 2 * 2, : width // 2 * 2].reshape(height // 2, 2, width // 2, 2, channels)
    return blocks.max(axis=(1, 3))


def activations(path: Path, image: np.ndarray) -> dict[str, np.ndarray]:
    """All ReLU layers `{relu1_1: [h w c]}` of an unfolded `.npz` file; where it has a head, the head's."""
    arrays = {name.replace("_", ""): array for name, array in np.load(path).items()}
    found, value = {}, convolve(image, arrays["conv0.weight"], arrays["conv0.bias"])
    for place in PLACES:
        if f"conv{place}.weight" not in arrays:
            break
        value = max_pool(value) if place in ("21", "31", "41", "51") else value
        value = np.maximum(convolve(value, arrays[f"conv{place}.weight"], arrays[f"conv{place}.bias"]), 0)
        layer, head = f"relu{place[0]}_{place[1]}", f"conv{place}aux"
        has_head = f"{head}.weight" in arrays
        found[layer] = (
            np.maximum(convolve(value, arrays[f"{head}.weight"], arrays[f"{head}.bias"]), 0) if has_head else value
        )
    return found


def statistics(features: np.ndarray) -> dict[str, object]:
    """What is kept of a layer `[h w c]` and of its Gram matrix."""
    flat = features.reshape(-1, features.shape[-1])
    gram = flat.T @ flat / len(flat)
    return {
        "shape": features.shape,
        "mean": features.mean(),
        "greatest": features.max(),
        "corners": [features[row, column].max() for row in (0, -1) for column in (0, -1)],
        "gram_trace": np.trace(gram),
        "gram_norm": np.linalg.norm(gram),
        "gram_first_row": gram[0, :4].tolist(),
    }


def main(
    weights: Annotated[Path, typer.Argument(help="The folder with the .npz files.", file_okay=False, exists=True)],
    folder: Annotated[Path, typer.Argument(help="Where the values go.", file_okay=False)] = Path("tests/golden"),
) -> None:
    """Compute the golden values of every network in WEIGHTS and write them to FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        found = activations(weights / f"{name}.npz", picture(41, 54))
        values = {layer: statistics(found[layer]) for layer in LAYERS if layer in found}
        (folder / f"{name}.json").write_text(json.dumps(values, indent=1) + "\n")
        typer.echo(folder / f"{name}.json")


if __name__ == "__main__":
    typer.run(main)
