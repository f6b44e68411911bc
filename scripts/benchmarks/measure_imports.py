"""What stylejax and flax take: seconds of imports, each in a process of its own, and bytes of what is installed."""

import importlib.metadata
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from packaging.requirements import Requirement

from benchmarking.results import Save, save

# What is imported when so much is used.
USES = {
    "import stylejax": "import stylejax",
    "import jax": "import jax",
    "stylejax.transfer": "import stylejax; stylejax.transfer",
    "stylejax.networks.from_flax": "import stylejax; stylejax.transfer; stylejax.networks.from_flax",
    "import flax.linen, flax.nnx": "import flax.linen, flax.nnx",
}


def seconds(program: str, rounds: int) -> float:
    """The median time of a process that runs the program, the first one not counted."""
    times = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def required_by(name: str, *, without: str = "") -> set[str]:
    """The packages that a package needs here, itself included; `without` one of them and what it alone needs."""
    found, waiting = set[str](), [name]
    while waiting:
        each = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if each in found or each == without:
            continue
        found.add(each)
        lines = map(Requirement, importlib.metadata.requires(each) or [])
        waiting += [line.name for line in lines if line.marker is None or line.marker.evaluate({"extra": ""})]
    return found


def size_of(packages: set[str]) -> int:
    """Bytes of all files of these packages."""
    files = [file for name in packages for file in importlib.metadata.files(name) or []]
    paths = {Path(str(file.locate())) for file in files}
    return sum(path.stat().st_size for path in paths if path.is_file())


def main(
    rounds: Annotated[int, typer.Option(min=1, help="Processes of which the median time counts.")] = 5,
    keep: Save = False,
) -> None:
    """Print both."""
    rows = [[f"`{name}`", f"{seconds(program, rounds):.2g} s"] for name, program in USES.items()]
    every, others = required_by("stylejax"), required_by("stylejax", without="flax")
    for name, packages in (("installed, without flax", others), ("flax and what it alone needs", every - others)):
        rows.append([name, f"{size_of(packages) / 2**20:.0f} MiB in {len(packages)} packages"])
    print("\n".join(f"{name:32} {found}" for name, found in rows))
    print("of these:", ", ".join(f"{name} {size_of({name}) / 2**20:.1f}" for name in sorted(every - others)))
    if keep:
        save("imports", ("what", "takes"), rows)


if __name__ == "__main__":
    typer.run(main)
