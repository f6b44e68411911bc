"""Draw the two demonstration pictures, `scene.png` (content) and `strokes.png` (style), into a folder."""

from pathlib import Path
from typing import Annotated

import typer

from demo_pictures.scene import draw_scene
from demo_pictures.strokes import draw_strokes


def main(
    folder: Annotated[Path, typer.Argument(help="Where the pictures go; made if missing.", file_okay=False)],
    size: Annotated[int, typer.Option(min=16, help="Longest side in pixels.")] = 512,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same pictures.")] = 0,
) -> None:
    """Draw scene.png (a town at a river) and strokes.png (an oil painting of swirling strokes)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in (("scene.png", draw_scene), ("strokes.png", draw_strokes)):
        draw(size, seed).save(folder / name)
        typer.echo(folder / name)


if __name__ == "__main__":
    typer.run(main)
