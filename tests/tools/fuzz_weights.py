"""Damage small weight files of every layout and see that each is read, or refused in one line."""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).parent))

from fuzzing.driver import Tally, described, fuzzed
from weight_files.layouts import LAYOUTS, small_network
from weight_files.trial import damaged_file

LONGEST = 5.0  # seconds for one file
NAMES = ", ".join(LAYOUTS)


def main(
    files: Annotated[int, typer.Option(min=1, help="Damaged files of each layout.")] = 100,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal files.")] = 0,
    first: Annotated[int, typer.Option(help="Number of the first file, to continue an earlier run.")] = 0,
    only: Annotated[list[str] | None, typer.Option(help=f"A layout, or several by repetition: {NAMES}.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Folder for files that are neither read nor refused.")] = None,
) -> None:
    """Read damaged files in processes of their own, limited to 5 seconds a file and 1 GiB; exit 1 if any misbehaves."""
    failed = False
    for layout in only or LAYOUTS:
        with sound_file(layout) as sample:
            if sample is None:
                typer.echo(f"{layout:16} skipped: PyTorch is absent")
                continue
            program = ["weight_files.trial", layout, str(sample), str(seed)]
            tally = fuzzed(program, first=first, files=files, longest=LONGEST)
            typer.echo(described(layout, tally))
            failed = failed or bool(tally.findings)
            _keep(keep, layout, sample, seed, tally)
    raise typer.Exit(int(failed))


@contextlib.contextmanager
def sound_file(layout: str) -> Iterator[Path | None]:
    """A small file of this layout, or None where its library is absent."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"sound{LAYOUTS[layout].suffix}")
        try:
            LAYOUTS[layout].write(path, small_network())
        except ImportError:
            yield None
        else:
            yield path


def _keep(folder: Path | None, layout: str, sample: Path, seed: int, tally: Tally) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        for index, _ in tally.findings:
            content = damaged_file(layout, sample.read_bytes(), seed, index)
            (folder / f"{layout}-{seed}-{index}{sample.suffix}").write_bytes(content)


if __name__ == "__main__":
    typer.run(main)
