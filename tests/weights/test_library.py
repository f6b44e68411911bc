"""Networks by name and by file."""

from collections.abc import Callable
from pathlib import Path

import jax
import pytest
from numpy.testing import assert_array_equal

from stylejax.errors import InputError
from stylejax.networks.networks import Network
from stylejax.weights import library
from stylejax.weights.hdf5 import checksum, save_network
from stylejax.weights.library import RANDOM_NETWORKS, load_network, network_files, shipped_folder, shipped_manifest


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of fetched networks, empty, and nothing shipped but a manifest that knows none."""
    monkeypatch.setenv("STYLEJAX_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(library, "shipped_folder", lambda: tmp_path / "shipped")
    (tmp_path / "cache" / "networks").mkdir(parents=True)
    (tmp_path / "shipped").mkdir()
    (tmp_path / "shipped" / "manifest.toml").write_text("")
    return tmp_path / "cache" / "networks"


def promise(name: str, sha256: str) -> None:
    (library.shipped_folder() / "manifest.toml").write_text(f'[{name}]\nsha256 = "{sha256}"\n', encoding="utf-8")


def refusal(load: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        load()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_every_shipped_network_is_the_one_the_manifest_promises() -> None:
    for path in shipped_folder().glob("*.h5"):
        assert checksum(path) == shipped_manifest()[path.stem]["sha256"]
        assert load_network(path.stem).card.license


@pytest.mark.parametrize("name", RANDOM_NETWORKS)
def test_a_random_network_has_the_same_numbers_every_time(name: str) -> None:
    first, second = load_network(name), load_network(name)
    assert first.card.name == name
    jax.tree.map(assert_array_equal, dict(first.parameters), dict(second.parameters))


def test_a_file_is_loaded_by_its_path(shallow: Network, tmp_path: Path) -> None:
    save_network(tmp_path / "mine.h5", shallow)
    assert load_network(tmp_path / "mine.h5").card == load_network(str(tmp_path / "mine.h5")).card


def test_a_path_needs_no_suffix(shallow: Network, tmp_path: Path) -> None:
    save_network(tmp_path / "mine", shallow)
    assert load_network(tmp_path / "mine").architecture == shallow.architecture


def test_a_fetched_network_is_loaded_by_its_name(shallow: Network, cache: Path) -> None:
    save_network(cache / "mine.h5", shallow)
    assert network_files() == {"mine": cache / "mine.h5"}
    assert load_network("mine").card.sha256 == checksum(cache / "mine.h5")


def test_a_file_still_being_written_is_not_at_hand(shallow: Network, cache: Path) -> None:
    save_network(cache / ".mine.h5.abc.h5", shallow)
    assert not network_files()


def test_of_one_name_the_shipped_network_is_taken(shallow: Network, cache: Path) -> None:
    shipped = library.shipped_folder() / "mine.h5"
    for path in (cache / "mine.h5", shipped):
        save_network(path, shallow)
    assert network_files() == {"mine": shipped}


def test_a_network_must_be_the_one_the_manifest_promises(shallow: Network, cache: Path) -> None:
    save_network(cache / "mine.h5", shallow)
    promise("mine", checksum(cache / "mine.h5"))
    load_network("mine")
    promise("mine", "0" * 64)
    assert "manifest promises" in refusal(lambda: load_network("mine"))


def test_a_file_that_is_not_the_one_promised_is_not_even_parsed(cache: Path) -> None:
    (cache / "mine.h5").write_text("not HDF5")
    promise("mine", "0" * 64)
    assert "manifest promises" in refusal(lambda: load_network("mine"))


@pytest.mark.parametrize(
    "name", ["nonesuch", "", "vgg11-random", "vgg19-random ", "../mine", "a\0b", "x" * 5000, "a\nb"]
)
def test_an_unknown_name_is_refused_with_those_at_hand(name: str, shallow: Network, cache: Path) -> None:
    save_network(cache / "mine.h5", shallow)
    message = refusal(lambda: load_network(name))
    assert message.startswith("network: ")
    assert all(f"{known}, " in message for known in ("mine", "vgg16-random", "vgg19-random"))


@pytest.mark.parametrize("name", ["none.h5", "nowhere/none.h5", "a\0b.h5", "x" * 5000 + ".h5"])
def test_a_missing_file_is_refused(name: str) -> None:
    assert "cannot be read" in refusal(lambda: load_network(name))


@pytest.mark.parametrize("name", ["x" * 300, "file"])
def test_a_cache_that_cannot_be_read_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("STYLEJAX_CACHE", str(tmp_path / name))
    assert set(network_files()) == {"compact"}


def test_a_scale_that_is_unknown_or_not_had_is_refused() -> None:
    assert "choose one of plain, own" in refusal(lambda: load_network("vgg19-random", scale="plane"))
    assert "no plain scale in its card" in refusal(lambda: load_network("vgg19-random", scale="plain"))
    assert "does not pass a scale on" in refusal(lambda: load_network("googlenet-random", scale="plain"))
