"""Files that a record names, where they lie now, and what of versions, network and pictures is no longer as it was."""

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...files import is_file
from ..inputs.parts import FILES, PAIRS_OF_FILES

Settings = Any


def with_files_found(settings: Settings, beside: Path) -> Settings:
    """The settings with files where they lie now: as they are named, or in the folder of the picture painted of them.

    Raises InputError where photo or painting are in neither place.
    """
    named = [name for name in FILES if getattr(settings, name, None)]
    found = {name: _found_all(getattr(settings, name), beside) for name in named}
    for name in (each for each in PAIRS_OF_FILES if getattr(settings, each, ())):
        pairs = (text.rpartition("=") for text in getattr(settings, name))
        found[name] = tuple(f"{_found(one, beside)}={_found(other, beside)}" for one, _, other in pairs)
    moved = dataclasses.replace(settings, **found)
    for name in ("content", "style", "more_styles"):
        _check_there(name, getattr(moved, name, ()))
    return moved


def _found_all(value: Any, beside: Path) -> Any:
    return tuple(_found(path, beside) for path in value) if isinstance(value, tuple) else _found(value, beside)


def _found(path: str, beside: Path) -> str:
    """Where a file lies now; as it was named where it is nowhere, and where the word is no file."""
    places = [path, str(beside / path), str(beside / Path(path).name)]
    return next((place for place in places if is_file(place)), path)


def _check_there(name: str, value: str | tuple[str, ...]) -> None:
    missing = [path for path in (value if isinstance(value, tuple) else (value,)) if path and not is_file(path)]
    if missing:
        argument = OF_PART.get(name, name)
        raise InputError(f"{argument}: {missing[0]}, of which it was painted, is not there; name where it lies now")


OF_PART = {"more_styles": "style"}


def check_pictures(
    then: Mapping[str, str | None], now: Mapping[str, str | None], *, named: AbstractSet[str]
) -> Iterator[str]:
    """Say which pictures are other ones than those that were painted, by their checksums.

    Those that are `named` anew, by their settings, may be. Raises InputError for any other.
    """
    for part, checksum in now.items():
        if part not in then or then[part] == checksum:
            continue
        field = _field_of(part)
        if not named & {field, *(("region", "region_maps") if field == "region" else ())}:
            argument = field.replace("_", " ")
            raise InputError(
                f"{argument}: the file is not the one that was painted, by its checksum; name where that one lies now, "
                "or this one to paint it in its place"
            )
        yield f"{part}: another picture than the one that was painted"


def _field_of(part: str) -> str:
    """The setting that names the file of a part of the picture, as "style" does that of "style 2"."""
    if part.startswith("mask "):
        return "keep" if part == "mask keep" else "region"
    return part.split()[0]


def differences(
    then: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]], *, unknown: Collection[str]
) -> Iterator[str]:
    """Say what of "network" and "versions" differs from what it was, and which settings are not understood."""
    network, was = now.get("network", {}), then.get("network", {})
    if was and was.get("sha256") != network.get("sha256"):
        same = ", in another version" if was.get("name") == network.get("name") else ""
        yield f"network: {network.get('name')} in place of {was.get('name')}{same}; the picture will be another one"
    changed = {
        name: (was, now["versions"][name])
        for name, was in then.get("versions", {}).items()
        if name in now["versions"] and now["versions"][name] != was
    }
    if changed:
        told = ", ".join(f"{name} {was}, now {number}" for name, (was, number) in changed.items())
        yield f"versions: {told}; the picture may differ from the one that was painted"
    if unknown:
        yield f"settings of another version are left out: {', '.join(unknown)}"
