"""Laws of what is printed: wherever it goes, no traceback; and quiet is quiet."""

import json
import os
import subprocess
import sys
import warnings

import numpy as np
import pytest

from stylejax.cli.streams import json_shown, tell_warnings
from stylejax.media.records import read_record
from stylejax.media.writing import write_image

NAMES = ["写真.png", "\N{GRINNING FACE}.png", "caf\u00e9.png", "plain.png"]


def shown(path, encoding="utf-8", **streams):
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    words = [sys.executable, "-m", "stylejax", "show", str(path)]
    return subprocess.run(words, env=environment, **{"capture_output": True, **streams})


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
def test_any_name_is_shown_in_any_encoding_as_json(tmp_path, encoding):
    write_image(tmp_path / "a.png", np.zeros((16, 16, 3)), record={"names": NAMES})
    done = shown(tmp_path / "a.png", encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode(encoding)) == {"names": NAMES}


def test_a_deep_record_is_shown_in_bounds():
    deep = []
    for _ in range(900):
        deep = [deep]
    text = json_shown({"deep": deep, "seed": 3})
    assert len(text) < 1000
    assert json.loads(text)["seed"] == 3


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_told_in_one_line(tmp_path):
    write_image(tmp_path / "a.png", np.zeros((16, 16, 3)), record={"a": 1})
    with open("/dev/full", "wb") as full:
        done = shown(tmp_path / "a.png", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: standard output: cannot be written")
    assert done.stderr.count(b"\n") == 1


def test_a_reader_that_has_gone_is_no_error(tmp_path):
    write_image(tmp_path / "a.png", np.zeros((16, 16, 3)), record={"a": 1})
    reading, writing = os.pipe()
    os.close(reading)
    done = shown(tmp_path / "a.png", capture_output=False, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert done.stderr == b""


def test_warnings_of_others_are_one_line_without_their_source(monkeypatch):
    said = []
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    with warnings.catch_warnings():
        tell_warnings(said.append)
        warnings.simplefilter("always")
        warnings.warn("Error reading\n the cache", stacklevel=1)
    assert said == ["warning: Error reading the cache"]


def test_a_record_gives_a_terminal_no_commands():
    record = {"a": "\x1b[2J\x7f\x9b31m\u202e\u2028", "name": "写真 é"}
    text = json_shown(record)
    assert json.loads(text) == record
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    assert "写真 é" in text


# Runs the program at a terminal of its own, which closes after some evaluations, and prints its exit code.
AT_A_TERMINAL = """
import os, pty, re, signal, sys
process, terminal = pty.fork()
if process == 0:
    signal.signal(signal.SIGHUP, signal.SIG_IGN if sys.argv[1] == "nohup" else signal.SIG_DFL)
    os.execv(sys.executable, [sys.executable, "-m", "stylejax", *sys.argv[2:]])
said = b""
while not re.search(rb"[1-9][0-9]*/600", said):
    said += os.read(terminal, 4096)
os.close(terminal)
print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
"""


def left_alone(studio, name, *, hang_up):
    """The exit code of a run whose terminal closes."""
    words = ["transfer", "photo.png", "painting.jpg", "--network", "small.h5", "--steps", "600", "-o", name]
    program = [sys.executable, "-c", AT_A_TERMINAL, hang_up, *words]
    return int(subprocess.run(program, cwd=studio, capture_output=True, check=True).stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_run_outlives_its_terminal_or_keeps_what_is_painted(studio):
    assert left_alone(studio, "kept.png", hang_up="heard") == 129
    assert read_record(studio / "kept.png")["result"]["status"] == "stopped"
    assert left_alone(studio, "whole.png", hang_up="nohup") == 0
    assert read_record(studio / "whole.png")["result"]["status"] != "stopped"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_run_outlives_its_log(studio):
    words = [sys.executable, "-m", "stylejax", "transfer", "photo.png", "painting.jpg", "--network", "small.h5"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*words, "--steps", "3", "-o", "logged.png"], cwd=studio, stderr=full, check=False)
    assert done.returncode == 0
    assert (studio / "logged.png").exists()
