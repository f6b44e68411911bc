"""One change at a time on a page: how far each moves the picture, and all pictures in a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .pictures import Image


@dataclass(frozen=True)
class ChangeCell:
    """What came of a change: its picture or None, a number to compare, and what was changed, in words.

    Attributes:
        image: beside the page, or None.
        number: how far the picture moved.
        words: what was changed.

    Example:
        >>> from stylejax import reports
        >>> reports.ChangeCell(None, "", "as gatys").words
        'as gatys'
    """

    image: Image | None
    number: str
    words: str


@dataclass(frozen=True)
class PageChanges:
    """A section of a page.

    Attributes:
        title: its heading.
        lines: what stands below it.
        shares: for each kind of change, the largest first, its share of the longest bar and what is said of it.
        columns: headings of the table.
        rows: for each row its heading, and a cell for each column.

    Example:
        >>> from stylejax import reports
        >>> reports.PageChanges("One change", [], {"start": (1.0, "most")}, [], []).shares["start"]
        (1.0, 'most')
    """

    title: str
    lines: Sequence[str]
    shares: Mapping[str, tuple[float, str]]
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[ChangeCell]]]
