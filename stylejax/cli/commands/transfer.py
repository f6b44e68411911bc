"""`stylejax transfer`: one photo in one style."""

from pathlib import Path
from typing import Annotated

import typer

from ... import cli, jobs
from ...settings import DEFAULTS, TransferSettings
from .. import options
from ..options import MemoryName, OptimizerName, PrecisionName


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
    settings = TransferSettings(
        content=str(content),
        style=str(style),
        network=network,
        size=size,
        steps=steps,
        content_weight=content_weight,
        style_weight=style_weight,
        tv_weight=tv_weight,
        content_layers=options.layers(content_layers),
        style_layers=options.layers(style_layers),
        init=init,
        optimizer=optimizer.value,
        pool=pool.value if pool else None,
        precision=precision.value,
        memory=memory.value,
        seed=seed,
    )
    jobs.check_outputs(output, report)
    inputs, console = jobs.read_inputs(settings), cli.console_for(quiet)
    raise typer.Exit(
        jobs.paint_picture(settings, inputs, command="transfer", output=output, report=report, console=console)
    )
