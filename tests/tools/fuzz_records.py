"""Damage the records in pictures and see that each is read and shown, or refused in one line, in silence."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).parent))

from damaged_pictures.records import PLACES, damaged_file
from fuzzing.driver import Tally, described, fuzzed

LONGEST = 20.0  # seconds for one file, which is opened three times
NAMES = ", ".join(PLACES)


def main(
    files: Annotated[int, typer.Option(min=1, help="Damaged files of each place.")] = 50,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal files.")] = 0,
    first: Annotated[int, typer.Option(help="Number of the first file, to continue an earlier run.")] = 0,
    only: Annotated[list[str] | None, typer.Option(help=f"A place, or several by repetition: {NAMES}.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Folder for files that are neither read nor refused.")] = None,
) -> None:
    """Read damaged records in processes of their own, limited to 20 seconds a file and 1 GiB; exit 1 if any fails.

    Each is read, shown as `stylejax show` does, and asked for its tags. What is shown is bounded, and gives no commands
    to a terminal.
    """
    began, failed = time.monotonic(), False
    for place in only or PLACES:
        tally = fuzzed(["damaged_pictures.records", place, str(seed)], first=first, files=files, longest=LONGEST)
        typer.echo(described(place, tally))
        failed = failed or bool(tally.findings)
        _keep(keep, place, seed, tally)
    typer.echo(f"{files * len(only or PLACES)} files in {time.monotonic() - began:.0f} s")
    raise typer.Exit(int(failed))


def _keep(folder: Path | None, place: str, seed: int, tally: Tally) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for index, _ in tally.findings:
            (folder / f"{place}-{seed}-{index}").write_bytes(damaged_file(place, seed, index))


if __name__ == "__main__":
    typer.run(main)
