"""A web page of pictures beside each other: one file that needs neither network nor server."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from .curves import loss_curve
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
class Exhibit:
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
        settings: words by setting; the same settings for all exhibits.
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
    """A page: its title, lines below it, the pictures that were given, exhibits, and what their settings differ from.

    `reference` is the heading of the column that `reference_settings` makes; `footer` is said at the end.
    """

    title: str
    lines: Sequence[str]
    originals: Sequence[tuple[str, Image]]
    exhibits: Sequence[Exhibit]
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
        exhibits=_all(_exhibit(exhibit, _frame(page)) for exhibit in page.exhibits),
        legend=_legend(page),
        table=_table(page),
        sources=_all(_sources(exhibit) for exhibit in page.exhibits),
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
    shapes = [exhibit.image for exhibit in page.exhibits if exhibit.image]
    widest = max(shapes, key=lambda image: image.width / image.height, default=Image("", "", 4, 3))
    return f"--frame: {widest.width} / {widest.height}"


def _exhibit(exhibit: Exhibit, frame: str) -> Html:
    terms = " · ".join(f"{name} {value}" for name, value in exhibit.terms.items())
    picture = _picture(exhibit.image, f"{exhibit.name}: {terms}") if exhibit.image else None
    caption = element(
        "figcaption",
        element("h3", exhibit.name),
        element("p", exhibit.who, ", ", element("span", exhibit.date, class_="date"), class_="who"),
        element("p", exhibit.about, class_="about"),
        element("dl", *(_term(name, value) for name, value in exhibit.terms.items()), class_="terms"),
        element("ul", *(element("li", fact) for fact in exhibit.facts), class_="facts"),
        loss_curve(exhibit.objective) or element("div"),
    )
    missing = element("p", "not painted", class_="missing")
    return element("figure", element("div", picture, class_="frame", style=frame) if picture else missing, caption)


def _term(name: str, value: str) -> Html:
    return element("div", element("dt", name), element("dd", value))


def _table(page: Page) -> Html:
    columns = [page.reference, *(exhibit.name for exhibit in _others(page))]
    head = element("tr", element("th", "setting", scope="col"), *(element("th", name, scope="col") for name in columns))
    rows = (_row(page, setting) for setting in page.reference_settings)
    return element("table", element("thead", head), element("tbody", *rows))


def _others(page: Page) -> list[Exhibit]:
    return [exhibit for exhibit in page.exhibits if exhibit.name != page.reference]


def _row(page: Page, setting: str) -> Html:
    usual = page.reference_settings[setting]
    cells = (_setting(exhibit, setting, usual) for exhibit in _others(page))
    first = element("td", usual, class_="reference")
    return element("tr", element("th", setting, scope="row"), first, *cells)


def _setting(exhibit: Exhibit, setting: str, usual: str) -> Html:
    words, source = exhibit.settings[setting], exhibit.sources.get(setting)
    if words == usual:
        return element("td", words, title=source)
    return element("td", element("span", "differs: ", class_="hidden"), words, class_="differs", title=source)


def _sources(exhibit: Exhibit) -> Html:
    pairs = (joined(element("dt", name), element("dd", source)) for name, source in exhibit.sources.items())
    notes = element("ul", *(element("li", note) for note in exhibit.notes)) if exhibit.notes else Html("")
    summary = element("summary", exhibit.name, " ", element("span", f"{exhibit.who}, {exhibit.date}"))
    return element("details", summary, notes, element("dl", *pairs))
