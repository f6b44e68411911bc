"""Convert another project's weight file to stylejax's own layout (weights/README.md describes it)."""

from pathlib import Path
from typing import Annotated

import typer

from stylejax.converters import CONVERTERS
from stylejax.errors import InputError
from stylejax.files import check_writable
from stylejax.weights import DTYPES, checksum, save_network

KINDS, NUMBERS = ", ".join(CONVERTERS), ", ".join(DTYPES)


def main(
    source: Annotated[Path, typer.Argument(help="The weight file to read.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.h5", help="The weight file to write.")],
    kind: Annotated[str, typer.Option("--as", help=f"What the source is: {KINDS}.")],
    dtype: Annotated[str, typer.Option(help=f"How numbers are stored: {NUMBERS}.")] = "float32",
) -> None:
    """Convert SOURCE to the HDF5 file OUT.h5, and print its sha256 for the manifest."""
    try:
        convert(source, out, kind, dtype)
    except (InputError, OSError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error


def convert(source: Path, out: Path, kind: str, dtype: str) -> None:
    """Convert one file and print the checksum of the other. Raises InputError."""
    if kind not in CONVERTERS:
        raise InputError(f"--as: {kind!r} is unknown; choose one of {KINDS}")
    check_writable(out)
    save_network(out, CONVERTERS[kind](source), dtype=dtype)
    typer.echo(f"{checksum(out)}  {out}")


if __name__ == "__main__":
    typer.run(main)
