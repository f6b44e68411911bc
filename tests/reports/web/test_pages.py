"""Laws of the page: nothing unescaped, nothing from elsewhere, every picture there, and large on a click."""

import dataclasses
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

import chromium
from stylejax.media.writing import write_image
from stylejax.reports.web.pages import ACROSS, Page, PageEntry, page_html
from stylejax.reports.web.pictures import Image

NASTY = "<script>alert(1)</script> & \"quotes\" 'too' $title ${style} </style>"


def exhibit(name: str, *, image: Image | None, **changes) -> PageEntry:
    usual = PageEntry(
        name=name, who="somebody", date="2015-09-01", about="does something", image=image,
        terms={"content": "0.1", "style": "0.2"}, facts=["a fact"], objective=(3.0, 2.0, 1.0),
        settings={"pooling": "max", "box": "none"}, sources={"pooling": "a file:1"}, notes=["odd"],
    )  # fmt: skip
    return dataclasses.replace(usual, **changes)


def page_of(*exhibits: PageEntry, **changes) -> Page:
    settings = {"pooling": "average", "box": "none"}
    original = [("content", Image("content.png", "The photo", 32, 24))]
    page = Page("photo in a style", ["some words"], original, exhibits, "paper", settings, "the end")
    return dataclasses.replace(page, **changes)


def test_whatever_is_said_of_a_picture_is_escaped():
    image = Image("a.png", NASTY, 32, 24)
    words = {"who": NASTY, "date": NASTY, "about": NASTY, "terms": {NASTY: NASTY}, "facts": [NASTY], "notes": [NASTY]}
    settings = {"settings": {"pooling": NASTY, "box": NASTY}, "sources": {"pooling": NASTY, NASTY: NASTY}}
    page = page_of(exhibit(NASTY, image=image, **words, **settings), title=NASTY, lines=[NASTY], footer=NASTY)
    text = page_html(page)
    assert "alert(1)</script>" not in text
    assert text.count("<script>") == text.count("</style>") == 1
    assert "$title" in text


def tables_in(text):
    return [ElementTree.fromstring(table) for table in re.findall(r"<table>.*?</table>", text, re.DOTALL)]


def test_differences_from_the_reference_are_marked_and_nothing_else():
    [table] = tables_in(page_html(page_of(exhibit("a", image=None))))
    rows = {row[0].text: row[2] for row in table.iter("tr") if len(row) > 2}
    assert rows["pooling"].get("class") == "differs"
    assert "".join(rows["pooling"].itertext()) == "differs: max§"
    assert rows["box"].get("class") is None


def test_the_reference_is_not_told_twice():
    text = page_html(page_of(exhibit("paper", image=None, settings={"pooling": "average", "box": "none"})))
    assert text.count('scope="col">paper<') == 1


def test_what_was_not_painted_says_so():
    text = page_html(page_of(exhibit("a", image=None, terms={}, objective=())))
    assert "not painted" in text
    assert "<path" not in text


def test_settings_of_many_stand_in_tables_that_fit_a_sheet_of_paper():
    names = [f"artist-{number}" for number in range(2 * ACROSS + 1)]
    tables = tables_in(page_html(page_of(*(exhibit(name, image=None) for name in names))))
    heads = [["".join(cell.itertext()) for cell in table.iter("th") if cell.get("scope") == "col"] for table in tables]
    assert all(head[:2] == ["setting", "paper"] and len(head) <= ACROSS + 2 for head in heads)
    assert [name for head in heads for name in head[2:]] == names


def test_every_source_is_reached_by_a_link():
    text = page_html(page_of(exhibit("a b", image=None), exhibit("c", image=None)))
    links = re.findall(r'class="source" href="#([^"]+)"', text)
    assert links == ["source-a-b-pooling", "source-c-pooling"]
    assert all(f'id="{link}"' in text for link in links)
    assert "title=" not in text


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A page of three pictures, one of which was not painted, with the pictures beside it."""
    folder = tmp_path_factory.mktemp("page")
    draw = np.random.default_rng(0).random
    for name, shape in (("content", (24, 32, 3)), ("first", (24, 32, 3)), ("second", (32, 32, 3))):
        write_image(folder / f"{name}.png", draw(shape))
    first = exhibit("first", image=Image("first.png", "The photo as first", 32, 24))
    second = exhibit("second", image=Image("second.png", "The photo as second", 32, 32))
    (folder / "index.html").write_text(page_html(page_of(first, second, exhibit("third", image=None))))
    return folder


def test_a_page_names_no_file_but_those_beside_it(folder):
    text = (folder / "index.html").read_text()
    named = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert {name for name in named if name != "data:," and name[0] != "#"} == {"content.png", "first.png", "second.png"}
    assert "//" not in re.sub(r"<!--.*?-->", "", text)


@pytest.fixture(scope="module")
def tab():
    if not chromium.PROGRAM:
        pytest.skip(f"no Chromium is found on the path (looked for {', '.join(chromium.NAMES)})")
    with chromium.tab() as opened:
        yield opened


@pytest.mark.parametrize("width", [1400, 390])
def test_in_a_browser_all_pictures_are_there_and_nothing_complains(tab, folder, width):
    tab.open(folder / "index.html", width=width, height=844)
    widths = tab.value("[...document.querySelectorAll('main img, header img')].map(image => image.naturalWidth)")
    assert widths == [32, 32, 32]
    assert tab.complaints() == []
    assert {request.partition(":")[0] for request in tab.requests()} <= {"file", "data"}
    assert tab.value("document.documentElement.scrollWidth") <= width


def test_in_a_browser_a_click_shows_the_picture_large_and_keys_lead_on_and_back(tab, folder):
    tab.open(folder / "index.html", width=1000, height=800)
    large = "document.querySelector('dialog img')"
    assert not tab.value("document.querySelector('dialog').open")
    tab.click(".gallery a.picture")
    tab.until(f"document.querySelector('dialog').open && {large}.complete && {large}.naturalWidth > 0")
    assert tab.value(f"[{large}.src.split('/').pop(), {large}.alt]") == ["first.png", "The photo as first"]
    assert tab.value(f"{large}.clientHeight") > 600
    tab.press("ArrowRight", 39)
    tab.until(f"{large}.src.endsWith('second.png')")
    tab.press("ArrowLeft", 37)
    tab.until(f"{large}.src.endsWith('first.png')")
    tab.press("Escape", 27)
    tab.until("!document.querySelector('dialog').open")
    assert tab.value("document.activeElement.getAttribute('href')") == "first.png"
    tab.press("Enter", 13)
    assert tab.complaints() == []


def test_in_a_browser_a_source_is_a_touch_or_a_key_away(tab, folder):
    for act in (lambda: tab.press("Enter", 13), lambda: tab.click("a.source")):
        tab.open(folder / "index.html", width=1000, height=800)
        tab.value("(link => [link.scrollIntoView(), link.focus()].length)(document.querySelector('a.source'))")
        act()
        tab.until("document.querySelector('dt:target')?.closest('details').open")


def test_in_a_browser_the_printed_page_is_whole(tab, folder):
    tab.open(folder / "index.html", width=1000, height=800)
    tab.ask("Emulation.setEmulatedMedia", media="print")
    tab.ask("Emulation.setDeviceMetricsOverride", width=700, height=1000, deviceScaleFactor=1, mobile=False)
    right = "Math.max(...[...document.querySelectorAll('td, th, img, svg')].map(e => e.getBoundingClientRect().right))"
    assert tab.value(right) <= 700
    tab.value("dispatchEvent(new Event('beforeprint'))")
    assert tab.value("document.querySelectorAll('details:not([open])').length") == 0
    tab.value("dispatchEvent(new Event('afterprint'))")
    assert tab.value("document.querySelectorAll('details[open]').length") == 0
    tab.ask("Emulation.setEmulatedMedia", media="")


def test_in_a_browser_light_and_dark_have_papers_of_their_own(tab, folder):
    papers = []
    for scheme in ("light", "dark"):
        tab.open(folder / "index.html", width=1000, height=800, scheme=scheme)
        paper = tab.value("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        papers.append(sum(paper) / 3)
    assert papers[0] > 240
    assert papers[1] < 40
