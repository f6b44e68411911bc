"""What is known of other projects' weight files: the manifest's entries as records."""

import dataclasses
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..errors import InputError, choice_of
from ..networks.networks import Pixels

COMMERCIAL = ("yes", "no", "unclear")
SHARED = ("licenses", "pixels")  # tables of a manifest that are no networks


@dataclass(frozen=True)
class License:
    """What may be done with a weight file, and who says so.

    Attributes:
        text: its name in words, as it is written into the card of a converted network.
        commercial: whether commercial use is allowed: "yes", "no" or "unclear".
        url: where it is stated.
        says: what is said there, in the words of that place.

    Example:
        >>> from stylejax import weights
        >>> weights.sources()["googlenet"].license.commercial
        'yes'
    """

    text: str
    commercial: str
    url: str
    says: str

    def __post_init__(self) -> None:
        if self.commercial not in COMMERCIAL:
            raise InputError(f"commercial: {self.commercial!r} is unknown; choose one of {', '.join(COMMERCIAL)}")


@dataclass(frozen=True)
class Source:
    """A file of another project: what it is, where it is kept, and how its network wants its pixels.

    `weights/manifest.toml` describes each field. A `size` of 0 and an empty text mean that nothing is known; a source
    without `addresses` can be converted and not fetched, one without a `format` not even that.

    Example:
        >>> from stylejax import weights
        >>> weights.sources()["vgg19"].pixels.channel_order
        'BGR'
    """

    name: str
    about: str
    architecture: str
    pixels: Pixels
    license: License
    addresses: tuple[str, ...] = ()
    origin: str = ""
    padding: str = "zero"
    pooling: str = "max"
    file: str = ""
    size: int = 0
    checksum: str = ""
    checksum_from: str = ""
    format: str = ""
    kind: str = ""
    kernel: str = ""
    normalized: bool = False
    recipes: tuple[str, ...] = ()
    verified: bool = False

    def __post_init__(self) -> None:
        if not all(urlsplit(each).scheme in ("http", "https") for each in self.addresses):
            raise InputError(f"{self.name}: addresses must be http or https addresses")
        if not self.addresses and not self.origin:
            raise InputError(f"{self.name}: needs addresses, or an origin")
        if bool(self.format) != bool(self.kind):
            raise InputError(f"{self.name}: format and kind belong together; state both or none")
        if self.checksum and not is_published(self.checksum):
            raise InputError(f"{self.name}: checksum {self.checksum!r} is not {FORM}")

    @property
    def file_name(self) -> str:
        """What to call the file on disk."""
        return self.file or Path(urlsplit(self.where).path).name or self.name

    @property
    def where(self) -> str:
        """The first address, or where the numbers are from."""
        return self.addresses[0] if self.addresses else self.origin


def read_manifest(path: str | Path) -> dict[str, dict[str, Any]]:
    """The tables of a manifest by name. Raises InputError for a file that is not TOML.

    Args:
        path: a TOML file.

    Returns:
        Tables by name.

    Example:
        >>> from stylejax import weights
        >>> weights.read_manifest("none.toml")
        Traceback (most recent call last):
        stylejax.errors.InputError: none.toml: cannot be read as a manifest ...; install stylejax again
    """
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read as a manifest ({error}); install stylejax again") from error


def sources_of(manifest: Mapping[str, Mapping[str, Any]]) -> dict[str, Source]:
    """The files of other projects in a manifest, by name. Raises InputError for an entry that breaks its rules.

    An entry is of another project unless it states its own `sha256`. Its `license` and `pixels` are names of tables of
    the manifest's `licenses` and `pixels`, which become records.

    Args:
        manifest: as `read_manifest` reads it.

    Returns:
        Records by name.

    Example:
        >>> from stylejax import weights
        >>> weights.sources_of({"mine": {"about": "a network"}})
        Traceback (most recent call last):
        stylejax.errors.InputError: mine: a field is missing from the manifest ...
    """
    shared = {"license": _tables(manifest, "licenses", License), "pixels": _tables(manifest, "pixels", Pixels)}
    others = {name: entry for name, entry in manifest.items() if name not in SHARED and "sha256" not in entry}
    return {name: _source(name, entry, shared) for name, entry in others.items()}


def _tables(manifest: Mapping[str, Mapping[str, Any]], table: str, record: type) -> dict[str, Any]:
    return {name: _made(f"{table}.{name}", record, fields) for name, fields in manifest.get(table, {}).items()}


def _source(name: str, entry: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]]) -> Source:
    for field, records in shared.items():
        if field in entry and entry[field] not in records:
            raise InputError(f"{name}: {field}: {entry[field]!r} is unknown; {choice_of(entry[field], records)}")
    named = {field: records[entry[field]] for field, records in shared.items() if field in entry}
    return _made(name, Source, {"name": name, **entry, **named})


def _made(name: str, record: type, fields: Mapping[str, Any]) -> Any:
    """A record of a table's fields, lists as tuples. Raises InputError for unknown and for missing ones."""
    known = {field.name for field in dataclasses.fields(record)}
    if unknown := sorted(set(fields) - known):
        raise InputError(f"{name}: {unknown[0]!r} is no field of the manifest; choose among {', '.join(sorted(known))}")
    try:
        return record(**{key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()})
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
    """Whether the file has the published checksum, as far as it is published.

    Args:
        path: any file.
        published: "algorithm:hexadecimal", which may be shorter than a whole digest.

    Returns:
        True or False.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import weights
        >>> Path("file").write_bytes(b"abc")
        3
        >>> weights.has_checksum("file", "sha256:ba7816bf")
        True
    """
    return checksum_like(path, published) == published
