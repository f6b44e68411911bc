"""A web page of pictures beside each other: one file that needs neither network nor server."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from .changes import PageChanges, changes_section
from .curves import Axes, axes_of, loss_curve
from .markup import Html, element, joined
from .pictures import Image, picture_link

TEMPLATES = Path(__file__).parent / "templates"
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


@dataclass(frozen=True)
class Page:
    """A page: its title, lines below it, the pictures that were given, entries, and what their settings differ from.

    `reference` is the heading of the column that `reference_settings` makes; `footer` is said at the end; `changes` is
    a section before the entries, or None; `method` are lines after them, on how they were made.
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
    """The text of the page, an HTML document with its styles and program in it, and pictures beside it."""
    axes = axes_of([entry.objective for entry in page.entries])
    return Template(_template("page.html")).substitute(
        title=joined(page.title),
        style=_template("page.css"),
        script=_template("page.js"),
        lines=_all(element("p", line) for line in page.lines),
        originals=_all(_original(caption, image) for caption, image in page.originals),
        changes=changes_section(page.changes),
        entries=_all(_entry(entry, _frame(page), axes) for entry in page.entries),
        method=_all(element("p", line) for line in page.method),
        legend=_legend(page),
        tables=_all(_table(page, part) for part in _parts(page)),
        sources=_all(_sources(entry) for entry in page.entries),
        footer=joined(page.footer),
    )


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _all(elements: Iterator[Html]) -> Html:
    return Html("\n".join(elements))


def _legend(page: Page) -> Html:
    mark = element("span", "≠", style="color: var(--mark)")
    sources = element("span", f"{SOURCE_MARK} leads to the source of a setting, in the list below.", class_="sign")
    return joined(mark, f" marks what differs from {page.reference}. ", sources)


def _original(caption: str, image: Image) -> Html:
    return element("figure", picture_link(image, caption), element("figcaption", caption))


def _frame(page: Page) -> str:
    """The widest shape that all pictures fit into at one height, so that headings stand in line."""
    shapes = [entry.image for entry in page.entries if entry.image]
    widest = max(shapes, key=lambda image: image.width / image.height, default=Image("", "", 4, 3))
    return f"--frame: {widest.width} / {widest.height}"


def _entry(entry: PageEntry, frame: str, axes: Axes) -> Html:
    terms = " · ".join(f"{name} {value}" for name, value in entry.terms.items())
    picture = picture_link(entry.image, f"{entry.name}: {terms}") if entry.image else None
    caption = element(
        "figcaption",
        element("h3", entry.name),
        element("p", entry.who, ", ", element("span", entry.date, class_="date"), class_="who"),
        element("p", entry.about, class_="about"),
        element("dl", *(_term(name, value) for name, value in entry.terms.items()), class_="terms"),
        element("ul", *(element("li", fact) for fact in entry.facts), class_="facts"),
        loss_curve(entry.objective, axes) or element("div"),
    )
    missing = element("p", "not painted", class_="missing")
    return element("figure", element("div", picture, class_="frame", style=frame) if picture else missing, caption)


def _term(name: str, value: str) -> Html:
    return element("div", element("dt", name), element("dd", value))


def _parts(page: Page) -> list[Sequence[PageEntry]]:
    """The entries in as many portions as there are tables: each fits a sheet of paper."""
    others = [entry for entry in page.entries if entry.name != page.reference]
    return [others[start : start + ACROSS] for start in range(0, max(len(others), 1), ACROSS)]


def _table(page: Page, entries: Sequence[PageEntry]) -> Html:
    columns = [page.reference, *(entry.name for entry in entries)]
    head = element("tr", element("th", "setting", scope="col"), *(element("th", name, scope="col") for name in columns))
    rows = (_row(page, setting, entries) for setting in page.reference_settings)
    table = element("table", element("thead", head), element("tbody", *rows))
    label = f"Settings of {', '.join(columns)}"
    return element("div", table, class_="scroll", role="region", aria_label=label, tabindex=0)


def _row(page: Page, setting: str, entries: Sequence[PageEntry]) -> Html:
    usual = page.reference_settings[setting]
    cells = (_setting(entry, setting, usual) for entry in entries)
    first = element("td", usual, class_="reference")
    return element("tr", element("th", setting, scope="row"), first, *cells)


def _setting(entry: PageEntry, setting: str, usual: str) -> Html:
    words = entry.settings[setting]
    if words == usual:
        return element("td", words, _link(entry, setting))
    return element("td", element("span", "differs: ", class_="hidden"), words, _link(entry, setting), class_="differs")


def _link(entry: PageEntry, setting: str) -> Html:
    """What leads to the source of a setting, by touch and by key as well."""
    if setting not in entry.sources:
        return Html("")
    label = f"source of {setting} of {entry.name}"
    return element("a", SOURCE_MARK, class_="source", href=f"#{_place(entry, setting)}", aria_label=label)


def _place(entry: PageEntry, setting: str) -> str:
    """The name of a source's place on the page; letters that addresses do not hold are left out."""
    return "-".join(["source", *(re.sub(r"[^\w-]+", "", word.replace(" ", "-")) for word in (entry.name, setting))])


def _sources(entry: PageEntry) -> Html:
    pairs = (
        joined(element("dt", name, id=_place(entry, name)), element("dd", source))
        for name, source in entry.sources.items()
    )
    notes = element("ul", *(element("li", note) for note in entry.notes)) if entry.notes else Html("")
    summary = element("summary", entry.name, " ", element("span", f"{entry.who}, {entry.date}"))
    return element("details", summary, notes, element("dl", *pairs))
