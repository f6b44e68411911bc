"""Pictures on a page: files beside it, shown large on a click."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Image:
    """A picture file beside the page: its name, what it shows, its width and height in pixels.

    Attributes:
        file: its name.
        alt: what it shows, in words.
        width: in pixels.
        height: in pixels.

    Example:
        >>> from stylejax import reports
        >>> reports.Image("a.png", "a town", 32, 24).width
        32
    """

    file: str
    alt: str
    width: int
    height: int
