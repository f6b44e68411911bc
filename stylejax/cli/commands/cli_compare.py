"""The `compare` and `explain` commands: read options and hand them on. Light: heavy imports wait until they run."""

from pathlib import Path
from typing import Annotated

import typer

from ...errors import InputError
from ...settings import ComparisonSettings
from .. import options

DEFAULTS = ComparisonSettings()
STEPS = 100  # as the essay ran them

Network = Annotated[
    str | None,
    typer.Option(
        help="One network for all, by name or as a weight file; compact is at hand.", show_default="their own"
    ),
]
Size = Annotated[int, typer.Option(help="Length in pixels that each artist's own size rule is given.")]
Steps = Annotated[int, typer.Option(help="Evaluations for each picture; 0: as many as its artist spent.")]
Sheet = Annotated[Path, typer.Option("--output", "-o", help="The sheet to write: .png, .jpg, .tif or .webp.")]


def compare(
    content: Annotated[Path, typer.Argument(help="The photo.")],
    style: Annotated[Path, typer.Argument(help="The painting.")],
    artists: Annotated[
        str | None,
        typer.Option(help="Artists by name, like paper,satoshi,johnson.", show_default="all who used a VGG network"),
    ] = None,
    output: Sheet = Path("artists.png"),
    html: Annotated[Path | None, typer.Option(help="Also write a web page and all pictures to this folder.")] = None,
    network: Network = DEFAULTS.network,
    size: Size = DEFAULTS.size,
    steps: Steps = STEPS,
    seed: options.Seed = DEFAULTS.seed,
    quiet: options.Quiet = False,
) -> None:
    """Paint a photo as each artist of 2015 would, and measure all pictures with one yardstick.

    Ctrl-C keeps what is painted. An artist who is given another network than his own has layers of that in their place.

    Example: stylejax compare photo.jpg painting.jpg --network compact -o artists.png --html artists
    """
    from .compare import compare_artists, vgg_artists

    settings = ComparisonSettings(
        content=str(content),
        style=str(style),
        artists=vgg_artists() if artists is None else options.layers(artists),
        network=network,
        size=size,
        steps=steps or None,
        seed=seed,
    )
    raise typer.Exit(compare_artists(settings, output=output, html=html, quiet=quiet))


def explain(
    first: Annotated[str, typer.Argument(metavar="A", help="An artist by name.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another one.")],
    content: Annotated[Path | None, typer.Argument(help="The photo.")] = None,
    style: Annotated[Path | None, typer.Argument(help="The painting.")] = None,
    output: Sheet = Path("explained.png"),
    table: Annotated[Path | None, typer.Option(help="Also write the table to this CSV file.")] = None,
    only_list: Annotated[bool, typer.Option("--list", help="Print what differs, and stop there.")] = False,
    network: Network = DEFAULTS.network,
    size: Size = DEFAULTS.size,
    steps: Steps = STEPS,
    seed: options.Seed = DEFAULTS.seed,
    quiet: options.Quiet = False,
) -> None:
    """Show what differs between two artists, and what each difference does by itself.

    Paints A, B, and A with one setting of B at a time.

    Example: stylejax explain satoshi johnson photo.jpg painting.jpg --network compact -o explained.png
    """
    from .explain import explain_difference, list_differences

    settings = ComparisonSettings(
        content=str(content or ""),
        style=str(style or ""),
        artists=(first, second),
        network=network,
        size=size,
        steps=steps or None,
        seed=seed,
    )
    if only_list:
        print(list_differences(settings))
        return
    if content is None or style is None:
        raise InputError("CONTENT and STYLE: name a photo and a painting, or give --list to see what differs")
    raise typer.Exit(explain_difference(settings, output=output, table=table, quiet=quiet))
