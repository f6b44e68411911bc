"""Fetching, against a server on this machine that misbehaves in every way that servers do."""

import hashlib
import multiprocessing
import resource
import shutil
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import jax
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from bad_server import Handler, Server
from converter_files import converter
from stylejax.errors import InputError
from stylejax.networks.networks import Pixels
from stylejax.weights import fetching
from stylejax.weights.fetching import fetch_network
from stylejax.weights.hdf5 import read_network
from stylejax.weights.library import network_file
from stylejax.weights.manifest import License, Source

PLACES = [f"{block}_{index}" for block, count in enumerate((2, 2, 4, 4, 4), 1) for index in range(1, count + 1)]
PATIENT, QUICK = (10.0, 10.0), (10.0, 1.5)  # seconds


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A VGG-19 of 24 channels everywhere in the layout of Keras's file; half the size that it is converted to."""
    path, draw = tmp_path_factory.mktemp("keras") / "notop.h5", np.random.default_rng(0)
    channels = 3
    with h5py.File(path, "w") as file:
        for place in PLACES:
            name = f"block{place[0]}_conv{place[2]}"
            file[f"{name}/{name}_W_1:0"] = draw.normal(size=(3, 3, channels, 24)).astype(np.float16)
            file[f"{name}/{name}_b_1:0"] = draw.normal(size=24).astype(np.float16)
            channels = 24
    return path.read_bytes()


@pytest.fixture
def server(body: bytes) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as made:
        made.body, made.requests, made.stopped = body, Counter(), threading.Event()
        made.handle_error = lambda *_: None  # a client that hangs up is expected here
        threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
        yield made
        made.stopped.set()
        made.shutdown()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("STYLEJAX_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "networks"


def source(*addresses: str, checksum: str, size: int = 0) -> Source:
    caffe, free = Pixels("BGR", 255.0, (103.939, 116.779, 123.68)), License("free", "yes", "here", "free")
    known = {"format": "keras", "kind": "keras-vgg19", "checksum": checksum, "size": size}
    return Source("tiny", "a test", "vgg19", caffe, free, addresses, **known)


def promised(server: Server, *manners: str, algorithm: str = "sha256", digits: int = 64, size: int = 0) -> Source:
    checksum = hashlib.new(algorithm, server.body).hexdigest()[:digits]
    return source(*map(server.address, manners), checksum=f"{algorithm}:{checksum}", size=size)


def fetch(wanted: Source, report: Callable[[int, int], None] = lambda received, total: None) -> Path:
    stalls = any(manner in wanted.addresses[0] for manner in ("silent", "stalled"))
    return fetch_network(wanted, report=report, timeout=QUICK if stalls else PATIENT)


def refusal(wanted: Source, cache: Path) -> str:
    """The one line with which fetching ends, in a few seconds and without leaving anything behind."""
    start = time.monotonic()
    with pytest.raises(InputError) as caught:
        fetch(wanted)
    assert time.monotonic() - start < 15
    assert "\n" not in str(caught.value)
    assert not cache.exists() or not list(cache.iterdir())
    return str(caught.value)


def assert_is_whole(path: Path, server: Server, tmp_path: Path) -> None:
    (tmp_path / "straight.h5").write_bytes(server.body)
    expected = converter("keras-vgg19")(tmp_path / "straight.h5")
    jax.tree.map(assert_array_equal, dict(read_network(path).parameters), dict(expected.parameters))
    assert list(path.parent.iterdir()) == [path]


# What arrives


@pytest.mark.parametrize(("algorithm", "digits"), [("sha256", 64), ("sha256", 8), ("sha1", 40), ("md5", 32)])
def test_a_good_file_is_converted_and_cached_alone(server: Server, tmp_path: Path, algorithm: str, digits: int) -> None:
    wanted = promised(server, "good", algorithm=algorithm, digits=digits)
    path = fetch(wanted)
    assert path == network_file(wanted)
    assert_is_whole(path, server, tmp_path)


def test_the_card_tells_where_the_network_comes_from(server: Server) -> None:
    card = read_network(fetch(promised(server, "missing", "good"))).card
    assert (card.name, card.license, card.source) == ("tiny", "free", server.address("good"))
    assert card.source_sha256 == hashlib.sha256(server.body).hexdigest()


def test_progress_rises_to_the_whole(server: Server) -> None:
    seen: list[tuple[int, int]] = []
    fetch(promised(server, "slow"), lambda received, total: seen.append((received, total)))
    assert [received for received, _ in seen] == sorted(received for received, _ in seen)
    assert seen[-1] == (len(server.body), len(server.body))


@pytest.mark.parametrize("manner", ["cut_once", "hung_up_once"])
def test_a_connection_that_is_cut_is_tried_again(server: Server, tmp_path: Path, manner: str) -> None:
    assert_is_whole(fetch(promised(server, manner)), server, tmp_path)
    assert server.requests[manner] == 2


def test_after_a_cut_only_the_rest_is_asked_for(server: Server, tmp_path: Path) -> None:
    seen: list[int] = []
    path = fetch(promised(server, "cut_and_resumed"), lambda received, total: seen.append(received))
    assert_is_whole(path, server, tmp_path)
    assert seen == sorted(seen)
    assert server.requests["cut_and_resumed"] > 1


def test_a_redirect_is_followed(server: Server, tmp_path: Path) -> None:
    assert_is_whole(fetch(promised(server, "moved")), server, tmp_path)


BAD = [
    "wrong",
    "cut",
    "resumed_elsewhere",
    "unsized_cut",
    "missing",
    "broken",
    "circle",
    "to_file",
    "silent",
    "stalled",
    "boasting",
    "nonsense",
]


@pytest.mark.parametrize("manner", BAD)
def test_after_a_bad_address_the_mirror_is_tried(server: Server, tmp_path: Path, manner: str) -> None:
    assert_is_whole(fetch(promised(server, manner, "good")), server, tmp_path)


def test_the_first_good_address_is_enough(server: Server) -> None:
    fetch(promised(server, "good", "slow"))
    assert server.requests == {"good": 1}


def test_a_proxy_is_honored(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.server_port}")
    checksum = f"sha256:{hashlib.sha256(server.body).hexdigest()}"
    assert_is_whole(fetch(source("http://far.invalid/good/notop.h5", checksum=checksum)), server, tmp_path)


# What does not


@pytest.mark.parametrize(
    ("manner", "reason"),
    [
        ("wrong", "serves another file (sha256:"),
        ("cut", "cuts the connection"),
        ("unsized_cut", "serves another file"),
        ("missing", "answers 404"),
        ("broken", "answers 503"),
        ("circle", "redirects"),
        ("silent", "does not answer in time"),
        ("stalled", "does not answer in time"),
        ("boasting", "serves more than"),
    ],
)
def test_a_bad_address_is_named_with_the_reason(server: Server, cache: Path, manner: str, reason: str) -> None:
    message = refusal(promised(server, manner), cache)
    assert f"127.0.0.1:{server.server_port} {reason}" in message
    assert f"stylejax weights convert notop.h5 -o {cache / 'tiny.h5'} --as keras-vgg19" in message


def test_an_endless_file_is_given_up(server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 10**6)
    assert "serves more than 1000000 bytes" in refusal(promised(server, "endless"), cache)


def test_of_a_file_without_checksum_the_size_must_be_right(server: Server, cache: Path) -> None:
    wanted = source(server.address("good"), checksum="", size=len(server.body) + 1)
    assert "serves another file" in refusal(wanted, cache)
    assert fetch(source(server.address("good"), checksum="", size=len(server.body))).exists()


def test_a_file_that_is_another_format_is_refused(server: Server, cache: Path) -> None:
    server.body = b"<html>Please log in</html>"
    assert "notop.h5" in refusal(promised(server, "good"), cache)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "nowhere.invalid"])
def test_offline_is_told_at_once(cache: Path, host: str) -> None:
    message = refusal(source(f"http://{host}:{closed_port()}/a.h5", checksum=""), cache)
    assert "cannot be reached" in message
    assert "try again with a connection, or download" in message


def test_a_proxy_that_is_gone_is_told(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    assert "proxy" in refusal(source("http://far.invalid/a.h5", checksum=""), cache)


@pytest.mark.parametrize(
    ("change", "named"),
    [({"format": "", "kind": ""}, "no converter"), ({"size": 1 << 60}, "bytes are needed")],
)
def test_nothing_is_downloaded_in_vain(server: Server, cache: Path, change: dict[str, str], named: str) -> None:
    wanted = promised(server, "good")
    wanted = Source(**{**{field: getattr(wanted, field) for field in wanted.__dataclass_fields__}, **change})
    assert named in refusal(wanted, cache)
    assert not server.requests


def test_a_file_is_not_downloaded_without_the_package_that_reads_it(
    server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "NEEDS", {"keras": "nonesuch"})
    assert "stylejax[nonesuch]" in refusal(promised(server, "good"), cache)
    assert not server.requests


def test_an_interrupted_download_leaves_nothing(server: Server, cache: Path) -> None:
    def interrupt(received: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(promised(server, "good"), interrupt)
    assert not list(cache.iterdir())


# A full disk


@pytest.mark.parametrize("share", [0.3, 1.2])  # during the download; after it, as the network takes more room
def test_a_full_disk_is_told_in_one_line_and_nothing_is_left(server: Server, cache: Path, share: float) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit = int(share * len(server.body))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))  # no file may grow beyond it: a stand-in for a full disk
    try:
        message = refusal(promised(server, "good", "good"), cache)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(cache) in message
    assert "cannot be written" in message
    assert "make room" in message
    assert server.requests["good"] == 1


def test_a_disk_with_too_little_room_is_told_before_the_download(server: Server, cache: Path) -> None:
    message = refusal(promised(server, "good", size=10**17), cache)
    assert "make room, or set STYLEJAX_CACHE" in message
    assert not server.requests


@pytest.mark.skipif(shutil.which("mount") is None, reason="no mount")
def test_a_small_disk_that_fills_up_is_left_empty(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("mounting is not allowed here")
    monkeypatch.setenv("STYLEJAX_CACHE", str(disk))
    try:
        assert "No space left on device" in refusal(promised(server, "good"), disk / "networks")
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_cache_that_cannot_be_made_is_told(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("STYLEJAX_CACHE", str(tmp_path / "file"))
    with pytest.raises(InputError, match="cannot be written to"):
        fetch(promised(server, "good"))


# Several at once


def test_processes_that_fetch_at_once_do_no_harm(server: Server, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        paths = pool.map(fetch, [promised(server, "slow")] * 2, chunksize=1)
    assert paths[0] == paths[1]
    assert server.requests["slow"] == 2
    assert_is_whole(paths[0], server, tmp_path)


def test_threads_that_fetch_at_once_always_show_a_whole_file(server: Server, tmp_path: Path) -> None:
    wanted = promised(server, "slow")
    threads = [threading.Thread(target=fetch, args=(wanted,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if network_file(wanted).exists():
            read_network(network_file(wanted))
        time.sleep(0.02)
    assert_is_whole(network_file(wanted), server, tmp_path)
