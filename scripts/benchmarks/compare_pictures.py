"""Paint about thirty small pictures with two checkouts and tell which differ, to the last bit.

Each checkout has its own `.venv`, in which it is installed. All is painted on CPU with the network that is shipped,
from pictures drawn here; pictures of Python functions are compared as floats, those of commands as they are written.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

SMALL = "--size 64 --steps 20"
# Deep networks take long to compile; what does not depend on depth is painted with the first two blocks.
SHALLOW = "--content-layers relu2_2 --style-layers relu1_1,relu2_1"
TRANSFER = f"transfer photos/hills.png strokes.png {SMALL} -o OUT/picture.png"

COMMANDS = {  # OUT is a folder of the case's own
    "lbfgs": TRANSFER,
    "plain-lbfgs": f"{TRANSFER} {SHALLOW} --optimizer plain-lbfgs",
    "adam": f"{TRANSFER} {SHALLOW} --optimizer adam",
    "sgd": f"{TRANSFER} {SHALLOW} --optimizer sgd",
    "weights": f"{TRANSFER} --content-weight 10 --style-weight 0.5 --tv-weight 0.1",
    "layers": f"{TRANSFER} --content-layers relu1_2,relu3_1 --style-layers relu1_1,relu2_2,relu3_3",
    "init-content": f"{TRANSFER} --init content",
    "init-style": f"{TRANSFER} --init style",
    "alpha": f"transfer glass.png tiles.png {SMALL} -o OUT/picture.png",
    "pool-max": f"{TRANSFER} {SHALLOW} --pool max",
    "bfloat16": f"{TRANSFER} {SHALLOW} --precision bfloat16",
    "little-memory": f"{TRANSFER} --memory little",
    # Below about 840 x 630 pixels the first block is not cut into strips; Adam's first steps are large enough to see.
    "strips": f"{TRANSFER} {SHALLOW} --memory little --optimizer adam --size 864 --steps 3",
    "sweep-weights": f"sweep photos/hills.png strokes.png {SMALL} {SHALLOW} -o OUT/sheet.png --save-each OUT/each"
    " --content-weights 0.1,1 --seeds 0,1",
    "sweep-layers": f"sweep photos/hills.png photos/moons.png strokes.png tiles.png {SMALL} -o OUT/sheet.png"
    " --save-each OUT/each --contents 2 --style-layers-upto 1,5",
    "sweep-lanes": f"sweep photos/hills.png strokes.png {SMALL} {SHALLOW} -o OUT/sheet.png --save-each OUT/each"
    " --seeds 0..2 --tv-weights 0,0.1 --lanes 2",
    "batch": f"batch photos strokes.png {SMALL} -o OUT",
    "reconstruct-content": f"reconstruct content photos/hills.png {SMALL} -o OUT/picture.png",
    "reconstruct-style": f"reconstruct style tiles.png {SMALL} -o OUT/picture.png --layers relu1_1,relu2_1",
    "reconstruct-figure": f"reconstruct figure photos/hills.png strokes.png {SMALL} -o OUT/sheet.png"
    " --save-each OUT/each --layers relu1_1,relu2_1",
    "texture": "texture strokes.png --image-size 64 --size 80x48 --steps 20 --layers relu1_1,pool2 -o OUT/picture.png",
    "dream": "dream photos/hills.png --size 64 -o OUT --frames 2 --octaves 2 --steps 5 --layer relu3_1",
    "dream-guided": "dream photos/hills.png --size 64 -o OUT/picture.png --guide tiles.png --octaves 1 --layer relu3_1",
}

PAIR = "photo, painting, network=network"
ARTISTS = ("paper", "kai-vgg", "satoshi", "johnson", "anders", "eben")

FUNCTIONS = {  # each a list of results
    "transfer()": f"[stylejax.transfer({PAIR}, steps=20)]",
    "transfer(levels=2)": f"[stylejax.transfer({PAIR}, weights=several[0], steps=20, levels=2)]",
    "transfer_many()": f"[each for _, each in stylejax.transfer_many({PAIR}, weights=weights, steps=20, lanes=3)]",
    **{
        f"paint_as({name})": f"[stylejax.paint_as(stylejax.load_artist('{name}'), {PAIR}, size=64, steps=20)]"
        for name in ARTISTS
    },
}

PROGRAM = """
import json, sys, traceback
from pathlib import Path
import jax
import numpy as np
import stylejax
photo, painting = (stylejax.read_image(path, size=64) for path in ("photos/hills.png", "strokes.png"))
network = stylejax.load_network("compact")
shallow = {"content_layers": ("relu2_2",), "style_layers": ("relu1_1", "relu2_1")}
several = [stylejax.loss_weights(content=content, **shallow) for content in (0.1, 1, 10)]
weights = jax.tree.map(lambda *leaves: np.stack(leaves), *several)
failed = False
for name, expression in json.loads(sys.argv[1]).items():
    try:
        results = eval(expression)
    except Exception:
        traceback.print_exc()
        failed = True
        continue
    Path(name).mkdir()
    for number, result in enumerate(results):
        np.save(f"{name}/picture-{number}.npy", result.image)
        np.save(f"{name}/objective-{number}.npy", result.objective)
sys.exit(failed)
"""


def gradient(height: int, width: int, random: np.random.Generator) -> np.ndarray:
    """A picture `[h w 3]` in [0, 1] between four random colors in its corners."""
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    shares = np.stack([(1 - down) * (1 - across), (1 - down) * across, down * (1 - across), down * across], -1)
    return shares @ random.random((4, 3))


def with_disks(image: np.ndarray, random: np.random.Generator, count: int) -> np.ndarray:
    """The picture with disks of one color each on it."""
    down, across = np.mgrid[: image.shape[0], : image.shape[1]]
    for _ in range(count):
        center, radius = random.random(2) * image.shape[:2], (0.08 + 0.2 * random.random()) * image.shape[0]
        disk = (down - center[0]) ** 2 + (across - center[1]) ** 2 < radius**2
        image = np.where(disk[..., None], random.random(3), image)
    return image


def with_waves(image: np.ndarray, random: np.random.Generator, count: int, *, sharp: bool) -> np.ndarray:
    """The picture mixed with stripes of one color each, which have sharp edges or none."""
    down, across = np.mgrid[: image.shape[0], : image.shape[1]]
    for _ in range(count):
        frequency = random.uniform(-0.4, 0.4, 2)
        wave = np.sin(frequency[0] * down + frequency[1] * across)
        share = 0.6 * (wave > 0) if sharp else 0.3 + 0.3 * wave
        image = image + share[..., None] * (random.random(3) - image)
    return image


def write(path: Path, image: np.ndarray) -> None:
    """Write a picture with values in [0, 1]."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.rint(255 * image).astype(np.uint8)).save(path)


def draw(folder: Path) -> None:
    """Draw the photos, one of which is a glass that can be looked through, and the paintings into the folder."""
    random = np.random.default_rng(0)
    hills = with_disks(with_waves(gradient(96, 128, random), random, 1, sharp=False), random, 4)
    write(folder / "photos/hills.png", hills)
    write(folder / "photos/moons.png", with_disks(gradient(96, 128, random), random, 9))
    write(folder / "glass.png", np.concatenate([hills, gradient(96, 128, random)[..., :1]], -1))
    write(folder / "strokes.png", with_waves(gradient(128, 128, random), random, 5, sharp=True))
    write(folder / "tiles.png", with_waves(gradient(128, 112, random), random, 3, sharp=False))


def run(command: list[str | Path], folder: Path, cache: Path) -> None:
    """Run a command in the folder; where it fails, print what it said."""
    environment = {**os.environ, "JAX_PLATFORMS": "cpu", "STYLEJAX_CACHE": str(cache)}
    # Set, as programs that one checkout has compiled are not to be found by the other, and functions look only here.
    environment["JAX_COMPILATION_CACHE_DIR"] = str(cache / "compiled")
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)


def paint(checkout: Path, folder: Path) -> None:
    """Paint all cases with a checkout, each into a folder of its name."""
    draw(folder)
    programs = checkout / ".venv/bin"
    with tempfile.TemporaryDirectory() as cache:
        for name, command in COMMANDS.items():
            print(f"{checkout}: {name}", file=sys.stderr)
            (folder / name).mkdir()
            run([programs / "stylejax", *shlex.split(command.replace("OUT", name))], folder, Path(cache))
        print(f"{checkout}: functions", file=sys.stderr)
        run([programs / "python", "-c", PROGRAM, json.dumps(FUNCTIONS)], folder, Path(cache))


def pictures(folder: Path) -> set[Path]:
    """The files of a case's folder that are compared, as paths in it."""
    return {path.relative_to(folder) for path in folder.rglob("*") if path.suffix in (".png", ".npy")}


def values(path: Path) -> np.ndarray:
    """The numbers in a file of floats or a picture."""
    return np.load(path) if path.suffix == ".npy" else np.asarray(Image.open(path))


def objective(path: Path) -> float | None:
    """The objective that a picture's record tells, None where it tells none."""
    record = json.loads(Image.open(path).info.get("stylejax", "{}")) if path.suffix == ".png" else {}
    result = record.get("result")
    return result.get("objective") if isinstance(result, dict) else None


def differences(old: Path, new: Path) -> Iterator[str]:
    """How two files differ, in words; nothing where they do not."""
    one, other = values(old), values(new)
    if (one.shape, one.dtype) != (other.shape, other.dtype):
        yield f"{other.dtype}{list(other.shape)} instead of {one.dtype}{list(one.shape)}"
        return
    # Compared as whole numbers, since 0 and -0 have different bits but are equal.
    differing = one.view(f"u{one.itemsize}") != other.view(f"u{one.itemsize}")
    if differing.any():
        most = np.abs(one.astype(np.float64) - other)[differing].max()
        yield f"{differing.sum()} of {one.size} values differ, by {most:.3g} at most"
    objectives = objective(old), objective(new)
    if objectives[0] != objectives[1]:
        yield f"objective {objectives[1]} instead of {objectives[0]}"


def compared(old: Path, new: Path) -> list[str]:
    """How the pictures of a case differ between two folders, file by file; none where they are equal."""
    olds, news = pictures(old), pictures(new)
    if not olds | news:
        return ["painted by neither"]
    lacking = [f"{path}: only by {'OLD' if path in olds else 'NEW'}" for path in sorted(olds ^ news)]
    both = sorted(olds & news)
    return lacking + [f"{path}: {words}" for path in both for words in differences(old / path, new / path)]


def checkout(path: str) -> Path:
    """The folder of a checkout that its own `.venv` has installed."""
    folder = Path(path).resolve()
    python = folder / ".venv/bin/python"
    if not python.exists():
        raise argparse.ArgumentTypeError(f"{folder} has no .venv; run its scripts/test first")
    program = "import importlib.util; print(importlib.util.find_spec('stylejax').origin)"
    found = subprocess.run([python, "-c", program], cwd="/", capture_output=True, text=True, check=True).stdout.strip()
    if not Path(found).resolve().is_relative_to(folder):
        raise argparse.ArgumentTypeError(f"{python} has the stylejax of {found}; install this checkout there")
    return folder


def main() -> int:
    """Paint all cases with both checkouts, print a line for each, and return 1 if any differ."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("old", metavar="OLD", type=checkout, help="folder of a checkout")
    here = str(Path(__file__).parents[2])
    parser.add_argument("new", metavar="NEW", type=checkout, nargs="?", default=here, help="another; default: this one")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="new folder to keep all pictures in")
    options = parser.parse_args()
    if options.keep and options.keep.exists():
        parser.error(f"{options.keep} is there already; name a new folder")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        paint(options.old, folder / "old")
        paint(options.new, folder / "new")
        found = {name: compared(folder / "old" / name, folder / "new" / name) for name in [*COMMANDS, *FUNCTIONS]}
    for name, words in found.items():
        print(f"{name}: {'; '.join(words) or 'equal'}")
    differing = sum(map(bool, found.values()))
    print(f"{differing} of {len(found)} cases differ")
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main())
