"""The whole page: its tabs, the name of each browser's tab, and what is seen anew every second."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..controls import values_of
from ..desks import Desk
from ..service import Studio
from .extra import QUIET, gr
from .looking import build_compare, build_gallery, wire_compare, wire_gallery
from .paint import build_paint, drawn, seen_of, wire_paint
from .parts import Slots, place_of, plainly
from .regions import build_regions, wire_regions
from .sheet import build_sheet, wire_sheet
from .words import gallery_html, previews_html, sheet_html

TEMPLATES = Path(__file__).parent / "templates"
SECONDS = 1.0  # from one look to the next

# A tab of a browser keeps its name when it is loaded anew, and no other tab has it.
NAME = """() => {
  let name = sessionStorage.getItem('stylejax');
  if (!/^[0-9a-f]{32}$/.test(name || '')) {
    name = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
    sessionStorage.setItem('stylejax', name);
  }
  return [name];
}"""


def build_page(studio: Studio) -> Any:
    """The page of a studio, as Gradio has it."""
    with gr.Blocks(title="stylejax studio", analytics_enabled=False, fill_width=True) as page:
        gr.HTML("<h1>stylejax studio</h1>", elem_id="title")
        name, columns = gr.State(""), gr.State((1, -1))
        told = gr.Textbox(visible=False)
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Paint", id="paint"):
                paint = build_paint()
            with gr.Tab("Sheet", id="sheet"):
                sheet = build_sheet()
            with gr.Tab("Before and after", id="compare") as tab:
                compare = build_compare(tab)
            with gr.Tab("Parts", id="parts") as tab:
                regions = build_regions(tab)
            with gr.Tab("Gallery", id="gallery") as tab:
                gallery = build_gallery(tab)
        answers = wire_paint(paint, studio, name)
        wire_sheet(sheet, answers, tabs, name, columns)
        wire_compare(compare, studio, name)
        wire_regions(regions, studio, name)
        wire_gallery(gallery, paint, tabs, studio, name)
        _wire_page(page, studio, told, (name, columns), (paint, sheet, gallery))
    return page


class PageAnswers:
    """What the page answers as a whole."""

    def __init__(self, studio: Studio, slots: Slots) -> None:
        self.studio, self.slots = studio, slots

    def loaded(self, name: str) -> list[Any]:
        """A page that is loaded anew has what it had."""
        desk = self.studio.desk(name)
        return [
            name,
            str(desk.photo.path) if desk.photo else None,
            [str(each.path) for each in desk.paintings] or None,
            previews_html([desk.photo] if desk.photo else [], "photo"),
            previews_html(desk.paintings, "painting"),
            *values_of(desk.turned).values(),
            *drawn(seen_of(self.studio, desk)),
        ]

    def look(self, name: str, before: Sequence[Any], columns: tuple[int, int], chosen: str) -> list[Any]:
        """What has changed; what has not stays, so that nobody loses a focus; buttons are always told."""
        if not name:
            return [gr.skip()] * (SEEN + len(self.slots.all))
        desk = self.studio.desk(name)
        now = [
            *seen_of(self.studio, desk),
            sheet_html(desk.cells, *columns),
            gallery_html(self.studio.folders.pictures, chosen),
            self._wrong(desk),
        ]
        *shown, wrong, _ = drawn(now)
        then = before or [None] * len(now)
        fresh = zip(shown, now, then, strict=False)
        seen = [gr.skip() if each == other and isinstance(each, str) else show for show, each, other in fresh]
        told = (
            self.slots.told(wrong, at=place_of(desk.painting.error if desk.painting else "", desk))
            if wrong and wrong != then[-1]
            else None
        )
        return [*seen, *(told or [gr.skip()] * len(self.slots.all)), now]

    def _wrong(self, desk: Desk) -> str:
        """What was wrong with a picture, once it was its turn."""
        return plainly(desk.painting.error) if desk.painting else ""


SEEN = 10  # what `look` answers


def _wire_page(page: Any, studio: Studio, told: Any, state: Any, tabs: Any) -> None:
    answers, (name, columns), (paint, sheet, gallery) = PageAnswers(studio, tabs[0].slots), state, tabs
    files = [paint.photo, paint.paintings, paint.photo_seen, paint.paintings_seen]
    page.load(answers.loaded, [told], [name, *files, *paint.controls, *paint.seen], js=NAME, **QUIET)
    *seen, before = paint.seen
    seen = [*seen, sheet.sheet, gallery.gallery, *paint.slots.all, before]
    gr.Timer(SECONDS).tick(answers.look, [name, before, columns, gallery.chosen], seen, **QUIET)
