"""What an equal seed promises: how far pictures of the same settings are apart, by what has painted them."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import typer

PAINT = """
import os, sys
cores = int(sys.argv[6])
if cores:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
import numpy as np, stylejax
size, steps, way, content, style = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], *sys.argv[4:6]
photo, painting = (stylejax.read_image(path, size=size) for path in (content, style))
network, weights = stylejax.load_network("compact"), stylejax.strength_weights(0.5)
options = {"network": network, "weights": weights, "steps": steps}
if way == "lanes":
    both = np.stack([photo, photo])
    results = dict(stylejax.transfer_many(both, painting, lanes=2, **options))
    result = results[0]
elif way == "strips":
    little = stylejax.Execution(memory=stylejax.Memory.LITTLE)
    result = stylejax.transfer(photo, painting, execution=little, **options)
elif way == "pixel":
    brighter = np.array(photo)
    brighter[0, 0] = np.clip(brighter[0, 0] + 1 / 255, 0, 1)
    result = stylejax.transfer(brighter, painting, **options)
else:
    for _ in range(2 if way == "again" else 1):
        result = stylejax.transfer(photo, painting, **options)
np.savez(sys.argv[7], image=result.image, objective=result.lowest)
"""


class Way(NamedTuple):
    """How a picture is painted: what the program does, on how many cores (0: all), in which environment."""

    program: str = "alone"
    cores: int = 0
    environment: Mapping[str, str] = {}


FIRST = "a process"
WAYS = {
    FIRST: Way(),
    "the same process, a second time": Way("again"),
    "another process": Way(),
    "one pixel of the photo a level brighter": Way("pixel"),
    "one core in place of all": Way(cores=1),
    "two devices that are one CPU": Way(environment={"XLA_FLAGS": "--xla_force_host_platform_device_count=2"}),
    "together with another lane": Way("lanes"),
    "in strips (`--memory little`)": Way("strips"),
}


class Painted(NamedTuple):
    """A picture `[h w 3]` in [0, 1], and its objective."""

    image: np.ndarray
    objective: float


def painted(way: Way, pictures: tuple[Path, Path], size: int, steps: int) -> Painted:
    """What a process of its own paints."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "picture.npz")
        words = [str(size), str(steps), way.program, *map(str, pictures), str(way.cores), str(out)]
        subprocess.run([sys.executable, "-c", PAINT, *words], check=True, env={**os.environ, **way.environment})
        with np.load(out) as kept:
            return Painted(kept["image"], float(kept["objective"]))


def row(name: str, one: Painted, other: Painted) -> str:
    """A row of the table: how far two pictures are apart."""
    levels = 255 * np.abs(one.image - other.image)
    bits = "to the bit" if np.array_equal(one.image, other.image) else "no"
    objective = f"{other.objective / one.objective - 1:+.1%}"
    return f"| {name} | {bits} | {levels.mean():.2g} | {levels.max():.2g} | {objective} |"


def main(
    content: Annotated[Path, typer.Argument(help="The photo.")],
    style: Annotated[Path, typer.Argument(help="The painting.")],
    size: int = 256,
    steps: int = 200,
) -> None:
    """Print how far pictures painted with equal settings are from each other, in 8-bit levels."""
    first = painted(WAYS[FIRST], (content, style), size, steps)
    print("| painted by | the same | mean difference | largest | objective |\n|---|---|---|---|---|")
    for name, way in WAYS.items():
        if name != FIRST:
            print(row(name, first, painted(way, (content, style), size, steps)), flush=True)


if __name__ == "__main__":
    typer.run(main)
