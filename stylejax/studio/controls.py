"""The controls of the page by the names that painters use, and the settings that they stand for."""

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ..choices import ColorsName, StyleLossName, read_shares
from ..errors import InputError
from ..settings import DEFAULTS, SIZE, STEPS, STRENGTH, TransferSettings

LARGEST = 4096  # pixels of the longest side that the page offers
MOST_STEPS = 2000


class Control(NamedTuple):
    """Something to turn.

    Attributes:
        field: of the settings.
        label: what painters call it.
        info: what it does.
        usual: where it stands at first.
        low: the least value of a slider, and `high` the most, in steps of `step`.
        high: see `low`.
        step: see `low`.
        choices: label and value of what may be chosen; empty where it is a slider or a text.
        read: from its value to the setting's.
        shown: from the setting's value to its own.
        extra: whether it is among those that are turned rarely, 1, or not, 0.

    Example:
        >>> from stylejax import studio
        >>> studio.Control("strength", "Strength", "How much paint.", 0.5, 0.0, 1.0, 0.05).is_text
        False
    """

    field: str
    label: str
    info: str
    usual: Any
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    choices: Sequence[tuple[str, str]] = ()
    read: Callable[[Any], Any] = lambda value: value
    shown: Callable[[Any], Any] = lambda value: value
    extra: int = 0

    @property
    def is_text(self) -> bool:
        """Whether it is typed."""
        return not self.choices and not self.high


def _times(value: float) -> str | None:
    return None if value == 1 else f"{value:g}x"


def _factor(value: int | str | None) -> float:
    return float(value.removesuffix("x")) if isinstance(value, str) else 1.0


COLORS = (
    ("the painting's", ColorsName.STYLE),
    ("the photo's, put anywhere", ColorsName.PALETTE),
    ("the photo's, in their places", ColorsName.PHOTO),
)
LOSSES = (
    ("usual", StyleLossName.GRAM),
    ("layers alike", StyleLossName.NORMALIZED),
    ("calm", StyleLossName.MOMENTS),
    ("lights and darks", StyleLossName.HISTOGRAM),
    ("closest, slower", StyleLossName.SLICED),
)

CONTROLS: Sequence[Control] = (
    Control(
        *("strength", "Strength", "0 hardly touches the photo, 1 leaves masses of paint.", STRENGTH, 0.0, 1.0, 0.05),
        shown=lambda value: STRENGTH if value is None else value,
    ),
    Control(
        *("style_size", "Stroke size", "2 sees the painting twice as large, up to its own pixels.", 1.0, 0.5, 2.0, 0.1),
        read=_times,
        shown=_factor,
    ),
    Control("colors", "Colors", "Whose colors the picture gets.", ColorsName.STYLE.value, choices=COLORS),
    Control("contours", "Contours", "More keeps the outlines of faces and houses.", 0.0, 0.0, 1.0, 0.05),
    Control(
        *("size", "Size", "Pixels of the longest side.", SIZE, 64, LARGEST, 64),
        read=lambda value: round(value),
        shown=lambda value: value if isinstance(value, int) else SIZE,
    ),
    Control("strokes", "Coarse or fine", "-2 leaves fine grain, 2 coarse forms.", 0.0, -2.0, 2.0, 0.25, extra=1),
    Control("abstraction", "Abstraction", "More keeps forms and lets outlines go.", 0.0, 0.0, 1.0, 0.05, extra=1),
    Control(
        *("style_loss", "Manner", "How the painting is compared with.", StyleLossName.GRAM.value),
        choices=LOSSES,
        extra=1,
    ),
    Control(
        *("style_weights", "Shares", "Of several paintings, like 2,1; nothing: all alike.", ""),
        read=lambda text: read_shares(str(text)),
        shown=lambda shares: ",".join(f"{share:g}" for share in shares),
        extra=1,
    ),
    Control(
        *("steps", "Patience", "Evaluations: more is more finished.", STEPS, 20, MOST_STEPS, 20),
        read=lambda value: round(value),
        extra=1,
    ),
    Control(
        *("seed", "Seed", "Another number begins with other noise.", 0, 0, 1000, 1),
        read=lambda value: round(value),
        extra=1,
    ),
)
BY_FIELD: Mapping[str, Control] = {control.field: control for control in CONTROLS}
TURNED = tuple(control for control in CONTROLS if not control.is_text and control.field not in ("size", "steps"))


def settings_of(values: Mapping[str, Any], *, base: TransferSettings = DEFAULTS) -> TransferSettings:
    """The settings that controls stand for, all others as in `base`. Raises InputError that names a control's field.

    Args:
        values: of controls, by the field of the settings.
        base: all other settings.

    Returns:
        The settings.

    Example:
        >>> from stylejax import studio
        >>> studio.settings_of({"strength": 0.8, "style_size": 1.5}).style_size
        '1.5x'
    """
    return dataclasses.replace(base, **{field: setting_of(BY_FIELD[field], value) for field, value in values.items()})


def setting_of(control: Control, value: Any) -> Any:
    """The setting that a control's value stands for. Raises InputError for a value that it cannot have."""
    name = control.field.replace("_", " ")
    if control.choices and value not in [each for _, each in control.choices]:
        raise InputError(f"{name}: {str(value)[:40]!r} cannot be chosen; choose another")
    if control.high and not _is_number_in(value, control.low, control.high):
        raise InputError(f"{name}: {str(value)[:40]} is not from {control.low:g} to {control.high:g}; choose another")
    return control.read(type(getattr(DEFAULTS, control.field))(value) if control.choices else value)


def _is_number_in(value: Any, low: float, high: float) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and low <= value <= high
    )


def values_of(settings: TransferSettings) -> dict[str, Any]:
    """Where the controls stand for settings, as near as they come.

    Args:
        settings: of a picture.

    Returns:
        Values by field.

    Example:
        >>> from stylejax import studio
        >>> from stylejax.settings import TransferSettings
        >>> studio.values_of(TransferSettings(style_size="1.5x"))["style_size"]
        1.5
    """
    return {control.field: _shown(control, getattr(settings, control.field)) for control in CONTROLS}


def _shown(control: Control, value: Any) -> Any:
    shown = control.shown(value)
    if control.choices:
        return str(shown)
    return min(max(shown, control.low), control.high) if control.high else shown


def spread(control: Control, low: float, high: float, count: int) -> list[Any]:
    """So many values of a control from one to another, or all that may be chosen. Raises InputError."""
    if control.choices:
        return [value for _, value in control.choices][:count]
    if not (_is_number_in(low, control.low, control.high) and _is_number_in(high, control.low, control.high)):
        raise InputError(f"{control.label}: goes from {control.low:g} to {control.high:g}; choose a range within")
    if count < 2 or low == high:
        return [low]
    return [_rounded(control, low + (high - low) * number / (count - 1)) for number in range(count)]


def _rounded(control: Control, value: float) -> float:
    digits = 0 if control.step >= 1 else 3
    return round(value) if digits == 0 else round(value, digits)


def label_of(control: Control, value: Any) -> str:
    """A control and its value in words."""
    words = {each: label for label, each in control.choices}.get(value, value)
    return f"{control.label.lower()} {words:g}" if isinstance(words, float) else f"{control.label.lower()} {words}"


def argument_in(message: str) -> str:
    """The field of the control that a message is about; "" of one about something else."""
    name = message.partition(":")[0].replace(" ", "_")
    return name if name in BY_FIELD else ""
