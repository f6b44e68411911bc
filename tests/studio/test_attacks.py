"""A studio that is attacked: attempts are counted, and none comes through. Run by scripts/test-studio."""

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

import attacks

PORT = 7897
GIGABYTE = 2**30


class Target(NamedTuple):
    """A studio, its folder and its process."""

    process: subprocess.Popen
    folder: Path


@contextlib.contextmanager
def opened(folder: Path, port: int, *words: str, **environment: str) -> Iterator[Target]:
    command = [sys.executable, "-m", "stylejax", "studio", "-o", str(folder), "--port", str(port), *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **environment}
    ) as process:
        try:
            assert process.stdout.readline().startswith("the studio is open")
            yield Target(process, folder)
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="module")
def target(tmp_path_factory) -> Iterator[Target]:
    with opened(tmp_path_factory.mktemp("studio") / "pictures", PORT) as found:
        yield found
        assert found.process.poll() is None


def files_of(target: Target) -> str:
    return os.path.realpath(next(target.folder.glob(".open-*")))


@pytest.mark.parametrize(
    "attack",
    [attacks.traversals, attacks.files_by_address, attacks.forged_files, attacks.cross_site, attacks.other_places],
)
def test_none_comes_through(target, attack):
    tally = attack(PORT)
    print(f"{tally.kind}: {tally.tried} tried, {len(tally.through)} through")
    assert tally.tried > 20
    assert tally.through == []


def test_names_of_files_lead_nowhere(target):
    tally = attacks.names_of_files(PORT, files_of(target))
    print(f"{tally.kind}: {tally.tried} tried, {len(tally.through)} through")
    assert tally.through == []
    assert not [path for path in target.folder.parent.rglob("*evil*") if files_of(target) not in os.path.realpath(path)]


def test_bombs_are_refused_before_they_are_read(target):
    process, count = psutil.Process(target.process.pid), 0
    before = process.memory_info().rss
    for name, data in attacks.bombs():
        for component in ("photo", "restore-drop"):
            sent, dropped = attacks.drop(PORT, name, data, component=component)
            count += 1
            assert sent.status == 200
            assert b"data:image/jpeg" not in dropped.body or name == "text.png"
            if name != "text.png":
                assert re.search(rb"too many pixels|an archive|damaged|not a picture|file format|Invalid", dropped.body)
    assert b"too many pixels" in attacks.drawn_bomb(PORT).body
    grown = process.memory_info().rss - before
    print(f"bombs: {count + 1} tried, 0 through; memory grew by {grown / 2**20:.0f} MiB")
    assert grown < GIGABYTE / 2


def test_two_hundred_requests_at_once_are_answered(target):
    tally = attacks.at_once(PORT)
    print(f"{tally.kind}: {tally.tried} tried, {len(tally.through)} not answered")
    assert tally.through == []


def test_a_file_that_is_too_large_is_cut_off(target):
    answer = attacks.upload(PORT, "large.png", bytes(70 * 2**20))
    assert answer.status in (0, 413)


def test_a_thousand_wrong_passwords_are_refused_and_no_address_is_opened_without_one(tmp_path):
    password = {"STYLEJAX_PASSWORD": "a long password"}
    with opened(tmp_path / "pictures", PORT + 1, "--host", "0.0.0.0", **password):
        tally = attacks.wrong_passwords(PORT + 1)
    print(f"{tally.kind}: {tally.tried} tried, {len(tally.through)} through")
    assert tally.through == []
    command = [sys.executable, "-m", "stylejax", "studio", "-o", str(tmp_path / "b"), "--host", "0.0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("error: --host: 0.0.0.0 can be reached by others; give a --password-file, or set")
    assert not (tmp_path / "b").exists()
