"""Laws of opening a studio: what is wrong is one line, exit code 2, and nothing is written."""

import importlib.util
import socket
import subprocess
import sys

import pytest

from stylejax.errors import InputError
from stylejax.studio.access import check_port
from stylejax.studio.page import extra

HAS_EXTRA = importlib.util.find_spec("gradio") is not None


def studio(tmp_path, *words):
    command = [sys.executable, "-m", "stylejax", "studio", "-o", str(tmp_path / "pictures"), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert not (tmp_path / "pictures").exists()
    return done.stderr


def test_an_address_that_others_reach_needs_a_password(tmp_path, monkeypatch):
    monkeypatch.delenv("STYLEJAX_PASSWORD", raising=False)
    told = "error: --host: 0.0.0.0 can be reached by others; give a --password-file, or set STYLEJAX_PASSWORD\n"
    assert studio(tmp_path, "--host", "0.0.0.0") == told


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setattr(extra.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"run: pip install 'stylejax\[studio\]'"):
        extra.check_extra()


@pytest.mark.skipif(HAS_EXTRA, reason="is about a studio without its extra")
def test_without_its_extra_a_studio_says_how_to_get_it(tmp_path):
    assert "pip install 'stylejax[studio]'" in studio(tmp_path)


@pytest.mark.skipif(not HAS_EXTRA, reason="needs the extra")
def test_a_network_that_is_unknown_is_said_at_once(tmp_path):
    assert "no-such-network" in studio(tmp_path, "--network", "no-such-network", "--port", "17865")


def test_a_port_that_is_taken_is_said_in_words():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=f"port: {port} at 127.0.0.1 cannot be listened on"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)
    with pytest.raises(InputError, match="cannot be listened on"):
        check_port("203.0.113.7", port)
