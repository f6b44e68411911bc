"""The tab of parts: a brush on the photo and on the painting says what paints where."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ...errors import InputError
from ...jobs.inputs.reading import read_inputs
from ...jobs.previews import sheet_of_regions
from ...media.films import codes_of
from ...media.images import read_visible
from ...reports.sheets import draw_sheet
from ..controls import settings_of
from ..desks import KEPT, Desk
from ..service import Studio
from ..uploads import PREVIEW, check_small
from .extra import QUIET, gr
from .parts import plainly, slot
from .words import wrong_html

BRUSH = "#e4572e"
MOST_DRAWN = 4 * PREVIEW**2  # pixels of what a brush has drawn


class RegionsTab(NamedTuple):
    """The components of the tab."""

    tab: Any
    photo: Any
    painter: Any
    mark: Any
    painting: Any
    which: Any
    count: Any
    forget: Any
    preview: Any
    wrong: Any


def build_regions(tab: Any) -> RegionsTab:
    """Lay the tab out."""
    gr.Markdown(
        "Paint with the brush over a part of the photo, and say what paints there. Or paint over a part of a painting: "
        "only that part of it counts."
    )
    with gr.Row():
        with gr.Column(min_width=300):
            photo = _editor("The photo", "photo-brush")
            painter = gr.Dropdown([], label="What is marked", elem_id="painter")
            mark = gr.Button("Use this mark", variant="primary", elem_id="mark-photo")
        with gr.Column(min_width=300):
            painting = _editor("The painting", "painting-brush")
            which = gr.Dropdown([], label="Painting", elem_id="which")
            count = gr.Button("Only this counts", elem_id="mark-painting")
    wrong = slot()
    forget = gr.Button("Forget all marks", elem_id="forget", size="sm")
    preview = gr.Image(
        label="What paints what", interactive=False, format="jpeg", visible=False, elem_id="parts", buttons=[]
    )
    return RegionsTab(tab, photo, painter, mark, painting, which, count, forget, preview, wrong)


def _editor(label: str, name: str) -> Any:
    """Where is drawn; what comes of it is looked at for its size before it is decoded."""
    brush = gr.Brush(default_size=40, colors=[BRUSH], default_color=BRUSH, color_mode="fixed")
    editor = gr.ImageEditor(
        label=label,
        type="numpy",
        format="png",
        sources=[],
        transforms=[],
        layers=False,
        brush=brush,
        buttons=[],
        elem_id=name,
        height=420,
        canvas_size=(PREVIEW, PREVIEW),
    )
    decode = editor.preprocess

    def checked(payload: Any) -> Any:
        for file in (payload.background, *payload.layers, payload.composite) if payload else ():
            if file:
                check_small(Path(file.path), most=MOST_DRAWN)
        return decode(payload)

    editor.preprocess = checked
    return editor


class RegionsAnswers:
    """What the tab answers; every answer begins with the name of the browser's tab that asks."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio

    def show(self, name: str) -> list[Any]:
        """What may be drawn on, and what may paint there."""
        desk = self.studio.desk(name)
        names = [each.name for each in desk.paintings]
        painters = [*((f"{each} paints it", number) for number, each in enumerate(names)), ("stays the photo", KEPT)]
        return [
            _canvas(desk.photo.path if desk.photo else None),
            gr.Dropdown(painters, value=len(names) - 1 if len(names) > 1 else KEPT),
            _canvas(desk.paintings[0].path if desk.paintings else None),
            gr.Dropdown([(each, number) for number, each in enumerate(names)], value=0 if names else None),
            "",
        ]

    def other(self, name: str, number: int) -> Any:
        """Another painting to draw on."""
        paintings = self.studio.desk(name).paintings
        return _canvas(paintings[number].path) if 0 <= number < len(paintings) else gr.skip()

    def mark_photo(self, name: str, drawn: Any, number: int | None) -> list[Any]:
        """Take what was drawn on the photo."""
        return self._marked(name, drawn, number, Desk.mark_photo)

    def mark_painting(self, name: str, drawn: Any, number: int | None) -> list[Any]:
        """Take what was drawn on a painting."""
        return self._marked(name, drawn, number, Desk.mark_painting)

    def forget(self, name: str) -> list[Any]:
        """Take all marks away."""
        self.studio.desk(name).forget_marks()
        return [gr.Image(visible=False), *self.show(name)]

    def _marked(self, name: str, drawn: Any, number: int | None, mark: Any) -> list[Any]:
        desk = self.studio.desk(name)
        try:
            mark(desk, touched(drawn), number if isinstance(number, int) else KEPT)
            return ["", gr.Image(sheet_of(desk), visible=True)]
        except InputError as error:
            return [wrong_html(plainly(str(error))), gr.Image(visible=False)]


def wire_regions(tab: RegionsTab, studio: Studio, name: Any) -> None:
    """Have the tab answer."""
    answers = RegionsAnswers(studio)
    seen, outputs = [tab.photo, tab.painter, tab.painting, tab.which, tab.wrong], [tab.wrong, tab.preview]
    slowly: dict[str, Any] = {**QUIET, "show_progress": "minimal"}
    tab.tab.select(answers.show, [name], seen, **QUIET)
    tab.which.input(answers.other, [name, tab.which], [tab.painting], **QUIET)
    tab.mark.click(answers.mark_photo, [name, tab.photo, tab.painter], outputs, **slowly)
    tab.count.click(answers.mark_painting, [name, tab.painting, tab.which], outputs, **slowly)
    tab.forget.click(answers.forget, [name], [tab.preview, *seen], **QUIET)


def _canvas(path: Any) -> Any:
    """A picture to draw on, small; None where there is none."""
    if path is None:
        return None
    return {"background": codes_of(read_visible(path, at_most=PREVIEW).image), "layers": [], "composite": None}


def touched(drawn: Any) -> np.ndarray:
    """What a brush has touched, `[h w]` of 0 to 255."""
    layers = [np.asarray(layer)[..., 3] for layer in (drawn or {}).get("layers", ()) if np.ndim(layer) == 3]
    if not layers:
        raise InputError("picture: there is nothing to draw on; drop photo and painting first")
    return np.maximum.reduce(layers)


def sheet_of(desk: Desk) -> np.ndarray:
    """What paints what, as codes `[h w 3]`. Raises InputError as painting would."""
    settings = desk.with_files(settings_of({"size": 256}, base=desk.base))
    return codes_of(draw_sheet(sheet_of_regions(settings, read_inputs(settings))))
