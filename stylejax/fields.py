"""What people are told of a setting, kept in its field."""

import dataclasses
import enum
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from .errors import InputError, choice_of


class Group(enum.StrEnum):
    """The groups that options are told in, in this order, whatever command has them."""

    PICTURE = "Picture"
    LOOK = "Look"
    SPEED = "Speed"
    EXPERTS = "Experts"
    FILES = "More files"
    OTHER = "Other"


@dataclass(frozen=True)
class Option:
    """What people are told of a setting.

    Attributes:
        help: what it does, for the command line.
        group: among which options it is told.
        name: what the command line calls it, where that is not the field's name.
        short: its short form there, such as "-s".
        shown: what help shows in place of the default; True is the default itself, False nothing.
        placeholder: what stands for its value in help, where its type says too little, such as "LAYERS".
        read: from a value that was typed to the setting's own.
        typed: the type of what is typed, where that is not the setting's own.
        words: how a sheet tells its value, as a template of `name` and `value`.
    """

    help: str
    group: Group = Group.OTHER
    name: str = ""
    short: str = ""
    shown: str | bool = True
    placeholder: str | None = None
    read: Callable[[Any], Any] | None = None
    typed: Any = None
    words: str = "{name} {value}"


def option(default: Any, help: str, **told: Any) -> Any:
    """A field of settings that people can choose, with what they are `told` of it: see `Option`."""
    return dataclasses.field(default=default, metadata={"option": Option(help, **told)})


picture, look, speed, expert = (
    functools.partial(option, group=group) for group in (Group.PICTURE, Group.LOOK, Group.SPEED, Group.EXPERTS)
)


def option_of(field: dataclasses.Field) -> Option | None:
    """What people are told of a setting; None of one that is no option."""
    return field.metadata.get("option")


def typed(field: dataclasses.Field, word: str) -> Any:
    """A setting's value of a word that was typed. Raises InputError for one that it does not take."""
    said = option_of(field)
    if said and said.read:
        return said.read(word)
    kind: Any = next(kind for kind in get_args(field.type) or [field.type] if kind is not type(None))
    name = field.name.replace("_", " ")
    if issubclass(kind, enum.Enum) and word not in [*kind]:
        raise InputError(f"{name}: {word!r} is unknown; {choice_of(word, map(str, kind))}")
    try:
        return kind(word)
    except ValueError:
        raise InputError(f"{name}: {word!r} is no number; give one") from None


def told(field: dataclasses.Field, value: Any) -> str:
    """A setting's value in the words in which a sheet tells it."""
    return (option_of(field) or Option("")).words.format(name=field.name.replace("_", " "), value=value)


def option_name(field: dataclasses.Field) -> str:
    """What a setting is called where it is typed, without hyphens before it."""
    said = option_of(field)
    return (said.name if said and said.name else field.name).replace("_", "-")


def like(settings: type, name: str, *, default: Any = dataclasses.MISSING, **told: Any) -> Any:
    """A field that means what that of other settings means, but for what is given."""
    [field] = [field for field in dataclasses.fields(settings) if field.name == name]
    metadata: Mapping[str, Any] = {"option": dataclasses.replace(field.metadata["option"], **told)}
    return dataclasses.field(default=field.default if default is dataclasses.MISSING else default, metadata=metadata)
