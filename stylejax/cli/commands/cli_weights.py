"""`stylejax weights`: networks from elsewhere. Heavy imports wait until a command runs."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from .. import options

app = typer.Typer(**options.SUBCOMMANDS)

WeightFile = Annotated[Path, typer.Argument(help="An HDF5 weight file of stylejax.")]
Output = Annotated[Path, typer.Option("--output", "-o", help="The HDF5 weight file to write.")]
Kind = Annotated[str, typer.Option("--as", help="What FILE is; an unknown word lists those known.")]
Dtype = Annotated[str, typer.Option(help="How numbers are stored: float32 or float16.")]


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _warn(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"warning: {line}", file=sys.stderr)


@app.callback(invoke_without_command=True)
def weights(context: typer.Context) -> None:
    """Fetch, convert, verify and look at networks.

    Start with: stylejax weights fetch vgg19
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command("list")
def list_() -> None:
    """List the networks that can be fetched, their licenses, and what is at hand."""
    from .weights import list_networks

    _print(list_networks())


@app.command()
def fetch(
    name: Annotated[str, typer.Argument(help="A network of `stylejax weights list`.")],
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> None:
    """Download a network, check it, convert it and cache it; afterwards its name is enough.

    Proxies are taken from HTTP_PROXY, HTTPS_PROXY and NO_PROXY, the cache folder from STYLEJAX_CACHE.

    Example: stylejax weights fetch vgg19 && stylejax transfer photo.jpg painting.jpg --network vgg19
    """
    from ...weights.hdf5 import checksum
    from ..progress import download_bar, download_silence
    from .weights import fetch as run

    path, warnings = run(name, download_silence if quiet else download_bar)
    _warn(warnings)
    print(f"{path}  sha256 {checksum(path)}")


@app.command()
def convert(
    file: Annotated[Path, typer.Argument(help="Another project's weight file.")],
    output: Output,
    kind: Kind,
    dtype: Dtype = "float32",
) -> None:
    """Convert another project's weight file to stylejax's own layout, and print its sha256.

    Example: stylejax weights convert vgg19_notop.h5 -o vgg19.h5 --as keras-vgg19
    """
    from ...weights.hdf5 import checksum
    from .weights import convert as run

    _warn(run(file, output, kind, dtype))
    print(f"{checksum(output)}  {output}")


@app.command()
def verify(file: Annotated[Path, typer.Argument(help="Any weight file.")]) -> None:
    """Tell what a weight file is, and whether its weights and its pixels belong together."""
    from .weights import verify as run

    _print(list(run(file)))  # nothing is printed of a file that is refused in the end


@app.command()
def normalize(
    network: Annotated[str, typer.Argument(metavar="FILE", help="A network by name or an HDF5 weight file.")],
    pictures: Annotated[Path, typer.Option(help="A folder with photos: the more, and the more varied, the better.")],
    output: Output,
    size: Annotated[int, typer.Option(min=16, help="Longest side of a picture in pixels.")] = 256,
    dtype: Dtype = "float32",
) -> None:
    """Rescale a network so that every channel's mean activation over a folder of pictures is 1.

    So did Gatys, Ecker and Bethge; content and style weights then mean what their paper says.

    Example: stylejax weights normalize vgg19 --pictures photos -o vgg19-normalized.h5
    """
    from .weights import normalize as run

    _print(run(network, pictures, output, size=size, dtype=dtype))


@app.command()
def show(file: WeightFile) -> None:
    """Print a weight file's card, architecture, pixels, shapes and checksum."""
    from .weights import show as run

    _print(run(file))
