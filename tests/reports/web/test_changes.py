"""Laws of the section of changes: every picture in its place, bars in proportion, nothing unescaped."""

import dataclasses
import xml.etree.ElementTree as ElementTree

from stylejax.reports.web.changes import ChangeCell, PageChanges
from stylejax.reports.web.pages import Page, page_html
from stylejax.reports.web.pictures import Image
from stylejax.reports.web.rendering import render

IMAGE = Image("changes/a.png", "a picture", 32, 24)
CELLS = [ChangeCell(IMAGE, "moved 0.30", "from noise"), ChangeCell(None, "", "as gatys")]
SECTION = PageChanges("Changes", ["a line"], {"start": (1.0, "most"), "losses": (0.25, "little")}, ["start", "losses"],
                      [("eben", CELLS)])  # fmt: skip


def changes_section(changes):
    return render("changes.html", changes=changes)


def test_no_changes_leave_no_section():
    page = Page("a title", [], [], [], "paper", {}, "the end", changes=SECTION)
    assert changes_section(SECTION).strip() in page_html(page)
    assert 'id="changes"' not in page_html(dataclasses.replace(page, changes=None))


def test_each_picture_is_a_link_that_says_what_it_is():
    section = ElementTree.fromstring(changes_section(SECTION))
    [link] = section.iter("a")
    assert link.get("href") == "changes/a.png"
    assert link.get("data-caption") == "eben, start: moved 0.30, from noise"
    assert [head.text for head in section.iter("th")] == [None, "start", "losses", "eben"]
    assert "as gatys" in "".join(section.itertext())


def test_bars_are_as_long_as_their_shares():
    section = ElementTree.fromstring(changes_section(SECTION))
    bars = [span.get("style") for span in section.iter("span") if span.get("class") == "bar"]
    assert bars == ["--share: 1.0000", "--share: 0.2500"]


def test_words_are_escaped():
    nasty = "<script>alert(1)</script>"
    cells = [ChangeCell(IMAGE, nasty, nasty)]
    section = changes_section(PageChanges(nasty, [nasty], {nasty: (1.0, nasty)}, [nasty], [(nasty, cells)]))
    assert "<script>" not in section
