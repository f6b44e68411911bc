"""Two tabs to look: before and after, and what was painted, each with its settings in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ...errors import InputError
from ...files import is_file
from ...media.films import codes_of
from ...media.images import read_image, read_visible
from ..controls import CONTROLS, values_of
from ..desks import Desk
from ..restoring import restored, words_of
from ..service import Studio
from .extra import QUIET, gr
from .paint import PaintTab
from .parts import PICK, plainly, slot
from .words import PICTURES, gallery_html, wrong_html

LONGEST = 1600  # pixels of a picture that is compared


class CompareTab(NamedTuple):
    """The components of the tab."""

    tab: Any
    slider: Any
    wrong: Any


def build_compare(tab: Any) -> CompareTab:
    """Lay the tab out."""
    gr.Markdown("Drag the line: the photo lies on its left, the picture on its right.")
    wrong = slot()
    slider = gr.ImageSlider(
        label="Before and after",
        interactive=False,
        format="jpeg",
        elem_id="slider",
        buttons=["fullscreen"],
        max_height=700,
    )
    return CompareTab(tab, slider, wrong)


def wire_compare(tab: CompareTab, studio: Studio, name: Any) -> None:
    """Say what the tab does."""

    def show(tab_name: str) -> list[Any]:
        try:
            return [before_and_after(studio.desk(tab_name)), ""]
        except InputError as error:
            return [None, wrong_html(plainly(str(error)))]

    tab.tab.select(show, [name], [tab.slider, tab.wrong], **QUIET)


def before_and_after(desk: Desk) -> tuple[np.ndarray, np.ndarray]:
    """The photo and the picture, of one size, as codes `[h w 3]`. Raises InputError where there is none."""
    if not desk.photo or not desk.painting or not is_file(desk.painting.output):
        raise InputError("picture: there is none of this photo yet; paint one")
    longest = max(read_image(desk.painting.output).shape)
    picture = read_image(desk.painting.output, size=min(longest, LONGEST))
    photo = read_visible(desk.photo.path, size=max(picture.shape)).image
    if photo.shape != picture.shape:
        raise InputError("picture: is not of this photo; paint this one, or drop the other")
    return codes_of(photo), codes_of(picture)


class GalleryTab(NamedTuple):
    """The components of the tab."""

    tab: Any
    drop: Any
    gallery: Any
    chosen: Any
    words: Any
    restore: Any
    wrong: Any


def build_gallery(tab: Any) -> GalleryTab:
    """Lay the tab out."""
    drop = gr.File(
        label="A picture that stylejax painted",
        file_types=["image"],
        height=150,
        elem_id="restore-drop",
    )
    wrong = slot()
    words = gr.Markdown("", elem_id="gallery-words")
    restore = gr.Button("Take the settings of this picture", visible=False, elem_id="restore")
    gallery = gr.HTML("", js_on_load=PICK, elem_id="gallery")
    return GalleryTab(tab, drop, gallery, gr.State(""), words, restore, wrong)


class GalleryAnswers:
    """What the tab answers."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio

    def pick(self, event: gr.EventData) -> list[Any]:
        """Tell of one of the pictures."""
        chosen, found = str(event._data["pick"]), self._pictures()
        if chosen not in found:
            return [gr.skip(), "", "", gr.Button(visible=False)]
        return [gallery_html(list(found.values()), chosen), chosen, told_of(found[chosen]), gr.Button(visible=True)]

    def show(self, chosen: str) -> str:
        """All of them."""
        return gallery_html(self.studio.folders.pictures, chosen)

    def dropped(self, name: str, source: str | None) -> list[Any]:
        """Take the settings of a picture that was dropped."""
        return self._taken(name, Path(source) if source else None, self.studio.folders.files)

    def restored(self, name: str, chosen: str) -> list[Any]:
        """Take the settings of the picture that is chosen."""
        return self._taken(name, self._pictures().get(chosen), Path())

    def _taken(self, name: str, picture: Path | None, among: Path) -> list[Any]:
        desk, stay = self.studio.desk(name), [gr.skip()] * (1 + len(CONTROLS))
        if picture is None:
            return ["", *stay]
        try:
            words = self.studio.restore(desk, picture, among=among)
        except InputError as error:
            return [wrong_html(plainly(str(error))), *stay]
        gr.Info(words)
        return ["", gr.Tabs(selected="paint"), *values_of(desk.base).values()]

    def _pictures(self) -> dict[str, Path]:
        return {path.name: path for path in self.studio.folders.pictures}


def wire_gallery(tab: GalleryTab, paint: PaintTab, tabs: Any, studio: Studio, name: Any) -> None:
    """Have the tab answer."""
    answers, outputs = GalleryAnswers(studio), [tab.wrong, tabs, *paint.controls]
    tab.gallery.click(answers.pick, None, [tab.gallery, tab.chosen, tab.words, tab.restore], **QUIET)
    tab.tab.select(answers.show, [tab.chosen], [tab.gallery], **QUIET)
    tab.drop.upload(answers.dropped, [name, tab.drop], outputs, **QUIET)
    tab.restore.click(answers.restored, [name, tab.chosen], outputs, **QUIET)


def told_of(picture: Path) -> str:
    """A picture and the settings that made it, in words."""
    try:
        words = words_of(restored(picture).settings)
    except InputError:
        words = "its settings are not in it"
    return f"**{picture.stem}**: {words}. [Look at it]({PICTURES}{picture.name})"
