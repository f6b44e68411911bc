"""The `reconstruct` and `texture` commands: read options and hand them on. Light: heavy imports wait until they run."""

import dataclasses
import re
from pathlib import Path
from typing import Annotated

import typer

from ...errors import InputError
from ...settings import RECONSTRUCTION_STEPS, TEXTURE_DEFAULTS, TextureSettings, TransferSettings, variation_for
from .. import options
from ..options import PoolName

app = typer.Typer(**options.SUBCOMMANDS)

ContentVariation = Annotated[
    float | None,
    typer.Option(
        "--tv-weight",
        help="Total variation: more makes smoother; the paper has none.",
        show_default="from 0 at relu1_1 to 1 at relu5_1",
    ),
]
DEFAULTS = TransferSettings()


@app.callback(invoke_without_command=True)
def reconstruct(context: typer.Context) -> None:
    """See what a layer holds of a picture: start from noise and match its content, or its style, there.

    Start with: stylejax reconstruct content photo.jpg --layer relu4_2
    """
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def content(
    image: Annotated[Path, typer.Argument(help="The photo.")],
    layer: Annotated[str, typer.Option(help="The layer to match; several, with commas, share the weight.")] = "relu4_2",
    output: options.Output = Path("content.png"),
    network: options.Network = DEFAULTS.network,
    size: options.Size = DEFAULTS.size,
    steps: options.Steps = RECONSTRUCTION_STEPS,
    tv_weight: ContentVariation = None,
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
    from .reconstruct import content_only, paint_reconstruction

    ready = content_only(settings, str(image), layers)
    raise typer.Exit(
        paint_reconstruction(ready, command="reconstruct content", output=output, report=report, quiet=quiet)
    )


@app.command()
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
    from .reconstruct import paint_reconstruction, style_only

    ready = style_only(settings, str(image), options.layers(layers))
    raise typer.Exit(
        paint_reconstruction(ready, command="reconstruct style", output=output, report=report, quiet=quiet)
    )


@app.command()
def figure(
    content: Annotated[Path, typer.Argument(help="The photo.")],
    style: Annotated[Path, typer.Argument(help="The painting.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The sheet: .png, .jpg, .tif or .webp.")] = Path(
        "figure.png"
    ),
    layers: Annotated[str, typer.Option(help="Layers of the columns.")] = options.STYLE_LAYERS,
    save_each: Annotated[Path | None, typer.Option(help="Also write each picture to this folder.")] = None,
    network: options.Network = DEFAULTS.network,
    size: Annotated[int, typer.Option(help="Longest side of each picture in pixels.")] = 256,
    steps: Annotated[int, typer.Option(help="Evaluations to spend on each picture.")] = RECONSTRUCTION_STEPS,
    tv_weight: ContentVariation = None,
    pool: options.Pool = None,
    seed: options.Seed = DEFAULTS.seed,
    quiet: options.Quiet = False,
) -> None:
    """Draw the paper's figure 1 on one sheet.

    Above, the STYLE picture from the first 1, 2, ... of the layers; below, the CONTENT picture from each alone.
    Ctrl-C keeps what is painted and marks the holes.

    Example: stylejax reconstruct figure photo.jpg painting.jpg -o figure.png --size 256
    """
    names = options.layers(layers)
    if not names:
        raise InputError("--layers: none is named; name at least one, like relu1_1")
    settings = _settings(network, size, steps, tv_weight or 0.0, pool, seed)
    variation = variation_for if tv_weight is None else lambda layers: tv_weight
    named = dataclasses.replace(settings, content=str(content), style=str(style))
    from .figure import paint_figure

    raise typer.Exit(paint_figure(named, names, variation, output=output, each=save_each, quiet=quiet))


def _settings(
    network: str, size: int, steps: int, tv_weight: float, pool: PoolName | None, seed: int
) -> TransferSettings:
    return TransferSettings(
        network=network, size=size, steps=steps, tv_weight=tv_weight, pool=pool.value if pool else None, seed=seed
    )


def texture(
    image: Annotated[Path, typer.Argument(help="The picture whose texture is wanted.")],
    size: Annotated[str, typer.Option(help="Width and height of the texture in pixels.")] = (
        f"{TEXTURE_DEFAULTS.width}x{TEXTURE_DEFAULTS.height}"
    ),
    output: options.Output = Path("texture.png"),
    image_size: Annotated[int, typer.Option(help="Longest side that IMAGE is read at: less makes finer textures.")] = (
        TEXTURE_DEFAULTS.size
    ),
    layers: Annotated[str, typer.Option(help="Layers to match: the deeper they go, the larger the structures.")] = (
        ",".join(TEXTURE_DEFAULTS.style_layers)
    ),
    network: options.Network = TEXTURE_DEFAULTS.network,
    steps: options.Steps = TEXTURE_DEFAULTS.steps,
    tv_weight: options.TvWeight = TEXTURE_DEFAULTS.tv_weight,
    pool: options.Pool = None,
    seed: options.Seed = TEXTURE_DEFAULTS.seed,
    report: options.Report = None,
    quiet: options.Quiet = False,
) -> None:
    """Make more of the texture of IMAGE, in any size, from noise (Gatys, Ecker, Bethge 2015, arXiv:1505.07376).

    Ctrl-C keeps the best so far. Their own layers are: --layers pool4,pool3,pool2,pool1,relu1_1

    Example: stylejax texture pebbles.jpg --size 512x256 -o texture.png
    """
    width, height = _width_and_height(size)
    settings = TextureSettings(
        style=str(image),
        network=network,
        size=image_size,
        steps=steps,
        tv_weight=tv_weight,
        style_layers=options.layers(layers),
        pool=pool.value if pool else None,
        seed=seed,
        width=width,
        height=height,
    )
    from .reconstruct import paint_texture

    raise typer.Exit(paint_texture(settings, output=output, report=report, quiet=quiet))


def _width_and_height(size: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)[xX](\d+)", size)
    if not found:
        raise InputError(f"--size: {size!r} is not a width and a height in pixels; write them like 512x256")
    return int(found[1]), int(found[2])
