"""What is known of other projects' weight files: the manifest's entries as records."""

import dataclasses
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..errors import InputError

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Source:
    """A file of another project: what it is, where it is kept, and how its network wants its pixels.

    `weights/manifest.toml` describes each field. A `size` of 0 and an empty text mean that nothing is known.
    """

    name: str
    about: str
    addresses: tuple[str, ...]
    architecture: str
    channel_order: str
    scale: float
    mean: Triple
    std: Triple
    padding: str
    license: str
    file: str = ""
    size: int = 0
    checksum: str = ""
    checksum_from: str = ""
    converter: str = ""
    needs: str = ""
    kernel: str = ""
    normalized: bool = False
    recipes: tuple[str, ...] = ()
    verified: bool = False

    def __post_init__(self) -> None:
        if not self.addresses or not all(urlsplit(each).scheme in ("http", "https") for each in self.addresses):
            raise InputError(f"{self.name}: addresses must be one or more http or https addresses")
        if self.checksum and not is_published(self.checksum):
            raise InputError(f"{self.name}: checksum {self.checksum!r} is not {FORM}")

    @property
    def file_name(self) -> str:
        """What to call the file on disk."""
        return self.file or Path(urlsplit(self.addresses[0]).path).name or self.name


def read_manifest(path: str | Path) -> dict[str, dict[str, Any]]:
    """The tables of a manifest by name. Raises InputError for a file that is not TOML."""
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as a manifest ({error}); install stylejax again") from error


def sources_of(manifest: Mapping[str, Mapping[str, Any]]) -> dict[str, Source]:
    """The files of other projects in a manifest, by name. Raises InputError for an entry that breaks its rules."""
    return {name: _source(name, entry) for name, entry in manifest.items() if "addresses" in entry}


def _source(name: str, entry: Mapping[str, Any]) -> Source:
    known = {field.name for field in dataclasses.fields(Source)} - {"name"}
    if unknown := sorted(set(entry) - known):
        raise InputError(f"{name}: {unknown[0]!r} is no field of the manifest; choose among {', '.join(sorted(known))}")
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    try:
        return Source(name, **fields)
    except TypeError as error:
        raise InputError(f"{name}: a field is missing from the manifest ({error})") from error


DIGITS = {"sha256": 64, "sha1": 40, "md5": 32}


FEWEST_DIGITS = 8  # what PyTorch's hubs put into a file's name


FORM = f"one of {', '.join(DIGITS)}, a colon, and at least {FEWEST_DIGITS} hexadecimal digits in lower case"


def is_published(text: str) -> bool:
    """Whether `text` is "algorithm:hexadecimal" with a known algorithm and enough digits."""
    algorithm, _, digits = text.partition(":")
    return FEWEST_DIGITS <= len(digits) <= DIGITS.get(algorithm, 0) and not set(digits) - set("0123456789abcdef")


def checksum_like(path: str | Path, published: str) -> str:
    """The file's own checksum in the published one's form, with as many digits."""
    algorithm, _, digits = published.partition(":")
    with Path(path).open("rb") as file:
        whole = hashlib.file_digest(file, lambda: hashlib.new(algorithm, usedforsecurity=False)).hexdigest()
    return f"{algorithm}:{whole[: len(digits)]}"


def has_checksum(path: str | Path, published: str) -> bool:
    """Whether the file has the published checksum, as far as it is published."""
    return checksum_like(path, published) == published
