"""`stylejax weights`: one line for every mistake, and no wrong pairing of weights and pixels passes."""

import dataclasses
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import h5py
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.testing import assert_array_equal
from typer.testing import CliRunner

import stylejax
from pairs import CAFFE_PIXELS, TORCH_PIXELS, caffe_like, torch_like
from stylejax.cli.app import app
from stylejax.networks.networks import Card, Network, Pixels, random_network
from stylejax.weights import library
from stylejax.weights.converters.formats import READERS
from stylejax.weights.fingerprints import FINGERPRINTS
from stylejax.weights.hdf5 import read_network, save_network
from stylejax.weights.library import load_network, sources
from stylejax.weights.manifest import DIGITS, read_manifest, sources_of


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STYLEJAX_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "networks"


def invoke(*arguments: object):
    return CliRunner().invoke(app, ["weights", *map(str, arguments)])


def refusal(*arguments: object) -> str:
    result = invoke(*arguments)
    assert result.exit_code == 2, result.output
    assert result.output.startswith("error: ")
    assert result.output.count("\n") == 1
    return result.output


def output(*arguments: object) -> str:
    result = invoke(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def write_keras(path: Path, network: Network) -> None:
    """A network as Keras would have written it."""
    with h5py.File(path, "w") as file:
        for name, tensors in network.parameters.items():
            block = f"block{name[4]}_conv{name[6]}"
            file[f"{block}/{block}_W_1:0"] = np.asarray(tensors["kernel"])
            file[f"{block}/{block}_b_1:0"] = np.asarray(tensors["bias"])


# The manifest


def test_the_manifest_keeps_its_own_rules() -> None:
    known = sources()
    assert {"vgg19", "vgg16", "vgg19-normalized", "googlenet", "nin"} <= set(known)
    for source in known.values():
        assert source.pixels.channel_order in ("RGB", "BGR")
        assert len(source.pixels.mean) == len(source.pixels.std) == 3
        assert not source.verified, "say here who verified it"
        assert source.kernel in ("", "oxford-vgg16", *FINGERPRINTS)
        assert bool(source.checksum) == bool(source.checksum_from)
        assert source.checksum or not source.size


def test_a_short_checksum_is_in_the_files_name() -> None:
    for source in sources().values():
        algorithm, _, digits = source.checksum.partition(":")
        if algorithm and len(digits) < DIGITS[algorithm]:
            assert f"-{digits}." in source.file_name


def test_list_names_every_source_with_license_and_recipes() -> None:
    lines = output("list")
    for source in sources().values():
        assert source.name in lines
        assert source.license.text in lines
        assert f"commercial use: {source.license.commercial}" in lines
        assert all(recipe in lines for recipe in source.recipes)
    assert "unverified" in lines


@pytest.mark.parametrize(
    "entry",
    [
        'addresses = ["ftp://example.org/a"]',
        "addresses = []",
        'addresses = ["https://example.org/a"]\nchecksum = "sha256:xyz"',
        'addresses = ["https://example.org/a"]\ncolour = "red"',
        'addresses = ["https://example.org/a"]',
    ],
)
def test_a_broken_manifest_is_refused_by_entry(entry: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.toml").write_text(f"[mine]\n{entry}\n")
    with pytest.raises(stylejax.InputError, match="mine: "):
        sources_of(read_manifest(tmp_path / "manifest.toml"))


# Fetching by name


SHARED_TABLES = f"""
[licenses.free]
text = "free"
commercial = "yes"
url = "here"
says = "free"
[pixels.caffe]
channel_order = "BGR"
scale = 255.0
mean = {list(CAFFE_PIXELS.mean)}
"""


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """A manifest with one entry, "mine", whose file a server of this machine keeps."""
    network = caffe_like(4, "vgg16")
    for folder in ("public", "shipped"):
        (tmp_path / folder).mkdir()
    write_keras(tmp_path / "public" / "a.h5", network)
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path / "public")
    handler.func.log_message = lambda *_: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    checksum = hashlib.sha256((tmp_path / "public" / "a.h5").read_bytes()).hexdigest()
    entry = {
        "about": "a test",
        "addresses": [f"http://127.0.0.1:{server.server_port}/a.h5"],
        "checksum": f"sha256:{checksum}",
        "checksum_from": "this test",
        "format": "keras",
        "kind": "keras-vgg16",
        "architecture": "vgg16",
        "pixels": "caffe",
        "license": "free",
    }
    lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in entry.items())
    (tmp_path / "shipped" / "manifest.toml").write_text(f"{SHARED_TABLES}[mine]\n{lines}\n")
    monkeypatch.setattr(library, "shipped_folder", lambda: tmp_path / "shipped")
    yield network
    server.shutdown()
    server.server_close()


def assert_same_network(converted: Network, original: Network) -> None:
    """Equal but for the order of colors: a converted network sees red first, the original blue."""
    first = {**original.parameters["conv1_1"], "kernel": original.parameters["conv1_1"]["kernel"][:, :, ::-1]}
    expected = {**original.parameters, "conv1_1": first}
    jax.tree.map(assert_array_equal, dict(converted.parameters), expected)
    assert converted.pixels.channel_order == "RGB"


def test_a_network_is_fetched_once_and_then_found_by_name(served: Network, cache: Path, tmp_path: Path) -> None:
    with pytest.raises(stylejax.InputError, match="stylejax weights fetch mine"):
        load_network("mine")
    assert str(cache / "mine.h5") in output("fetch", "mine", "--quiet")
    loaded = load_network("mine")
    assert loaded.card.name == "mine"
    assert_same_network(loaded, served)
    (tmp_path / "public" / "a.h5").unlink()
    assert str(cache / "mine.h5") in output("fetch", "mine")


def test_a_broken_file_in_the_cache_is_fetched_again(served: Network, cache: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "mine.h5").write_text("half")
    output("fetch", "mine")
    assert read_network(cache / "mine.h5").card.name == "mine"


def test_a_file_got_by_hand_is_put_where_the_line_says(served: Network, cache: Path, tmp_path: Path) -> None:
    with pytest.raises(stylejax.InputError) as caught:
        load_network("mine")
    command = re.search(r"`stylejax weights convert a.h5 -o (\S+) --as (\S+)`", str(caught.value))
    assert command
    cache.mkdir(parents=True)
    output("convert", tmp_path / "public" / "a.h5", "-o", command[1], "--as", command[2])
    assert load_network("mine").card.license == "free"
    assert "mine: at hand" in re.sub(" +", ": ", output("list"), count=1)


@pytest.mark.parametrize("name", ["nonesuch", "", "../mine"])
def test_an_unknown_name_is_refused_with_those_known(served: Network, name: str) -> None:
    assert "choose one of mine" in refusal("fetch", name)


def test_every_name_in_the_manifest_is_answered_with_a_remedy() -> None:
    for name, source in sources().items():
        with pytest.raises(stylejax.InputError) as caught:
            load_network(name)
        fetched = f"stylejax weights fetch {name}" if source.addresses else "stylejax weights convert"
        remedy = fetched if source.format else "no converter"
        assert remedy in str(caught.value)
        assert "\n" not in str(caught.value)


# Converting, showing, verifying


def test_convert_prints_the_checksum_of_a_whole_file(served: Network, tmp_path: Path) -> None:
    printed = output("convert", tmp_path / "public" / "a.h5", "-o", tmp_path / "out.h5", "--as", "keras-vgg16")
    assert hashlib.sha256((tmp_path / "out.h5").read_bytes()).hexdigest() in printed
    assert_same_network(read_network(tmp_path / "out.h5"), served)


def test_a_file_of_unknown_checksum_has_no_license_unless_it_is_named(tmp_path: Path) -> None:
    write_keras(tmp_path / "a.h5", caffe_like(4, "vgg16"))
    convert = ("convert", tmp_path / "a.h5", "-o", tmp_path / "out.h5", "--as", "keras-vgg16")
    result = invoke(*convert)
    assert (result.exit_code, read_network(tmp_path / "out.h5").card.license) == (0, "unknown")
    assert "its license is unknown" in result.stderr
    assert "unknown" not in invoke(*convert, "--like", "vgg16").stderr
    card = read_network(tmp_path / "out.h5").card
    assert (card.license, card.source) == (sources()["vgg16"].license.text, "")
    assert "'vgg61' is unknown" in refusal(*convert, "--like", "vgg61")


def test_show_prints_card_pixels_shapes_and_checksum(shallow: Network, tmp_path: Path) -> None:
    save_network(tmp_path / "a.h5", dataclasses.replace(shallow, pixels=CAFFE_PIXELS, card=Card("a", license="MIT")))
    printed = output("show", tmp_path / "a.h5")
    shapes = ["x".join(map(str, tensors["kernel"].shape)) for tensors in shallow.parameters.values()]
    checksum = hashlib.sha256((tmp_path / "a.h5").read_bytes()).hexdigest()
    assert all(text in printed for text in (*shapes, checksum, "BGR", "103.939", "MIT", "vgg19", "zero", "average"))


def test_verify_knows_a_published_file_by_its_checksum(served: Network, tmp_path: Path) -> None:
    printed = output("verify", tmp_path / "public" / "a.h5")
    assert "a.h5 of mine, as this test publishes it" in printed
    assert "pixels   belong to these weights" in printed


def test_verify_of_what_nobody_knows_says_so(tmp_path: Path) -> None:
    (tmp_path / "mystery.pth").write_bytes(b"\x80\x02mystery")
    assert "no file of the manifest has its checksum" in refusal("verify", tmp_path / "mystery.pth")


def test_verify_notices_a_file_that_calls_itself_another(tmp_path: Path) -> None:
    network = dataclasses.replace(random_network("vgg19", seed=0, width=1 / 16), pixels=TORCH_PIXELS)
    card = Card("vgg19-torchvision", source_sha256="0" * 64)
    save_network(tmp_path / "a.h5", dataclasses.replace(network, card=card))
    assert "calls itself vgg19-torchvision" in refusal("verify", tmp_path / "a.h5")


BAD = {
    "missing file": ("verify", "none.h5"),
    "folder": ("verify", "."),
    "missing show": ("show", "none.h5"),
    "unknown kind": ("convert", "none.h5", "-o", "x.h5", "--as", "theano"),
    "unknown dtype": ("convert", "none.h5", "-o", "x.h5", "--as", "keras-vgg19", "--dtype", "int8"),
    "missing source": ("convert", "none.h5", "-o", "x.h5", "--as", "keras-vgg19"),
    "no such output folder": ("convert", "none.h5", "-o", "no/such/x.h5", "--as", "keras-vgg19"),
    "no kind": ("convert", "none.h5", "-o", "x.h5"),
    "no output": ("convert", "none.h5", "--as", "keras-vgg19"),
    "no pictures": ("normalize", "vgg19-random", "--pictures", ".", "-o", "x.h5"),
    "unknown network": ("normalize", "vgg20", "--pictures", ".", "-o", "x.h5"),
    "no network": ("normalize", "vgg19", "--pictures", ".", "-o", "x.h5"),
    "tiny size": ("normalize", "vgg19-random", "--pictures", ".", "-o", "x.h5", "--size", "4"),
    "unknown command": ("fetsch", "vgg19"),
    "no name": ("fetch",),
}


@pytest.mark.parametrize("arguments", BAD.values(), ids=list(BAD))
def test_every_mistake_gets_one_line_and_no_file(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    refusal(*arguments)
    assert not list((tmp_path / "empty").iterdir())


def test_the_bare_command_prints_its_help() -> None:
    assert invoke().output == invoke("--help").output
    assert "stylejax weights fetch vgg19" in invoke().output


# Normalizing


def test_normalize_writes_a_network_with_mean_activation_1(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    for number in range(2):
        picture = np.random.default_rng(number).random((32, 32, 3))
        stylejax.write_image(tmp_path / "photos" / f"{number}.png", picture)
    network = random_network(stylejax.Architecture("vgg19", last="2_1"), seed=0, width=1 / 16)
    save_network(tmp_path / "plain.h5", network)
    out = tmp_path / "normalized.h5"
    printed = output("normalize", tmp_path / "plain.h5", "--pictures", tmp_path / "photos", "-o", out, "--size", "32")
    assert "changed in scale only: largest difference" in printed
    normalized = load_network(out)
    assert normalized.card.name == "vgg19-random-normalized"
    pictures = [jnp.asarray(stylejax.read_image(path)) for path in sorted((tmp_path / "photos").iterdir())]
    means = [stylejax.features(normalized, picture, ("relu2_1",))["relu2_1"].mean((0, 1)) for picture in pictures]
    living = np.mean(means, axis=0) > 0
    np.testing.assert_allclose(np.mean(means, axis=0)[living], 1, rtol=1e-4)


def test_normalize_does_not_see_hidden_colors(tmp_path: Path) -> None:
    save_network(
        tmp_path / "plain.h5", random_network(stylejax.Architecture("vgg19", last="2_1"), seed=0, width=1 / 16)
    )
    normalized = []
    for hidden in (0, 1):
        folder, out = tmp_path / f"photos{hidden}", tmp_path / f"{hidden}.h5"
        folder.mkdir()
        picture, alpha = np.random.default_rng(0).random((32, 32, 3)), np.ones((32, 32))
        picture[:16], alpha[:16] = hidden, 0
        stylejax.write_image(folder / "a.png", picture, alpha=alpha)
        output("normalize", tmp_path / "plain.h5", "--pictures", folder, "-o", out, "--size", "32")
        normalized.append(load_network(out).parameters)
    jax.tree.map(np.testing.assert_array_equal, *normalized)


# Wrong pairings (their laws are in test_pairing.py)


@pytest.mark.parametrize(
    ("make", "pixels", "word"), [(torch_like, CAFFE_PIXELS, "large"), (caffe_like, TORCH_PIXELS, "small")]
)
def test_a_network_with_the_others_pixels_is_noticed(
    make: Callable[..., Network], pixels: Pixels, word: str, tmp_path: Path
) -> None:
    wrong = dataclasses.replace(make(), pixels=pixels, card=Card("mine"))
    save_network(tmp_path / "wrong.h5", wrong)
    assert f"is too {word}" in refusal("verify", tmp_path / "wrong.h5")


def test_a_torch_file_declared_as_caffe_is_noticed_in_conversion(tmp_path: Path) -> None:
    write_keras(tmp_path / "torch.h5", torch_like())
    result = invoke("convert", tmp_path / "torch.h5", "-o", tmp_path / "out.h5", "--as", "keras-vgg19")
    assert result.exit_code == 0
    assert "warning: the first kernel is not that of Oxford's VGG-19" in result.stderr
    assert "warning: relu5_4 is too large" in result.stderr


def test_every_converter_that_the_manifest_names_exists():
    assert {source.format for source in sources().values() if source.format} <= set(READERS)
