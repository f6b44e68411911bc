"""Laws of figures as files."""

import sys
import xml.etree.ElementTree as ElementTree

import pytest

from sheets_of_colors import POINTS
from stylejax.errors import InputError
from stylejax.reports.pareto import check_figure, write_figure

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("points", [POINTS, POINTS[:1], []], ids=len)
def test_figures_are_written_as_png_and_as_svg_that_parses(tmp_path, points):
    for suffix in (".png", ".svg"):
        write_figure(tmp_path / f"figure{suffix}", points, title="a < b & c", titles=("", ""))
    root = ElementTree.parse(tmp_path / "figure.svg").getroot()
    assert "a < b & c" in [element.text for element in root.iter(f"{SVG}text")]
    tips = [element.text for element in root.iter(f"{SVG}title")]
    assert tips == [f"{p.series} {p.label}: content {p.content:.4g}, style {p.style:.4g}" for p in points]
    assert (tmp_path / "figure.png").read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_same_figure_is_the_same_file(tmp_path, suffix):
    for name in ("one", "other"):
        write_figure(tmp_path / f"{name}{suffix}", POINTS, title="photo", titles=("layers", "weight"))
    assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"other{suffix}").read_bytes()


def test_without_matplotlib_one_line_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError, match=r"stylejax\[plots\]"):
        check_figure(tmp_path / "front.svg")
    assert list(tmp_path.iterdir()) == []
