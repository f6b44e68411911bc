"""`stylejax weights`: networks from elsewhere."""

import dataclasses
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from ... import cli, jobs, networks
from ... import weights as library
from .. import completion

WeightFile = Annotated[Path, typer.Argument(help="An HDF5 weight file of stylejax.")]
Output = Annotated[Path, typer.Option("--output", "-o", help="The HDF5 weight file to write.")]
Kind = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="KIND",
        autocompletion=completion.file_kinds,
        help="What FILE is; an unknown word lists those known.",
    ),
]
Dtype = Annotated[str, typer.Option(help="How numbers are stored: float32 or float16.")]


def list_networks() -> None:
    """List the networks that can be fetched, their licenses, and what is at hand."""
    _print(_sources())


def fetch(
    name: Annotated[
        str, typer.Argument(autocompletion=completion.sources, help="A network of `stylejax weights list`.")
    ],
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> None:
    """Download a network, check it, convert it and cache it; afterwards its name is enough.

    Proxies are taken from HTTP_PROXY, HTTPS_PROXY and NO_PROXY, the cache folder from STYLEJAX_CACHE.

    Example: stylejax weights fetch vgg19
    stylejax transfer photo.jpg painting.jpg --network vgg19
    """
    path, warnings = jobs.fetch_weights(name, cli.download_silence if quiet else cli.download_bar)
    _warn(warnings)
    print(f"{path}  sha256 {library.checksum(path)}")


def convert(
    file: Annotated[Path, typer.Argument(help="Another project's weight file.")],
    output: Output,
    kind: Kind,
    like: Annotated[
        str,
        typer.Option(
            metavar="NETWORK",
            autocompletion=completion.sources,
            help="Whose license FILE has, where its checksum does not say which file it is.",
        ),
    ] = "",
    dtype: Dtype = "float32",
) -> None:
    """Convert another project's weight file to stylejax's own layout, and print its sha256.

    Example: stylejax weights convert vgg19_notop.h5 -o vgg19.h5 --as keras-vgg19
    """
    _warn(jobs.convert_weights(file, output, kind, dtype, like=like))
    print(f"{library.checksum(output)}  {output}")


def verify(file: Annotated[Path, typer.Argument(help="Any weight file.")]) -> None:
    """Tell what a weight file is, and whether its weights and its pixels belong together."""
    _print(list(jobs.verify_weights(file)))  # nothing is printed of a file that is refused in the end


def normalize(
    network: Annotated[
        str,
        typer.Argument(
            metavar="NETWORK", autocompletion=completion.networks, help="A network by name or an HDF5 weight file."
        ),
    ],
    pictures: Annotated[Path, typer.Option(help="A folder with photos: the more, and the more varied, the better.")],
    output: Output,
    size: Annotated[int, typer.Option(min=16, help="Longest side of a picture in pixels.")] = 256,
    dtype: Dtype = "float32",
) -> None:
    """Rescale a network so that every channel's mean activation over a folder of pictures is 1.

    So did Gatys, Ecker and Bethge; content and style weights then mean what their paper says.

    Example: stylejax weights normalize vgg19 --pictures photos -o vgg19-normalized.h5
    """
    _print(jobs.normalize_weights(network, pictures, output, size=size, dtype=dtype))


def show(file: WeightFile) -> None:
    """Print a weight file's card, architecture, pixels, shapes and checksum."""
    _print(_contents(file))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _warn(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"warning: {line}", file=sys.stderr)


def _sources() -> Iterator[str]:
    """A few lines for each entry of the manifest."""
    at_hand = library.network_files()
    for source in library.sources().values():
        size = f"{source.size / 1e6:.0f} MB, " if source.size else ""
        verified = ", address unverified" if source.addresses and not source.verified else ""
        yield f"{source.name:<24} {_state(source, at_hand)}; {size}{source.about}{verified}"
        yield f"{'':<24} commercial use: {source.license.commercial}; {source.license.text}; {source.license.url}"
        if source.recipes:
            yield f"{'':<24} wanted by {', '.join(source.recipes)}"


def _state(source: "library.Source", at_hand: Collection[str]) -> str:
    if source.name in at_hand:
        return "at hand"
    if not source.format:
        return "no converter"
    return "not fetched" if source.addresses else "no address, to be converted"


def _contents(path: Path) -> Iterator[str]:
    """A weight file's card, architecture, pixels and shapes. Raises InputError for a file of another layout."""
    network = library.read_network(path)
    for record in (dataclasses.replace(network.card, plain=()), networks.architecture_of(network), network.pixels):
        for name, value in dataclasses.asdict(record).items():
            text = ", ".join(map(str, value)) if isinstance(value, tuple) else value
            if name != "plain":
                yield f"{_field(record, name):<14} {text}"
    for scale in network.card.plain:
        yield f"{f'plain {scale.layer}':<14} {scale.factor:g} ({scale.low:g} to {scale.high:g}): {scale.evidence}"
    total = 0
    for name, tensors in network.parameters.items():
        total += sum(array.size for array in tensors.values())
        yield f"{name:<14} {'x'.join(map(str, tensors['kernel'].shape))}"
    yield f"{'parameters':<14} {total}"


def _field(record: object, name: str) -> str:
    """What to call a field: the architecture's name is not the network's."""
    return "architecture" if isinstance(record, networks.Architecture) and name == "name" else name
