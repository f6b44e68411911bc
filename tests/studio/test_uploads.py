"""Laws of uploads: what comes through a page is a picture of the page's own, of a size that fits."""

import os
import struct
import zlib

import numpy as np
import pytest

from stylejax.errors import InputError
from stylejax.media.writing import write_image
from stylejax.studio import uploads
from stylejax.studio.folders import plain_name
from stylejax.studio.uploads import data_address, taken


@pytest.fixture
def among(tmp_path):
    (tmp_path / "page").mkdir()
    write_image(tmp_path / "page" / "photo.png", np.random.default_rng(0).random((20, 30, 3)))
    return tmp_path / "page"


def bomb(width, height):
    """A PNG file of many black pixels in few bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 2) * 100 if width < 10**5 else 100), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_an_upload_is_a_copy_with_a_small_picture(among, tmp_path):
    one = taken(among / "photo.png", tmp_path / "desk", among=among)
    other = taken(among / "photo.png", tmp_path / "desk", among=among)
    assert (one.side, one.name, other.path.name, one.sha256) == (30, "photo", "photo-2.png", other.sha256)
    assert one.preview.startswith(b"\xff\xd8")
    assert data_address(one.preview).startswith("data:image/jpeg;base64,")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no picture", "not a picture"),
        (b"", "is empty"),
        (b"PK\x03\x04" + bytes(100), "an archive"),
        (b"<svg onload='alert(1)'>", "an SVG drawing"),
        (bomb(9000, 9000), "too many pixels"),
        (bomb(60000, 60000), "too many pixels"),
        (bomb(2**31 - 1, 2**31 - 1), "pixels|damaged"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused_in_its_own_name_and_not_kept(among, tmp_path, data, words):
    (among / "bad.png").write_bytes(data)
    with pytest.raises(InputError, match=words) as refused:
        taken(among / "bad.png", tmp_path / "desk", among=among)
    assert str(refused.value).startswith("bad.png")
    assert str(tmp_path) not in str(refused.value)
    assert list((tmp_path / "desk").glob("*")) == []


def test_a_file_of_too_many_bytes_is_not_read(among, tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    with pytest.raises(InputError, match="make it smaller"):
        taken(among / "photo.png", tmp_path / "desk", among=among)


def test_files_of_the_machine_are_not_taken(among, tmp_path):
    write_image(tmp_path / "secret.png", np.zeros((20, 20, 3)))
    os.symlink(tmp_path / "secret.png", among / "link.png")
    for path in (tmp_path / "secret.png", among / "link.png", among / ".." / "secret.png"):
        with pytest.raises(InputError, match="did not come through this page"):
            taken(path, tmp_path / "desk", among=among)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Windows\\a b.JPG", "a-b.jpg"),
        ("sky=other,x.png", "sky-other-x.png"),
        ("...", "picture.png"),
        ("x" * 300 + ".webp", "x" * 60 + ".webp"),
        ("Malerei Ö.png", "Malerei-Ö.png"),
        ("a.php", "a.png"),
    ],
)
def test_a_name_from_elsewhere_becomes_a_plain_one(name, plain):
    assert plain_name(name) == plain
