"""Looks: settings that go well together, by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from .settings import DEFAULTS

LOOKS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "usual": {},
        "portrait": {"contours": 0.3},
        "bold": {"strokes": 1.0, "style_size": "1.5x", "abstraction": 0.3},
        "fine": {"strokes": -1.0, "style_size": "0.7x", "contours": 0.1},
        "calm": {"style_loss": "moments"},
    }
)


def of_look(name: str) -> dict[str, Any]:
    """Every setting that any look sets, as this one has it.

    Example:
        >>> from stylejax.looks import of_look
        >>> of_look("portrait")["contours"], of_look("portrait")["strokes"]
        (0.3, 0.0)
    """
    names = dict.fromkeys(field for look in LOOKS.values() for field in look)
    return {field: LOOKS[name].get(field, getattr(DEFAULTS, field)) for field in names}
