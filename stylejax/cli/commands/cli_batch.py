"""The `batch` command: reads options and hands them on. Light: heavy imports wait until it runs."""

from pathlib import Path
from typing import Annotated

import typer

from ...settings import DEFAULTS, TransferSettings
from .. import options
from ..options import MemoryName, OptimizerName, PrecisionName


def batch(
    folder: Annotated[Path, typer.Argument(help="The folder with the photos.")],
    style: Annotated[Path, typer.Argument(help="The painting.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the pictures; made where missing.")],
    lanes: options.Lanes = "auto",
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
    quiet: options.Quiet = False,
) -> None:
    """Paint every picture of FOLDER in the style of STYLE.

    Started again, it goes on where it was ended: what is painted with the same settings is not painted again.

    Example: stylejax batch photos painting.jpg -o painted --size 512
    """
    settings = TransferSettings(
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
    at_once = options.at_once(lanes)
    from .batch import paint_folder

    raise typer.Exit(paint_folder(settings, folder, output, at_once=at_once, quiet=quiet))
