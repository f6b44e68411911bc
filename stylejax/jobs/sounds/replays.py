"""A sound made again from what is stored in it."""

import dataclasses
import enum
import shlex
import types
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from ...errors import InputError
from ...fields import option_name, option_of
from ...sound_settings import SoundSettings, SoundTextureSettings
from ..records import versions
from ..replays.finding import check_pictures, differences, with_files_found
from .inputs import SoundInputs, read_sounds
from .making import sound_record

SETTINGS: Mapping[str, type[SoundSettings]] = {"sound": SoundSettings, "sound-texture": SoundTextureSettings}


HYPHENS = "-" * 2


class SoundReplay(NamedTuple):
    """A sound ready to be made again: command, settings, what is read for it, and what is no longer as it was."""

    command: str
    settings: SoundSettings
    inputs: SoundInputs
    notes: tuple[str, ...]


def recorded_sound(record: Mapping[str, Any], changes: Mapping[str, Any], *, beside: Path) -> tuple[str, SoundSettings]:
    """The command and the settings of a sound with some of them changed, and files where they lie now. InputError."""
    command, told = record.get("command"), record.get("settings")
    if not isinstance(command, str) or command not in SETTINGS or not isinstance(told, dict):
        raise InputError(f"sound: what {command!r} makes is not made again; see its settings by `stylejax show`")
    known = {field.name: field for field in dataclasses.fields(SETTINGS[command])}
    foreign = next((name for name in changes if name not in known), None)
    if foreign:
        raise InputError(f"{foreign.replace('_', ' ')}: is no setting of a sound; leave it out")
    values = {name: _value(known[name], value) for name, value in told.items() if name in known}
    return command, with_files_found(SETTINGS[command](**{**values, **changes}), beside)


def read_sound_replay(record: Mapping[str, Any], changes: Mapping[str, Any], *, beside: Path) -> SoundReplay:
    """Read and check all that the settings name. Raises InputError, also for a file that is not the one it was.

    Args:
        record: of the sound.
        changes: settings by name.
        beside: where files are looked for that are no longer where they were.

    Returns:
        All that is needed, and notes.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> jobs.sounds.read_sound_replay({"command": "transfer"}, {}, beside=Path())
        Traceback (most recent call last):
        stylejax.errors.InputError: ...
    """
    command, settings = recorded_sound(record, changes, beside=beside)
    inputs = read_sounds(settings)
    now, then = sound_record(command, settings, inputs), record.get("pictures") or {}
    changed = check_pictures(then, now["pictures"], named=set(changes))
    known = {"versions": record.get("versions") or {}}
    unlike = differences(known, {"versions": versions()}, unknown=_unknown(record, settings))
    return SoundReplay(command, settings, inputs, (*changed, *unlike))


def _unknown(record: Mapping[str, Any], settings: SoundSettings) -> Sequence[str]:
    names = {field.name for field in dataclasses.fields(settings)}
    return [name for name in record["settings"] if name not in names]


def sound_line(record: Mapping[str, Any], changes: Mapping[str, Any], *, beside: Path, output: str) -> str:
    """The command line that makes a sound.

    Args:
        record: of the sound.
        changes: settings by name.
        beside: where files are looked for that are no longer where they were.
        output: where the sound goes.

    Returns:
        The line, quoted as a shell wants it.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> for name in ("sea.wav", "bells.wav"):
        ...     Path(name).touch()
        >>> told = {"command": "sound", "settings": {"content": "sea.wav", "style": "bells.wav", "seed": 3}}
        >>> jobs.sounds.sound_line(told, {}, beside=Path(), output="made.wav")
        'stylejax sound sea.wav bells.wav -o made.wav --seed 3'
    """
    command, settings = recorded_sound(record, changes, beside=beside)
    files = [settings.style] if command == "sound-texture" else [settings.content, settings.style]
    words = []
    for field in dataclasses.fields(settings):
        value = getattr(settings, field.name)
        if option_of(field) and value != field.default and value is not None:
            words += [f"{HYPHENS}{option_name(field)}", str(value)]
    return shlex.join(["stylejax", command, *files, "-o", output, *words])


def _value(field: dataclasses.Field, value: Any) -> Any:
    """A field's value of JSON's. Raises InputError for one of another kind, as no version has stored."""
    kinds: Any = get_args(field.type) if isinstance(field.type, types.UnionType) else (field.type,)
    for kind in kinds:
        if issubclass(kind, enum.Enum) and value in [*kind]:
            return kind(value)
        if isinstance(value, kind) and not isinstance(value, bool):
            return value
        if kind is float and type(value) is int:
            return float(value)
    raise InputError(f"sound: its record is damaged, as {field.name} is {value!r}; give another sound")
