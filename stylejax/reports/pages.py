"""A web page of pictures beside each other: one file that needs neither network nor server."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from .grid import short_number
from .markup import Html, element, joined

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Image:
    """A picture file beside the page: its name, what it shows, its width and height in pixels."""

    file: str
    alt: str
    width: int
    height: int


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

    `reference` is the heading of the column that `reference_settings` makes; `footer` is said at the end.
    """

    title: str
    lines: Sequence[str]
    originals: Sequence[tuple[str, Image]]
    entries: Sequence[PageEntry]
    reference: str
    reference_settings: Mapping[str, str]
    footer: str


def page_html(page: Page) -> str:
    """The text of the page, an HTML document with its styles and program in it, and pictures beside it."""
    return Template(_template("page.html")).substitute(
        title=joined(page.title),
        style=_template("page.css"),
        script=_template("page.js"),
        lines=_all(element("p", line) for line in page.lines),
        originals=_all(_original(caption, image) for caption, image in page.originals),
        entries=_all(_entry(entry, _frame(page)) for entry in page.entries),
        legend=_legend(page),
        table=_table(page),
        sources=_all(_sources(entry) for entry in page.entries),
        footer=joined(page.footer),
    )


def _template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _all(elements: Iterator[Html]) -> Html:
    return Html("\n".join(elements))


def _legend(page: Page) -> Html:
    mark = element("span", "≠", style="color: var(--mark)")
    return joined(
        mark, f" marks what differs from {page.reference}. Sources show under the pointer and are listed below."
    )


def _picture(image: Image, caption: str) -> Html:
    shown = element("img", src=image.file, alt=image.alt, width=image.width, height=image.height)
    return element("a", shown, class_="picture", href=image.file, data_caption=caption)


def _original(caption: str, image: Image) -> Html:
    return element("figure", _picture(image, caption), element("figcaption", caption))


def _frame(page: Page) -> str:
    """The widest shape that all pictures fit into at one height, so that headings stand in line."""
    shapes = [entry.image for entry in page.entries if entry.image]
    widest = max(shapes, key=lambda image: image.width / image.height, default=Image("", "", 4, 3))
    return f"--frame: {widest.width} / {widest.height}"


def _entry(entry: PageEntry, frame: str) -> Html:
    terms = " · ".join(f"{name} {value}" for name, value in entry.terms.items())
    picture = _picture(entry.image, f"{entry.name}: {terms}") if entry.image else None
    caption = element(
        "figcaption",
        element("h3", entry.name),
        element("p", entry.who, ", ", element("span", entry.date, class_="date"), class_="who"),
        element("p", entry.about, class_="about"),
        element("dl", *(_term(name, value) for name, value in entry.terms.items()), class_="terms"),
        element("ul", *(element("li", fact) for fact in entry.facts), class_="facts"),
        loss_curve(entry.objective) or element("div"),
    )
    missing = element("p", "not painted", class_="missing")
    return element("figure", element("div", picture, class_="frame", style=frame) if picture else missing, caption)


def _term(name: str, value: str) -> Html:
    return element("div", element("dt", name), element("dd", value))


def _table(page: Page) -> Html:
    columns = [page.reference, *(entry.name for entry in _others(page))]
    head = element("tr", element("th", "setting", scope="col"), *(element("th", name, scope="col") for name in columns))
    rows = (_row(page, setting) for setting in page.reference_settings)
    return element("table", element("thead", head), element("tbody", *rows))


def _others(page: Page) -> list[PageEntry]:
    return [entry for entry in page.entries if entry.name != page.reference]


def _row(page: Page, setting: str) -> Html:
    usual = page.reference_settings[setting]
    cells = (_setting(entry, setting, usual) for entry in _others(page))
    first = element("td", usual, class_="reference")
    return element("tr", element("th", setting, scope="row"), first, *cells)


def _setting(entry: PageEntry, setting: str, usual: str) -> Html:
    words, source = entry.settings[setting], entry.sources.get(setting)
    if words == usual:
        return element("td", words, title=source)
    return element("td", element("span", "differs: ", class_="hidden"), words, class_="differs", title=source)


def _sources(entry: PageEntry) -> Html:
    pairs = (joined(element("dt", name), element("dd", source)) for name, source in entry.sources.items())
    notes = element("ul", *(element("li", note) for note in entry.notes)) if entry.notes else Html("")
    summary = element("summary", entry.name, " ", element("span", f"{entry.who}, {entry.date}"))
    return element("details", summary, notes, element("dl", *pairs))


WIDTH, HEIGHT = 300.0, 100.0


def loss_curve(values: Sequence[float]) -> Html:
    """A curve of the values with its words: first and last value, and which axis; "" where there is none to draw.

    The axis is logarithmic where all values are positive. Values that are not finite leave gaps.
    """
    finite = [value for value in values if math.isfinite(value)]
    if len(finite) < 2:
        return Html("")
    logarithmic = min(finite) > 0
    path = curve_path([math.log10(value) if logarithmic and math.isfinite(value) else value for value in values])
    change = f"loss {short_number(float(f'{finite[0]:.3g}'))} to {short_number(float(f'{finite[-1]:.3g}'))}"
    axis = "logarithmic axis" if logarithmic else "linear axis"
    words = f"{change} in {len(values)} evaluations, {axis}"
    drawing = element(
        "svg",
        element("line", x1=0, x2=int(WIDTH), y1=int(HEIGHT), y2=int(HEIGHT)),
        element("path", d=path),
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        preserveAspectRatio="none",
        role="img",
        aria_label=words,
    )
    return element("div", drawing, element("p", words), class_="curve")


def curve_path(values: Sequence[float]) -> str:
    """The path of an SVG that fills its box with a curve, lowest value at the bottom; what is not finite is a gap."""
    finite = [value for value in values if math.isfinite(value)]
    low, high = min(finite), max(finite)
    words, pen = [], "M"
    for index, value in enumerate(values):
        if not math.isfinite(value):
            pen = "M"
            continue
        x = WIDTH * index / (len(values) - 1)
        y = HEIGHT * ((high - value) / (high - low) if high > low else 0.5)
        words.append(f"{pen}{x:.2f} {y:.2f}")
        pen = "L"
    return " ".join(words)
