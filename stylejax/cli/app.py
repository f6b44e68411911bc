"""The command line: a thin shell that reads options and hands them on. Heavy imports wait until a command runs."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core

from .._version import __version__
from ..errors import InputError
from ..settings import DEFAULTS, TransferSettings
from . import options
from .commands import cli_reconstruct, cli_weights
from .commands.artists import artists
from .commands.cli_batch import batch
from .commands.cli_compare import compare, explain
from .commands.cli_dream import dream
from .commands.cli_sweep import sweep
from .options import MemoryName, OptimizerName, PrecisionName, layers

INTERRUPTED = 130  # 128 + SIGINT, as shells have it

# typer raises these for options it cannot read, but exports only the youngest of the family
UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class OneLineErrors(typer.core.TyperGroup):
    """Commands that answer bad input with one line on standard error and exit code 2."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run a command and leave with its exit code."""
        try:
            sys.exit(super().main(args, *rest, **{**options, "standalone_mode": False}))
        except InputError as error:
            message = str(error)
        except UsageError as error:
            message = error.format_message().replace("\n", " ") + " See --help."  # pyrefly: ignore
        except (typer.Abort, KeyboardInterrupt):
            sys.exit(INTERRUPTED)
        print(f"error: {message}", file=sys.stderr)
        sys.exit(2)


app = typer.Typer(
    cls=OneLineErrors,
    pretty_exceptions_enable=False,
    **options.SUBCOMMANDS,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"stylejax {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def stylejax(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Paint a photo in the style of a painting: neural artistic style (Gatys, Ecker, Bethge 2015) in JAX.

    Start with: stylejax transfer photo.jpg painting.jpg -o picture.png
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def transfer(
    content: Annotated[Path, typer.Argument(help="The photo: what is shown. JPEG, PNG, WebP, TIFF or BMP.")],
    style: Annotated[Path, typer.Argument(help="The painting: how it is painted. It keeps its own aspect.")],
    output: options.Output = Path("stylejax.png"),
    network: options.Network = DEFAULTS.network,
    size: options.Size = DEFAULTS.size,
    steps: options.Steps = DEFAULTS.steps,
    content_weight: options.ContentWeight = DEFAULTS.content_weight,
    style_weight: options.StyleWeight = DEFAULTS.style_weight,
    tv_weight: options.TvWeight = DEFAULTS.tv_weight,
    content_layers: options.ContentLayers = options.CONTENT_LAYERS,
    style_layers: options.StyleLayers = options.STYLE_LAYERS,
    init: options.Init = DEFAULTS.init,
    optimizer: options.Optimizer = OptimizerName.LBFGS,
    pool: options.Pool = None,
    precision: options.Precision = PrecisionName.FLOAT32,
    memory: options.Memory = MemoryName.AUTO,
    seed: options.Seed = DEFAULTS.seed,
    report: options.Report = None,
    quiet: options.Quiet = False,
) -> None:
    """Paint the CONTENT picture in the style of the STYLE picture.

    Ctrl-C keeps the best picture so far. The settings are stored in the picture: see `stylejax show`.

    Example: stylejax transfer photo.jpg painting.jpg -o picture.png --size 512 --content-weight 10
    """
    from .commands.transfer import paint

    settings = TransferSettings(
        content=str(content),
        style=str(style),
        network=network,
        size=size,
        steps=steps,
        content_weight=content_weight,
        style_weight=style_weight,
        tv_weight=tv_weight,
        content_layers=layers(content_layers),
        style_layers=layers(style_layers),
        init=init,
        optimizer=optimizer.value,
        pool=pool.value if pool else None,
        precision=precision.value,
        memory=memory.value,
        seed=seed,
    )
    raise typer.Exit(paint(settings, output=output, report=report, quiet=quiet))


app.command()(sweep)
app.command()(batch)
app.command()(artists)
app.add_typer(cli_reconstruct.app, name="reconstruct")
app.command()(cli_reconstruct.texture)
app.command()(dream)
app.command()(compare)
app.command()(explain)


@app.command()
def show(picture: Annotated[Path, typer.Argument(help="A picture that stylejax painted.")]) -> None:
    """Print the settings that made a picture, as JSON."""
    from ..media.records import read_record

    print(json.dumps(read_record(picture), indent=2, ensure_ascii=False))


@app.command()
def info() -> None:
    """Print versions, devices, memory and the networks at hand."""
    from .commands.info import describe

    print(describe())


app.add_typer(cli_weights.app, name="weights")
