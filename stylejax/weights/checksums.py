"""Checksums as they are published: "sha256:dcbb9e9d", "md5:253f...", whole or only their beginning."""

import hashlib
from pathlib import Path

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
