"""The second tab: a sheet of two controls, from which the settings of a picture are taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ...errors import InputError
from ..controls import BY_FIELD, TURNED, Control, spread, values_of
from .extra import QUIET, gr
from .paint import PaintAnswers
from .parts import PICK, plainly, slot, values_in
from .words import sheet_html, wrong_html

SIDES = [128, 192, 256]
MOST = 5  # pictures each way


class SheetTab(NamedTuple):
    """The components of the tab."""

    across: Sequence[Any]
    down: Sequence[Any]
    side: Any
    begin: Any
    stop: Any
    wrong: Any
    sheet: Any
    large: Any


def build_sheet() -> SheetTab:
    """Lay the tab out."""
    gr.Markdown("Choose two controls and their ranges. A click on a picture takes its settings.")
    with gr.Row():
        across, down = _axis("Across", "strength", 0.25, 0.75), _axis("Down", "style_size", 0.7, 1.6)
    with gr.Row(elem_id="sheet-buttons"):
        side = gr.Radio(SIDES, value=192, label="Pixels of each", min_width=160)
        begin = gr.Button("Fill the sheet", variant="primary", elem_id="fill", min_width=100)
        stop = gr.Button("Stop", elem_id="stop-sheet", min_width=80)
        large = gr.Button("Paint it large", interactive=False, elem_id="large", min_width=100)
    wrong = slot()
    sheet = gr.HTML("", js_on_load=PICK, elem_id="sheet")
    return SheetTab(across, down, side, begin, stop, wrong, sheet, large)


def _axis(label: str, field: str, low: float, high: float) -> list[Any]:
    """The control that varies one way, from where to where, and how often."""
    name = label.lower()
    choices = [(control.label, control.field) for control in TURNED]
    with gr.Column(min_width=240):
        control = gr.Dropdown(choices, value=field, label=label, elem_id=f"{name}-control")
        with gr.Row():
            first = gr.Number(low, label="from", min_width=60, elem_id=f"{name}-from")
            last = gr.Number(high, label="to", min_width=60, elem_id=f"{name}-to")
            count = gr.Number(
                3, minimum=1, maximum=MOST, precision=0, label="pictures", min_width=60, elem_id=f"{name}-count"
            )
    return [control, first, last, count]


class SheetAnswers:
    """What the tab answers."""

    def __init__(self, paint: PaintAnswers) -> None:
        self.paint, self.studio = paint, paint.studio

    def ranges(self, field: str) -> list[Any]:
        """Where a control that was chosen goes from and to."""
        control = BY_FIELD[field]
        ranged = bool(control.high)
        return [gr.Number(control.low, interactive=ranged), gr.Number(control.high, interactive=ranged)]

    def begin(self, name: str, side: int, *given: Any) -> list[Any]:
        """Fill a sheet."""
        desk = self.studio.desk(name)
        try:
            axes = [_values(given[:4]), _values(given[4:8])]
            if side not in SIDES:
                raise InputError("sheet: its pictures have another size; choose one")
            cells = self.studio.sheet(desk, values_in(given[8:]), axes[0], axes[1], side=side)
        except InputError as error:
            return [wrong_html(plainly(str(error))), gr.skip(), gr.skip(), gr.Button(interactive=False)]
        columns = len(axes[0][1])
        return ["", sheet_html(cells, columns, -1), (columns, -1), gr.Button(interactive=False)]

    def stop(self, name: str) -> None:
        """Stop filling it."""
        self.studio.stop_sheet(self.studio.desk(name))

    def pick(self, name: str, before: tuple[int, int], event: gr.EventData) -> list[Any]:
        """Take the settings of one of its pictures."""
        desk, number = self.studio.desk(name), int(event._data["pick"])
        if not 0 <= number < len(desk.cells):
            return [gr.skip()] * (3 + len(BY_FIELD))
        desk.base = desk.turned = desk.cells[number].asked
        shown = [gr.skip() if field == "size" else value for field, value in values_of(desk.base).items()]
        seen = sheet_html(desk.cells, before[0], number)
        return [seen, (before[0], number), gr.Button(interactive=True), *shown]

    def large(self, name: str, *values: Any) -> list[Any]:
        """Paint it, as large as the first tab says."""
        return [gr.Tabs(selected="paint"), *self.paint.paint(name, *values)]


def _values(axis: Sequence[Any]) -> tuple[Control, list[Any]]:
    """A control and the values that it goes through. Raises InputError."""
    field, low, high, count = axis
    if field not in BY_FIELD:
        raise InputError("sheet: one of its controls is missing; choose it")
    if not isinstance(count, int | float) or not 1 <= count <= MOST:
        raise InputError(f"sheet: has 1 to {MOST} pictures each way; choose as many")
    return BY_FIELD[field], spread(BY_FIELD[field], low, high, round(count))


def wire_sheet(tab: SheetTab, paint: PaintAnswers, tabs: Any, name: Any, columns: Any) -> None:
    """Have the tab answer; `columns` remembers how many the sheet has, and which picture is chosen."""
    answers, controls = SheetAnswers(paint), paint.tab.controls
    for axis in (tab.across, tab.down):
        axis[0].input(answers.ranges, [axis[0]], axis[1:3], **QUIET)
    given = [name, tab.side, *tab.across, *tab.down, *controls]
    tab.begin.click(answers.begin, given, [tab.wrong, tab.sheet, columns, tab.large], **QUIET)
    tab.stop.click(answers.stop, [name], None, **QUIET)
    tab.sheet.click(answers.pick, [name, columns], [tab.sheet, columns, tab.large, *controls], **QUIET)
    shown = [tabs, *paint.tab.slots.all, *paint.tab.seen]
    tab.large.click(answers.large, [name, *controls], shown, **QUIET)
