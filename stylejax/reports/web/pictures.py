"""Pictures on a page: files beside it, shown large on a click."""

from dataclasses import dataclass

from .markup import Html, element


@dataclass(frozen=True)
class Image:
    """A picture file beside the page: its name, what it shows, its width and height in pixels."""

    file: str
    alt: str
    width: int
    height: int


def picture_link(image: Image, caption: str) -> Html:
    """The picture, which leads to itself; the page's program shows it large with its caption."""
    shown = element("img", src=image.file, alt=image.alt, width=image.width, height=image.height)
    return element("a", shown, class_="picture", href=image.file, data_caption=caption)
