"""Laws of templates: what is said is escaped, once, and nothing that a template wants is left out unnoticed."""

import re
import xml.etree.ElementTree as ElementTree

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stylejax.reports.web.pictures import Image
from stylejax.reports.web.rendering import TEMPLATES, _environment, render

PICTURE = _environment().from_string(
    '{% from "pictures.html" import picture %}<p>{{ picture(image, caption) }}{{ caption }}</p>'
)


@given(st.text(), st.text())
def test_a_template_says_what_it_was_given_and_nothing_else(words, alt):
    words, alt = (re.sub(r"[^\t\n -\ud7ff]", "", text) for text in (words, alt))
    made = ElementTree.fromstring(PICTURE.render(image=Image("a.png", alt, 1, 1), caption=words))
    [link] = made.iter("a")
    [picture] = made.iter("img")
    assert "".join(made.itertext()) == words
    assert link.get("data-caption").split() == words.split()
    assert picture.get("alt").split() == alt.split()


def test_what_looks_like_a_template_is_text():
    assert "{{ 7 * 7 }}{% x %}" in PICTURE.render(image=Image("a", "b", 1, 1), caption="{{ 7 * 7 }}{% x %}")


def test_what_a_template_wants_and_is_not_given_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        render("changes.html")


def test_no_template_takes_anything_for_markup():
    assert not [path.name for path in TEMPLATES.iterdir() if re.search(r"\|\s*safe|autoescape", path.read_text())]
