"""`stylejax reconstruct content` and `stylejax reconstruct style`: what a layer holds of a picture."""

from pathlib import Path
from typing import Annotated

import typer

from ... import cli, jobs
from ...settings import RECONSTRUCTION_STEPS, TransferSettings, variation_for
from .. import options
from ..options import PoolName

DEFAULTS = TransferSettings()


def content(
    image: Annotated[Path, typer.Argument(help="The photo.")],
    layer: Annotated[str, typer.Option(help="The layer to match; several, with commas, share the weight.")] = "relu4_2",
    output: options.Output = Path("content.png"),
    network: options.Network = DEFAULTS.network,
    size: options.Size = DEFAULTS.size,
    steps: options.Steps = RECONSTRUCTION_STEPS,
    tv_weight: options.ContentVariation = None,
    pool: options.Pool = None,
    seed: options.Seed = DEFAULTS.seed,
    report: options.Report = None,
    quiet: options.Quiet = False,
) -> None:
    """Paint what a layer keeps of IMAGE.

    From noise, a picture is sought that the layer cannot tell from IMAGE: at relu1_1 next to nothing is lost, at
    relu5_1 objects are left, and where they are. Ctrl-C keeps the best so far.

    Example: stylejax reconstruct content photo.jpg --layer relu4_2 -o content.png
    """
    layers = options.layers(layer)
    variation = variation_for(layers) if tv_weight is None else tv_weight
    settings = _settings(network, size, steps, variation, pool, seed)
    ready = jobs.content_only(settings, str(image), layers)
    jobs.check_outputs(output, report)
    inputs, console = jobs.read_one_sided(ready), cli.console_for(quiet)
    raise typer.Exit(
        jobs.paint_picture(ready, inputs, command="reconstruct content", output=output, report=report, console=console)
    )


def style(
    image: Annotated[Path, typer.Argument(help="The painting.")],
    layers: Annotated[str, typer.Option(help="Layers to match: the deeper they go, the larger the strokes.")] = (
        options.STYLE_LAYERS
    ),
    output: options.Output = Path("style.png"),
    network: options.Network = DEFAULTS.network,
    size: options.Size = DEFAULTS.size,
    steps: options.Steps = RECONSTRUCTION_STEPS,
    tv_weight: options.TvWeight = DEFAULTS.tv_weight,
    pool: options.Pool = None,
    seed: options.Seed = DEFAULTS.seed,
    report: options.Report = None,
    quiet: options.Quiet = False,
) -> None:
    """Paint the style of IMAGE and nothing else of it.

    From noise, a picture is sought with the same Gram matrices. It is as large as IMAGE is read; `stylejax texture`
    paints any size. Ctrl-C keeps the best so far.

    Example: stylejax reconstruct style painting.jpg --layers relu1_1,relu2_1,relu3_1 -o style.png
    """
    settings = _settings(network, size, steps, tv_weight, pool, seed)
    ready = jobs.style_only(settings, str(image), options.layers(layers))
    jobs.check_outputs(output, report)
    inputs, console = jobs.read_one_sided(ready), cli.console_for(quiet)
    raise typer.Exit(
        jobs.paint_picture(ready, inputs, command="reconstruct style", output=output, report=report, console=console)
    )


def _settings(
    network: str, size: int, steps: int, tv_weight: float, pool: PoolName | None, seed: int
) -> TransferSettings:
    return TransferSettings(
        network=network, size=size, steps=steps, tv_weight=tv_weight, pool=pool.value if pool else None, seed=seed
    )
