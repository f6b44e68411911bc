"""Laws of markup: what is said is escaped, once."""

import re
import xml.etree.ElementTree as ElementTree

from hypothesis import given
from hypothesis import strategies as st

from stylejax.reports.web.markup import element, joined


@given(st.text(), st.text())
def test_an_element_says_what_it_was_given_and_nothing_else(text, attribute):
    text, attribute = (re.sub(r"[^\t\n -\ud7ff]", "", words) for words in (text, attribute))
    made = ElementTree.fromstring(element("p", text, element("b", "!"), title=attribute))
    assert (made.text or "") == text
    assert [child.tag for child in made] == ["b"]
    assert made.get("title", "").split() == attribute.split()


def test_attributes_that_are_none_are_left_out():
    assert element("td", "x", title=None, class_="y", aria_label="z") == '<td class="y" aria-label="z">x</td>'


def test_markup_is_escaped_once():
    assert joined("<", element("b", "&")) == "&lt;<b>&amp;</b>"
