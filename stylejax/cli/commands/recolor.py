"""`stylejax recolor`: a finished picture in the colors of its photo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ... import jobs, media
from ...command_settings import RecolorSettings
from ...errors import InputError
from .. import options


def recolor(
    picture: Annotated[Path, typer.Argument(help="The picture whose lightness is kept, as one that was painted.")],
    photo: Annotated[Path, typer.Argument(help="The photo whose colors it gets, in any size of the same shape.")],
    output: options.Output = Path("recolored.png"),
    bits: options.Bits = 8,
    dpi: options.Dpi = None,
) -> None:
    """Give PICTURE the colors of PHOTO, place by place, and keep its own light and dark.

    What --colors photo does before it paints comes out calmer: here the strokes of a colored painting are left.

    Example: stylejax recolor picture.png photo.jpg -o recolored.png
    """
    settings, form = RecolorSettings(str(picture), str(photo)), options.form_of(bits, dpi)
    jobs.check_outputs(output, inputs=[picture, photo], form=form)
    painted, colors = (media.read_visible(path) for path in (picture, photo))
    image = media.with_colors_of(painted.image, _of_its_size(colors, painted))
    told = {"alpha": painted.alpha, "record": _record(settings, painted, colors), **form.options(painted.tags)}
    jobs.keep_picture(output, image, **told)


def _of_its_size(photo: media.Picture, painted: media.Picture) -> Any:
    """The photo at the picture's size. Raises InputError where it is of another shape, as one that was cropped."""
    height, width = painted.image.shape[:2]
    if not media.is_of_shape(photo.image.shape, painted.image.shape):
        raise InputError(
            f"photo: is {photo.image.shape[1]} x {photo.image.shape[0]} and the picture {width} x {height} pixels, of "
            "another shape; give the photo that it was painted from"
        )
    return media.resized(photo.image, None, height, width)[0]


def _record(settings: RecolorSettings, painted: media.Picture, colors: media.Picture) -> dict[str, Any]:
    pictures = {"picture": painted.sha256, "photo": colors.sha256}
    return jobs.record("recolor", settings, networks={}, pictures=pictures)
