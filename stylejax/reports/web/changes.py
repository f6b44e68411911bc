"""One change at a time on a page: how far each moves the picture, and all pictures in a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .markup import Html, element
from .pictures import Image, picture_link


@dataclass(frozen=True)
class ChangeCell:
    """What came of a change: its picture or None, a number to compare, and what was changed, in words."""

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
    """

    title: str
    lines: Sequence[str]
    shares: Mapping[str, tuple[float, str]]
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[ChangeCell]]]


def changes_section(changes: PageChanges | None) -> Html:
    """The section, nothing where there is none."""
    if not changes:
        return Html("")
    lines = (element("p", line) for line in changes.lines)
    bars = element("dl", *(_bar(name, *told) for name, told in changes.shares.items()), class_="bars")
    heading = element("h2", changes.title, id="changes")
    return element("section", heading, *lines, bars, _table(changes), aria_labelledby="changes")


def _bar(name: str, share: float, words: str) -> Html:
    bar = element("span", class_="bar", style=f"--share: {share:.4f}")
    return element("div", element("dt", name), element("dd", bar, element("span", words)))


def _table(changes: PageChanges) -> Html:
    head = (element("th", name, scope="col") for name in ("", *changes.columns))
    body = (_row(name, changes.columns, cells) for name, cells in changes.rows)
    table = element("table", element("thead", element("tr", *head)), element("tbody", *body), class_="changes")
    return element("div", table, class_="scroll", role="region", aria_label="Pictures of all changes", tabindex=0)


def _row(name: str, columns: Sequence[str], cells: Sequence[ChangeCell]) -> Html:
    shown = (_cell(f"{name}, {column}", cell) for column, cell in zip(columns, cells, strict=True))
    return element("tr", element("th", name, scope="row"), *shown)


def _cell(name: str, cell: ChangeCell) -> Html:
    words = element("p", cell.words, class_="words")
    if not cell.image:
        return element("td", words)
    caption = f"{name}: {cell.number}, {cell.words}"
    return element("td", picture_link(cell.image, caption), element("p", cell.number), words)
