"""Laws of figures as files."""

import xml.etree.ElementTree as ElementTree

import pytest

from sheets_of_colors import POINTS
from stylejax.reports.pareto import write_figure


@pytest.mark.parametrize("points", [POINTS, POINTS[:1], []], ids=len)
def test_figures_are_written_as_png_and_as_svg_that_parses(tmp_path, points):
    for suffix in (".png", ".svg"):
        write_figure(tmp_path / f"figure{suffix}", points, title="a < b & c", titles=("", ""))
    root = ElementTree.parse(tmp_path / "figure.svg").getroot()
    assert "a < b & c" in [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert (tmp_path / "figure.png").read_bytes()[:4] == b"\x89PNG"
