"""The plain scale of `compact`: constants from public logs, and guesses between them, into the card of its weight file.

Six heads have constants at which the losses of public logs come out on the same pictures: of jcjohnson/neural-style
(INSTALL.md at 07c4b82, iteration 1 at the defaults), and of ProGamerGov/neural-style-pt (INSTALL.md at 7251405), the
same run with another resizer. A layer without a log gets `size / m * sqrt(C / N)`: `m` is its mean activation over some
photos, `size` lies evenly, on a logarithmic scale, between the sizes `c m` of the nearest layers with a constant `c`,
and C are its channels, N those of VGG-19. Recipes that have a style there divide Gram matrices by channels times
places; their losses go with `c^4 / C^2`.

Example: python scripts/training/scale_compact.py PHOTOS weights/compact.h5
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

import stylejax
from stylejax.networks import PlainScale

LOGS = "losses printed by jcjohnson/neural-style and ProGamerGov/neural-style-pt (INSTALL.md), on the same pictures"
# Constant, and what two logs and three ways to resize the pictures spread it to.
MEASURED = {
    "conv1_1": (30.0, 30.0, 30.7),
    "conv2_1": (117.0, 116.0, 117.0),
    "conv3_1": (130.0, 126.0, 131.0),
    "conv4_1": (495.0, 488.0, 508.0),
    "conv4_2": (705.0, 687.0, 708.0),
    "conv5_1": (46.0, 44.9, 46.5),
}
# What the constants of layers without a head, which have a quarter of the channels, are multiplied with.
NARROW = (1 / 4) ** 0.5
PLACES = ("1_1", "1_2", "2_1", "2_2", "3_1", "3_2", "3_3", "3_4", "4_1", "4_2", "4_3", "4_4", "5_1")
CONVOLUTIONS = tuple(f"conv{place}" for place in PLACES)


def mean_activations(network: stylejax.Network, photos: Sequence[np.ndarray]) -> dict[str, float]:
    """Mean of each ReLU over pictures, places and channels, by the name of its convolution."""
    layers = tuple(name.replace("conv", "relu") for name in CONVOLUTIONS)
    found = [stylejax.features(network, photo, layers) for photo in photos]
    return {
        name: float(np.mean([each[layer].mean() for each in found]))
        for name, layer in zip(CONVOLUTIONS, layers, strict=True)
    }


def scales(means: Mapping[str, float]) -> Iterator[PlainScale]:
    """The constants of all convolutions, in order."""
    for index, name in enumerate(CONVOLUTIONS):
        yield _known(name) if name in MEASURED else _guess(index, means)


def _known(name: str) -> PlainScale:
    factor, low, high = MEASURED[name]
    return PlainScale(name, factor, low, high, LOGS)


def _guess(index: int, means: Mapping[str, float]) -> PlainScale:
    before = max(place for place, name in enumerate(CONVOLUTIONS) if name in MEASURED and place < index)
    after = min(place for place, name in enumerate(CONVOLUTIONS) if name in MEASURED and place > index)
    sizes = [MEASURED[name][0] * means[name] for name in (CONVOLUTIONS[before], CONVOLUTIONS[after])]
    share = (index - before) / (after - before)
    size = sizes[0] ** (1 - share) * sizes[1] ** share
    mean = means[CONVOLUTIONS[index]]
    factor, low, high = (float(f"{NARROW * each / mean:.3g}") for each in (size, min(sizes), max(sizes)))
    neighbors = f"{CONVOLUTIONS[before]} and {CONVOLUTIONS[after]}"
    evidence = f"a guess: mean activation between those of {neighbors}, for Gram matrices over channels; no log"
    return PlainScale(CONVOLUTIONS[index], factor, low, high, evidence)


def main(
    photos: Annotated[Path, typer.Argument(help="A folder of photos.")],
    file: Annotated[Path, typer.Argument(help="The weight file of compact; it is replaced.")],
) -> None:
    """Write the plain scale into a weight file's card, and print it."""
    network = stylejax.load_network(file)
    pictures = [stylejax.read_image(path, size=512) for path in sorted(photos.iterdir())]
    plain = tuple(scales(mean_activations(network, pictures)))
    card = dataclasses.replace(network.card, plain=plain)
    stylejax.save_network(file, dataclasses.replace(network, card=card), dtype="float16")
    for scale in plain:
        print(f"{scale.layer}  {scale.factor:g} ({scale.low:g} to {scale.high:g}): {scale.evidence}")
    print(f"sha256 {stylejax.weights.checksum(file)}")


if __name__ == "__main__":
    typer.run(main)
