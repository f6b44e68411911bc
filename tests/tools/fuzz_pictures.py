"""Damage pictures of every layout and see that each is read whole, or refused in one line, in silence."""

import importlib.util
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).parent))

from damaged_pictures.layouts import LAYOUTS
from damaged_pictures.trial import damaged_file
from fuzzing.driver import Tally, described, fuzzed

LONGEST = 20.0  # seconds for one file, which is read three times
NAMES = ", ".join(LAYOUTS)


def main(
    files: Annotated[int, typer.Option(min=1, help="Damaged files of each layout.")] = 50,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal files.")] = 0,
    first: Annotated[int, typer.Option(help="Number of the first file, to continue an earlier run.")] = 0,
    only: Annotated[list[str] | None, typer.Option(help=f"A layout, or several by repetition: {NAMES}.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Folder for files that are neither read nor refused.")] = None,
) -> None:
    """Read damaged pictures in processes of their own, limited to 20 seconds a file and 1 GiB; exit 1 if any fails.

    Each is read in its own size, in one that is given and in one that it may have at most. What is read has numbers in
    [0, 1] and the right shape; nothing is written to standard error, by a decoder neither.
    """
    began, failed = time.monotonic(), False
    at_hand = [name for name in LAYOUTS if name != "heic" or importlib.util.find_spec("pillow_heif")]
    for layout in only or at_hand:
        tally = fuzzed(["damaged_pictures.trial", layout, str(seed)], first=first, files=files, longest=LONGEST)
        typer.echo(described(layout, tally))
        failed = failed or bool(tally.findings)
        _keep(keep, layout, seed, tally)
    typer.echo(f"{files * len(only or at_hand)} files in {time.monotonic() - began:.0f} s")
    raise typer.Exit(int(failed))


def _keep(folder: Path | None, layout: str, seed: int, tally: Tally) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for index, _ in tally.findings:
            (folder / f"{layout}-{seed}-{index}").write_bytes(damaged_file(layout, seed, index))


if __name__ == "__main__":
    typer.run(main)
