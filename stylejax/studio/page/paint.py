"""The first tab: a photo and paintings, controls, and the picture while it is painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import InputError
from ..controls import CONTROLS
from ..desks import Desk
from ..engine import FAILED, FINISHED, PAINTING, STOPPED, WAITING
from ..restoring import read_unfinished
from ..service import Studio
from .extra import QUIET, gr
from .parts import PICK, Slots, control_of, place_of, plainly, slot, values_in
from .words import left_html, live_html, previews_html, queue_html


class PaintTab(NamedTuple):
    """The components that other tabs speak to."""

    photo: Any
    paintings: Any
    photo_seen: Any
    paintings_seen: Any
    controls: Sequence[Any]
    slots: Slots
    left: Any
    live: Any
    queue: Any
    buttons: Sequence[Any]
    before: Any

    @property
    def seen(self) -> list[Any]:
        """What shows `drawn`, and remembers that all is to be seen anew."""
        return [self.left, self.live, self.queue, *self.buttons, self.before]


def build_paint() -> PaintTab:
    """Lay the tab out."""
    slots: dict[str, Any] = {}
    left = gr.HTML("", js_on_load=PICK, elem_id="left")
    with gr.Row(equal_height=False, elem_id="work"):
        with gr.Column(elem_id="files"):
            files = _build_files(slots)
        with gr.Column(elem_id="turn"):
            controls = [_build_control(control.field, slots) for control in CONTROLS if not control.extra]
            with gr.Accordion("More to turn", open=False, elem_id="more"):
                controls += [_build_control(control.field, slots) for control in CONTROLS if control.extra]
        with gr.Column(elem_id="result"):
            with gr.Row(elem_id="buttons"):
                buttons = [
                    gr.Button("Paint", variant="primary", elem_id="paint", min_width=110),
                    gr.Button("Stop", interactive=False, elem_id="stop", min_width=110),
                    gr.Button("Go on", interactive=False, elem_id="go-on", min_width=110),
                    gr.Button("Larger", interactive=False, elem_id="larger", min_width=110),
                ]
            slots["picture"] = slot()
            live = gr.HTML("", elem_id="live")
            queue = gr.HTML("", elem_id="queue")
    photo, paintings, photo_seen, paintings_seen = files
    shown = (controls, Slots(slots), left, live, queue, buttons, gr.State(()))
    return PaintTab(photo, paintings, photo_seen, paintings_seen, *shown)


def _build_files(slots: dict[str, Any]) -> list[Any]:
    """Where photo and paintings are dropped, and seen: both fields, then what is seen of both."""
    fields, seen = [], []
    told = {"photo": ("Photo", "single", "photo"), "painting": ("Paintings", "multiple", "paintings")}
    with gr.Row(equal_height=False):
        for name, (label, count, identity) in told.items():
            with gr.Column(min_width=140):
                fields.append(
                    gr.File(label=label, file_count=count, file_types=["image"], height=120, elem_id=identity)
                )
                slots[name] = slot()
                seen.append(gr.HTML("", elem_id=f"{identity}-seen"))
    return [*fields, *seen]


def _build_control(field: str, slots: dict[str, Any]) -> Any:
    component = control_of(next(control for control in CONTROLS if control.field == field))
    slots[field] = slot()
    return component


class PaintAnswers:
    """What the tab answers; every answer begins with the name of the browser's tab that asks."""

    def __init__(self, tab: PaintTab, studio: Studio) -> None:
        self.tab, self.studio = tab, studio

    def photo(self, name: str, source: str | None) -> list[Any]:
        """Take a photo, or none."""
        desk = self.studio.desk(name)
        told = self._told(lambda: desk.take_photo(Path(source) if source else None, among=self._files), at="photo")
        return [previews_html([desk.photo] if desk.photo else [], "photo"), *told]

    def paintings(self, name: str, sources: Sequence[str] | None) -> list[Any]:
        """Take paintings, or none."""
        desk, paths = self.studio.desk(name), [Path(source) for source in sources or ()]
        told = self._told(lambda: desk.take_paintings(paths, among=self._files), at="painting")
        return [previews_html(desk.paintings, "painting"), *told]

    def paint(self, name: str, *values: Any) -> list[Any]:
        """Paint a picture."""
        return self.asked(name, lambda desk: self.studio.paint(desk, values_in(values)))

    def stop(self, name: str) -> list[Any]:
        """Stop it."""
        return self.asked(name, self.studio.stop)

    def go_on(self, name: str) -> list[Any]:
        """Go on with it."""
        return self.asked(name, self.studio.go_on)

    def larger(self, name: str) -> list[Any]:
        """Paint it larger."""
        return self.asked(name, self.studio.larger)

    def pick(self, name: str, event: gr.EventData) -> list[Any]:
        """Go on with what an earlier studio has left, or throw it away."""
        what, _, folder = str(event._data["pick"]).partition(" ")
        if what == "throw":
            return self.asked(name, lambda desk: self.studio.throw_away(folder))
        return self.asked(name, lambda desk: self.studio.resume(desk, folder))

    def asked(self, name: str, work: Callable[[Desk], Any]) -> list[Any]:
        """Do what is asked for; what is wrong, and what is seen then."""
        desk = self.studio.desk(name)
        told = self._told(lambda: work(desk), desk=desk)
        return [*told, *drawn(seen_of(self.studio, desk))]

    @property
    def _files(self) -> Path:
        return self.studio.folders.files

    def _told(self, work: Callable[[], Any], *, at: str = "", desk: Desk | None = None) -> list[Any]:
        try:
            work()
        except InputError as error:
            place = at or (place_of(str(error), desk) if desk else "picture")
            return self.tab.slots.told(plainly(str(error)), at=place)
        return self.tab.slots.told()


def wire_paint(tab: PaintTab, studio: Studio, name: Any) -> PaintAnswers:
    """Have the tab answer; `name` is that of the browser's tab."""
    answers = PaintAnswers(tab, studio)
    slots, outputs = tab.slots.all, [*tab.slots.all, *tab.seen]
    taken: dict[str, Any] = {**QUIET, "show_progress": "minimal"}
    for field, answer, seen in (
        (tab.photo, answers.photo, tab.photo_seen),
        (tab.paintings, answers.paintings, tab.paintings_seen),
    ):
        gr.on([field.upload, field.clear, field.delete], answer, [name, field], [seen, *slots], **taken)
    tab.buttons[0].click(answers.paint, [name, *tab.controls], outputs, **QUIET)
    for button, answer in zip(tab.buttons[1:], (answers.stop, answers.go_on, answers.larger), strict=True):
        button.click(answer, [name], outputs, **QUIET)
    tab.left.click(answers.pick, [name], outputs, **QUIET)
    return answers


def seen_of(studio: Studio, desk: Desk) -> list[Any]:
    """What is seen of a desk now: what was left, the picture, what waits, and which buttons can be pressed."""
    painting = desk.painting
    state = painting.state if painting else ""
    under_way, ended = state in (WAITING, PAINTING), state in (STOPPED, FINISHED, FAILED)
    return [
        left_html(left_of(studio)),
        live_html(painting, studio.engine),
        queue_html(studio.engine, painting),
        *(not under_way, under_way, ended, state == FINISHED),
    ]


def drawn(seen: Sequence[Any]) -> list[Any]:
    """What is seen, as Gradio takes it; nothing of it counts as seen before."""
    return [*(gr.Button(interactive=each) if isinstance(each, bool) else each for each in seen), ()]


def left_of(studio: Studio) -> list[tuple[str, str]]:
    """What an earlier studio has left, by folder and title."""
    found = []
    for folder in studio.interrupted:
        try:
            found.append((folder.name, read_unfinished(folder).title))
        except InputError:
            found.append((folder.name, "a painting that cannot be read any more"))
    return found
