"""Laws of the live page of a command: it shows, and takes nothing."""

import json
import math
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.studio import live_page
from stylejax.synthesis.runs import Progress
from waiting import until


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def screen(port):
    screen = live_page(port)
    screen.say("a word")
    screen.show(np.zeros((20, 30, 3), np.uint8))
    with screen.watch(2) as report:
        report(Progress(1, 2, math.nan))
    return screen


def ask(port, path="/", **headers):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_a_run_is_seen(screen, port):
    assert ask(port)[1].startswith(b"<!doctype html>")
    assert ask(port, "/picture.jpg?3") == (200, screen.view.picture)
    view = json.loads(ask(port, "/view.json")[1])
    assert (view["picture"], view["lines"], view["objective"], view["done"]) == (True, ["a word"], [None], 0.5)


def test_nothing_else_is_answered(screen, port):
    assert ask(port, "/../../etc/passwd")[0] == ask(port, "/picture.jpg/x")[0] == ask(port, "/%2e%2e/x")[0] == 404
    assert ask(port, "/view.json", Host="example.org")[0] == 421
    assert ask(port, "/view.json", Origin="https://example.org")[0] == 403
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", data=b"x", method="POST")
    with pytest.raises(urllib.error.HTTPError, match="501"):
        urllib.request.urlopen(request, timeout=10)


def test_a_port_that_is_taken_is_said_in_words(screen, port):
    with pytest.raises(InputError, match=f"live: port {port} cannot be listened on"):
        live_page(port)


def test_a_command_is_seen_while_it_paints(studio, tmp_path, private_cache):
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        other = found.getsockname()[1]
    words = ["transfer", "photo.png", "painting.jpg", "-o", str(tmp_path / "a.png"), "--network", "small.h5"]
    command = [sys.executable, "-m", "stylejax", *words, "--size", "64", "--steps", "100000", "--live", str(other)]
    with subprocess.Popen(command, cwd=studio, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr.readline() == f"seen at http://127.0.0.1:{other}\n"
        until(lambda: ask(other, "/picture.jpg")[1].startswith(b"\xff\xd8"))
        until(lambda: json.loads(ask(other, "/view.json")[1])["words"].endswith(" left"))
        view = json.loads(ask(other, "/view.json")[1])
        process.terminate()
        process.stderr.read()
    assert len(view["objective"]) > 0
    assert process.returncode == 128 + 15
