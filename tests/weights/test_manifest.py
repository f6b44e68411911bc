"""Laws of the checksums that a manifest promises."""

import hashlib
from pathlib import Path

import pytest

from stylejax.weights.manifest import has_checksum, is_published


def test_a_checksum_counts_as_far_as_it_is_published(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    whole = hashlib.sha256(b"abc").hexdigest()
    assert all(has_checksum(tmp_path / "file", f"sha256:{whole[:digits]}") for digits in (8, 20, 64))
    assert not has_checksum(tmp_path / "file", "sha256:" + "0" * 8)


@pytest.mark.parametrize(
    "bad", ["", "abc", "crc32:00000000", "sha256:", "sha256:dcbb9e9", "md5:" + "0" * 33, "md5:0000000g"]
)
def test_a_checksum_that_is_none_is_known_for_it(bad: str) -> None:
    assert not is_published(bad)
