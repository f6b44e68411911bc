"""A web page of pictures beside each other: one file that needs neither network nor server."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .changes import PageChanges
from .curves import axes_of, curve_of
from .pictures import Image
from .rendering import render

ACROSS = 5  # columns of a table beside the reference's
SOURCE_MARK = "§"


@dataclass(frozen=True)
class PageEntry:
    """A picture and all that the page tells of it.

    Attributes:
        name: its heading.
        who: by whom.
        date: of when.
        about: a sentence on it.
        image: the picture, None where there is none.
        terms: numbers to compare, by name.
        facts: lines on how it was made.
        objective: its losses.
        settings: words by setting; the same settings for all entries.
        sources: citations by setting, and others.
        notes: what is odd about it.

    Example:
        >>> from stylejax import reports
        >>> entry = reports.PageEntry("a", "who", "2015", "about", None, {"content": "0.1"}, [], [], {})
        >>> entry.terms_line
        'content 0.1'
    """

    name: str
    who: str
    date: str
    about: str
    image: Image | None
    terms: Mapping[str, str]
    facts: Sequence[str]
    objective: Sequence[float]
    settings: Mapping[str, str]
    sources: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()

    @property
    def terms_line(self) -> str:
        """The numbers in a line."""
        return " · ".join(f"{name} {value}" for name, value in self.terms.items())


@dataclass(frozen=True)
class Page:
    """A page: its title, lines below it, the pictures that were given, entries, and what their settings differ from.

    `reference` is the heading of the column that `reference_settings` makes; `footer` is said at the end; `changes` is
    a section before the entries, or None; `method` are lines after them, on how they were made.

    Attributes:
        title: its heading.
        lines: below it.
        originals: captions and pictures that were given.
        entries: what is compared.
        reference: the heading of the first column of settings.
        reference_settings: words by setting.
        footer: at the end.
        changes: a section before the entries, or None.
        method: lines after them.

    Example:
        >>> from stylejax import reports
        >>> reports.Page("a title", [], [], [], "paper", {}, "the end").footer
        'the end'
    """

    title: str
    lines: Sequence[str]
    originals: Sequence[tuple[str, Image]]
    entries: Sequence[PageEntry]
    reference: str
    reference_settings: Mapping[str, str]
    footer: str
    changes: PageChanges | None = None
    method: Sequence[str] = ()


def page_html(page: Page) -> str:
    """The text of the page, an HTML document with its styles and program in it, and pictures beside it.

    Whatever is said on it is escaped.

    Args:
        page: what is on it; all entries have the same settings as `reference_settings`.

    Returns:
        HTML that needs neither network nor server.

    Example:
        >>> from stylejax import reports
        >>> page = reports.Page("a title", [], [], [], "paper", {}, "the end")
        >>> "<h1>a title</h1>" in reports.page_html(page)
        True
    """
    axes = axes_of([entry.objective for entry in page.entries])
    pictures = [(entry, curve_of(entry.objective, axes)) for entry in page.entries]
    frame, parts = _frame(page), _parts(page)
    return render(
        "page.html", page=page, pictures=pictures, frame=frame, parts=parts, place=source_place, mark=SOURCE_MARK
    )


def _frame(page: Page) -> str:
    """The widest shape that all pictures fit into at one height, so that headings stand in line."""
    shapes = [entry.image for entry in page.entries if entry.image]
    widest = max(shapes, key=lambda image: image.width / image.height, default=Image("", "", 4, 3))
    return f"--frame: {widest.width} / {widest.height}"


def _parts(page: Page) -> list[Sequence[PageEntry]]:
    """The entries in as many portions as there are tables: each fits a sheet of paper."""
    others = [entry for entry in page.entries if entry.name != page.reference]
    return [others[start : start + ACROSS] for start in range(0, max(len(others), 1), ACROSS)]


def source_place(entry: PageEntry, setting: str) -> str:
    """The name of a source's place on the page; letters that addresses do not hold are left out."""
    return "-".join(["source", *(re.sub(r"[^\w-]+", "", word.replace(" ", "-")) for word in (entry.name, setting))])
