"""A picture's record as settings again, and a lane of a sheet's; records come from anywhere and are checked."""

import dataclasses
import enum
import types
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_args, get_origin

from ...command_settings import ComparisonSettings, DreamSettings
from ...errors import InputError
from ...losses.objectives import names_of
from ...reports.grid import pictures_across
from ...settings import ReconstructionSettings, TextureSettings, TransferSettings
from ..inputs.parts import styles_of

# The settings of the commands whose pictures can be painted again.
SETTINGS: Mapping[str, type] = {
    "transfer": TransferSettings,
    "reconstruct content": ReconstructionSettings,
    "reconstruct style": ReconstructionSettings,
    "texture": TextureSettings,
    "compare": ComparisonSettings,
    "dream": DreamSettings,
}

# What settings meant before there was a field for them, where that is not today's default: all was painted at one size.
MEANT_BEFORE: Mapping[str, Any] = {"levels": 1}


class Recorded(NamedTuple):
    """What a picture remembers of how it was made.

    Attributes:
        command: that painted it.
        settings: as it was told then.
        pictures: checksums of what was read, by what it was for: "content", "style", "style 2", "mask sky".
        network: name and checksum; empty where artists each had their own.
        versions: of what computed it.
        unknown: settings that this version does not have.
    """

    command: str
    settings: Any
    pictures: Mapping[str, str | None]
    network: Mapping[str, str]
    versions: Mapping[str, str]
    unknown: tuple[str, ...]


def read_lane(text: str | None) -> tuple[int, ...] | None:
    """The place on a sheet that is typed, as "3,2": row and column from 1. Raises InputError for anything else.

    Args:
        text: as it is typed, or None.

    Returns:
        Row and column; a single number is the one that was typed; None of None.

    Example:
        >>> from stylejax import jobs
        >>> jobs.read_lane("3,2")
        (3, 2)
    """
    if text is None:
        return None
    words = text.split(",")
    if len(words) > 2 or not all(word.strip().isdecimal() and int(word) > 0 for word in words):
        raise InputError(f"lane: {text!r} is no row and column, counted from 1; write them like 3,2")
    return tuple(map(int, words))


def recorded(record: Mapping[str, Any], *, lane: tuple[int, ...] | None = None) -> Recorded:
    """What a record tells, of a sheet's picture at row and column. Raises InputError where that is too little.

    Settings that were not there yet are what was done then.

    Args:
        record: of a picture.
        lane: row and column from 1, of a sheet.

    Returns:
        Its command, settings and checksums.

    Example:
        >>> from stylejax import jobs
        >>> told = {"command": "transfer", "settings": {"content": "photo.jpg", "seed": 3}, "pictures": {}}
        >>> jobs.recorded(told).settings.seed
        3
    """
    command = record.get("command")
    if command == "sweep":
        return _of_sheet(record, lane)
    if command == "compare":
        return _of_comparison(record, lane)
    if lane is not None:
        raise InputError("lane: the picture is no sheet of a sweep or of artists; leave it out")
    if command not in SETTINGS or not isinstance(command, str):
        raise InputError(f"picture: what {command!r} makes is not painted again; see its settings by `stylejax show`")
    fields = _part(record, "settings")
    if command == "dream":
        fields = {**fields, "frames": _frame(record, fields)}
    return _told(command, record, fields, _part(record, "pictures"))


def _frame(record: Mapping[str, Any], fields: Mapping[str, Any]) -> Any:
    """How many frames are dreamt until the one of a record is there."""
    frame = _part(record, "result").get("frame", fields.get("frames", 1))
    if "frame" not in _part(record, "result") and frame != 1:
        raise InputError("picture: is a frame of a film and does not say which; only the first can be dreamt again")
    return frame


def _of_sheet(record: Mapping[str, Any], lane: tuple[int, ...] | None) -> Recorded:
    rows, columns = (_list(record, name) for name in ("rows", "columns"))
    size = f"{len(rows)} rows and {len(columns)} columns"
    if lane is None:
        raise InputError(f"lane: the sheet has {size}; name one of its pictures by row and column, like 1,1")
    row, column = lane if len(lane) == 2 else (1, *lane)
    if row > len(rows) or column > len(columns):
        raise InputError(f"lane: {row},{column} is none of the sheet's {size}")
    crossing = {"row": rows[row - 1], "column": columns[column - 1]}
    fields = {**_part(record, "settings"), **_part(crossing, "row"), **_part(crossing, "column")}
    told = _told("transfer", record, fields, {})
    return told._replace(pictures=_by_part(told.settings, _part(record, "pictures")))


def _by_part(settings: TransferSettings, checksums: Mapping[str, str]) -> dict[str, str]:
    """Checksums by what pictures were for, of a sheet's by their files."""
    styles = styles_of(settings)
    parts = {"content": settings.content, **dict(zip(names_of("style", len(styles)), styles, strict=True))}
    return {part: checksums[path] for part, path in parts.items() if path in checksums}


def _of_comparison(record: Mapping[str, Any], lane: tuple[int, ...] | None) -> Recorded:
    artists = [each.get("artist", "") if isinstance(each, dict) else "" for each in _list(record, "result")]
    across = pictures_across(len(artists))
    if lane is None and len(artists) != 1:
        raise InputError(f"lane: the sheet has {len(artists)} pictures; name one by row and column, like 1,1")
    row, column = (1, *lane) if lane and len(lane) == 1 else lane or (1, 1)
    number = (row - 1) * across + column - 1
    if column > across or number >= len(artists) or not artists[number]:
        raise InputError(f"lane: {row},{column} is none of the pictures that were painted")
    fields = {**_part(record, "settings"), "artists": [artists[number]]}
    return _told("compare", record, fields, _part(record, "pictures"))


def _told(
    command: str, record: Mapping[str, Any], fields: Mapping[str, Any], pictures: Mapping[str, str | None]
) -> Recorded:
    network, versions = (record.get(name) or {} for name in ("network", "versions"))
    kind = SETTINGS[command]
    known = {field.name: field for field in dataclasses.fields(kind)}
    before = {name: value for name, value in MEANT_BEFORE.items() if name in known}
    values = {name: _value(known[name], value) for name, value in fields.items() if name in known}
    unknown = tuple(name for name in fields if name not in known)
    return Recorded(command, kind(**{**before, **values}), pictures, network, versions, unknown)


def _value(field: dataclasses.Field, value: Any) -> Any:
    """A field's value of JSON's. Raises InputError for one of another kind, as no version has stored."""
    kinds = get_args(field.type) if isinstance(field.type, types.UnionType) else (field.type,)
    for kind in kinds:
        if (read := _of_kind(kind, value)) is not MISFIT:
            return read
    raise InputError(f"picture: its record is damaged, as {field.name} is {value!r}; give another picture")


MISFIT = object()


def _of_kind(kind: Any, value: Any) -> Any:
    """The value where it is of that kind, else `MISFIT`."""
    if get_origin(kind) is tuple:
        items = [_of_kind(get_args(kind)[0], each) for each in value] if isinstance(value, list) else [MISFIT]
        return MISFIT if MISFIT in items else tuple(items)
    if issubclass(kind, enum.Enum):
        return kind(value) if value in [*kind] else MISFIT
    if isinstance(value, bool):
        return MISFIT
    if kind is float and isinstance(value, int):
        return float(value)
    return value if isinstance(value, kind) else MISFIT


def _part(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = record.get(name)
    if not isinstance(part, dict):
        raise InputError(f"picture: its record has no {name}; give a picture that stylejax wrote")
    return part


def _list(record: Mapping[str, Any], name: str) -> Sequence[Any]:
    part = record.get(name)
    if not isinstance(part, list):
        raise InputError(f"picture: its record has no {name}; give a picture that stylejax wrote")
    return part
