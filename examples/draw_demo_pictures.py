"""Draw the demonstration pictures `scene.png` (content) and `strokes.png` (style) into a folder, or all of ours."""

from pathlib import Path
from typing import Annotated

import typer

from demo_pictures.fog import draw_fog
from demo_pictures.hatching import draw_hatching
from demo_pictures.masks import draw_sky_mask, draw_slope, draw_town_mask
from demo_pictures.night import draw_night
from demo_pictures.scene import draw_scene
from demo_pictures.strokes import draw_strokes
from demo_pictures.tiles import draw_tiles

PAIR = {"scene.png": draw_scene, "strokes.png": draw_strokes}
OTHERS = {"night.png": draw_night, "fog.png": draw_fog, "tiles.png": draw_tiles, "hatching.png": draw_hatching}
MASKS = {"sky.png": draw_sky_mask, "slope.png": draw_slope, "town.png": draw_town_mask}


def main(
    folder: Annotated[Path, typer.Argument(help="Where the pictures go; made if missing.", file_okay=False)],
    size: Annotated[int, typer.Option(min=16, help="Longest side in pixels.")] = 512,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same pictures.")] = 0,
    every: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Also draw night.png (a moonlit sea), fog.png (hills in the morning), tiles.png (a mosaic) "
            "and hatching.png (pencil, gray), and masks of the scene: sky.png, slope.png and town.png.",
        ),
    ] = False,
) -> None:
    """Draw scene.png (a town at a river) and strokes.png (an oil painting of swirling strokes)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in (PAIR | OTHERS | MASKS if every else PAIR).items():
        draw(size, seed).save(folder / name)
        typer.echo(folder / name)


if __name__ == "__main__":
    typer.run(main)
