"""What people are told of a setting, kept in its field."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Option:
    """What people are told of a setting.

    Attributes:
        help: what it does, for the command line.
        name: what the command line calls it, where that is not the field's name.
        short: its short form there, such as "-s".
        shown: what help shows in place of the default; True is the default itself, False nothing.
        read: from a value that was typed to the setting's own.
        typed: the type of what is typed, where that is not the setting's own.
        words: how a sheet tells its value, as a template of `name` and `value`.
    """

    help: str
    name: str = ""
    short: str = ""
    shown: str | bool = True
    read: Callable[[Any], Any] | None = None
    typed: Any = None
    words: str = "{name} {value}"


def option(default: Any, help: str, **told: Any) -> Any:
    """A field of settings that people can choose, with what they are `told` of it: see `Option`."""
    return dataclasses.field(default=default, metadata={"option": Option(help, **told)})


def option_of(field: dataclasses.Field) -> Option | None:
    """What people are told of a setting; None of one that is no option."""
    return field.metadata.get("option")


def like(settings: type, name: str, *, default: Any = dataclasses.MISSING, **told: Any) -> Any:
    """A field that means what that of other settings means, but for what is given."""
    [field] = [field for field in dataclasses.fields(settings) if field.name == name]
    metadata: Mapping[str, Any] = {"option": dataclasses.replace(field.metadata["option"], **told)}
    return dataclasses.field(default=field.default if default is dataclasses.MISSING else default, metadata=metadata)
