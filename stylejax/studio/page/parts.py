"""What the tabs of the page share: controls with what is wrong beside them, and answers to what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..controls import CONTROLS, Control, argument_in
from ..desks import Desk
from .extra import gr
from .words import wrong_html

# A list of buttons hands on which one is chosen, by mouse, finger or key.
PICK = """
element.addEventListener('click', event => {
  const chosen = event.target.closest('[data-pick]');
  if (chosen) trigger('click', {pick: chosen.dataset.pick});
});
"""


class Slots(NamedTuple):
    """Where it is said what is wrong: by control, and by what else may be."""

    by_name: Mapping[str, Any]

    @property
    def all(self) -> list[Any]:
        """All of them."""
        return list(self.by_name.values())

    def told(self, message: str = "", *, at: str = "picture") -> list[Any]:
        """What each says, so that one of them says what is wrong, and the others nothing."""
        return [wrong_html(message if name == at else "") for name in self.by_name]


def slot() -> Any:
    """Where it is said what is wrong."""
    return gr.HTML("", elem_classes="slot", container=False, padding=False)


def control_of(control: Control) -> Any:
    """A control as a component."""
    told = {"label": control.label, "info": control.info, "elem_id": f"control-{control.field}"}
    if control.choices:
        return gr.Radio([*control.choices], value=control.usual, **told)
    if control.is_text:
        return gr.Textbox(value=control.usual, max_lines=1, **told)
    return gr.Slider(control.low, control.high, value=control.usual, step=control.step, **told)


def place_of(message: str, desk: Desk) -> str:
    """The slot that a message belongs to."""
    if name := argument_in(message):
        return name
    start = message.partition(":")[0]
    if start in ("photo", "content") or (desk.photo and desk.photo.path.name in start):
        return "photo"
    if start in ("painting", "paintings", "style") or any(each.path.name in start for each in desk.paintings):
        return "painting"
    return "picture"


def plainly(message: str) -> str:
    """A message without the place of a file and the name of the control that it stands beside."""
    name, colon, rest = message.partition(": ")
    told = rest if colon and argument_in(message) else f"{name.rpartition('/')[2]}{colon}{rest}"
    return told[:1].upper() + told[1:]


def values_in(values: Sequence[Any]) -> dict[str, Any]:
    """What controls say, by their fields."""
    return {control.field: value for control, value in zip(CONTROLS, values, strict=True)}
