"""Laws of the checksums that a manifest promises."""

import hashlib
from pathlib import Path

import pytest

from stylejax.errors import InputError
from stylejax.weights.library import shipped_folder, sources
from stylejax.weights.manifest import COMMERCIAL, License, has_checksum, is_published

PACKAGE = Path(__file__).parents[2] / "stylejax"


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


def facts_of(name: str) -> list[str]:
    """What is known of a file, in the words that a program would have."""
    source = sources()[name]
    addresses = [address.partition("?")[0] for address in source.addresses]
    told = source.license.text, source.license.url, source.license.says, source.origin, source.about, source.checksum
    return [fact for fact in (*addresses, *told) if fact]


@pytest.mark.parametrize("name", sorted(sources()))
def test_no_fact_of_a_file_is_stated_outside_the_manifest(name: str) -> None:
    """What artists and first kernels have to do with pixels is a fact of theirs, not of a file."""
    readers = "\n".join(path.read_text() for path in (PACKAGE / "weights" / "converters").rglob("*.py"))
    package = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    mean = sources()[name].pixels.mean
    assert [fact for fact in facts_of(name) if fact in package] == []
    assert not any(mean) or ", ".join(map(str, mean)) not in readers


def test_no_fact_of_a_file_is_stated_twice_in_the_manifest() -> None:
    text = (shipped_folder() / "manifest.toml").read_text()
    stated = [line for line in text.splitlines() if line.startswith(("checksum =", "text =", "about =", "size ="))]
    addresses = [address for source in sources().values() for address in source.addresses]
    for facts in (stated, addresses):
        assert len(facts) == len(set(facts))


@pytest.mark.parametrize("name", sorted(sources()))
def test_every_file_has_one_license_with_its_source(name: str) -> None:
    license = sources()[name].license
    assert license.commercial in COMMERCIAL
    assert license.url.startswith("https://")
    assert license.says
    assert ("non-commercial" in license.text) == (license.commercial == "no")


def test_commercial_use_is_allowed_or_not_or_unclear() -> None:
    with pytest.raises(InputError, match="commercial: 'perhaps' is unknown"):
        License("free", "perhaps", "https://example.org", "free")
