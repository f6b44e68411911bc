"""Figures drawn by matplotlib, an extra that is imported when one is drawn, as files that are the same every time."""

import importlib
import io
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..files import whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

UNITS = 100  # of a figure's width and height in an inch
DENSITY = 2  # pixels for each unit
SVG = "http://www.w3.org/2000/svg"
# No date, names that do not change from run to run, and letters that can be searched and copied.
SETTINGS = {"svg.hashsalt": "stylejax", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10}


def drawing_library() -> Any:
    """The module `matplotlib`. Raises InputError where it is absent, naming the extra to install."""
    try:
        return importlib.import_module("matplotlib")
    except ImportError as error:
        remedy = "run: pip install 'stylejax[plots]'"
        raise InputError(f"figure: is drawn by matplotlib, which is absent; {remedy}") from error


def new_figure(width: int, height: int) -> "Figure":
    """An empty figure of that many units, on white. Raises InputError where matplotlib is absent."""
    drawing_library()
    from matplotlib.figure import Figure

    return Figure(figsize=(width / UNITS, height / UNITS), facecolor="white")


def save_figure(path: Path, figure: "Figure", *, tips: Mapping[str, str] | None = None) -> None:
    """Write a figure as a .png or .svg file, which appears whole or not at all; the same figure is the same bytes.

    `tips` are what viewers of an SVG show under the pointer, by the `gid` of what was drawn.
    """
    kind, buffer = path.suffix.lower().removeprefix("."), io.BytesIO()
    with drawing_library().rc_context(SETTINGS):
        empty = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(buffer, format=kind, dpi=UNITS * DENSITY if kind == "png" else "figure", metadata=empty)
    content = buffer.getvalue()
    with whole_file(path) as temporary:
        temporary.write_bytes(_with_tips(content, tips) if kind == "svg" and tips else content)


def _with_tips(content: bytes, tips: Mapping[str, str]) -> bytes:
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ElementTree.fromstring(content)
    for element in root.iter():
        if (tip := tips.get(element.get("id", ""))) is not None:
            title = ElementTree.Element(f"{{{SVG}}}title")
            title.text = tip
            element.insert(0, title)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
