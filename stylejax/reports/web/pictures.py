"""Pictures on a page: files beside it, shown large on a click."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Image:
    """A picture file beside the page: its name, what it shows, its width and height in pixels."""

    file: str
    alt: str
    width: int
    height: int
