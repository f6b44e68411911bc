"""Laws of folders: files are there while a studio is open, and are gone afterwards, also after a kill."""

import subprocess
import sys
from pathlib import Path

import pytest

from stylejax.errors import InputError
from stylejax.studio.folders import opened

KILLED = """
import os, sys
from pathlib import Path
from stylejax.studio.folders import opened
with opened(Path(sys.argv[1])) as folders:
    (folders.files / "upload.png").write_bytes(b"x")
    print("open", flush=True)
    sys.stdin.read() if len(sys.argv) > 2 else os._exit(9)
"""


def test_files_are_gone_when_a_studio_is_closed(tmp_path):
    with opened(tmp_path / "a") as folders:
        (folders.files / "upload.png").write_bytes(b"x")
        assert Path.cwd() == tmp_path / "a"
    assert list((tmp_path / "a").iterdir()) == []


def test_files_of_a_studio_that_was_killed_are_gone_at_the_next_start(tmp_path):
    subprocess.run([sys.executable, "-c", KILLED, tmp_path / "a"], check=False)
    assert len(list((tmp_path / "a").rglob("upload.png"))) == 1
    with opened(tmp_path / "a"):
        assert list((tmp_path / "a").rglob("upload.png")) == []


def test_a_folder_is_open_in_one_studio_at_a_time(tmp_path):
    command = [sys.executable, "-c", KILLED, tmp_path / "a", "wait"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(InputError, match="open in another studio"), opened(tmp_path / "a"):
            pass
        assert len(list((tmp_path / "a").rglob("upload.png"))) == 1
        other.stdin.close()


def test_names_of_pictures_are_not_taken_twice(tmp_path):
    with opened(tmp_path / "a") as folders:
        assert folders.new_picture("photo") == Path("photo.png")
        Path("photo.png").write_bytes(b"x")
        waiting = folders.new_painting()
        (waiting / "run.json").write_text('{"output": "photo-2.png"}')
        assert folders.new_picture("photo") == Path("photo-3.png")
        assert (folders.pictures, folders.unfinished) == ([Path("photo.png")], [waiting])
        assert folders.room() > 0
