"""Laws of lines of type."""

from hypothesis import given, settings
from hypothesis import strategies as st

from stylejax.reports.typesetting import printable, shortened, text_width, wrapped


@settings(deadline=None)
@given(st.text(max_size=60), st.floats(20, 400))
def test_lines_of_type_fit_their_width(text, width):
    for line in wrapped(printable(text), 13.0, width):
        assert text_width(line, 13.0) <= max(width, text_width(shortened(line, 13.0, 0), 13.0))


def test_accents_are_dropped_and_unknown_letters_shown_as_such():
    assert printable("Tübingen 城") == "Tubingen ?"
