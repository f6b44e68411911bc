"""What is no picture, or too large a one, is refused in one line before it is decoded."""

import itertools
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import tifffile

from picture_files import chunk, one_line
from stylejax.errors import InputError
from stylejax.media.images import read_image
from stylejax.media.opening import errors_name
from stylejax.media.records import read_record


def test_unreadable_paths_are_refused_in_one_line(tmp_path):
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "text.png").write_text("hello, I am a text\n" * 9)
    (tmp_path / "vector.svg").write_text("<svg/>")
    (tmp_path / "folder.png").mkdir()
    for bad in ("a\0b.png", "x" * 300 + ".png", "missing.png", "empty.png", "text.png", "vector.svg", "folder.png"):
        for read in (read_image, read_record):
            assert bad.split("\0")[-1] in one_line(lambda bad=bad, read=read: read(str(tmp_path / bad)))
    one_line(lambda: read_image(tmp_path / "two\nlines.png"))


def test_an_address_is_told_as_such(tmp_path):
    for address in ("https://example.org/photo.jpg", Path("http://example.org/photo.jpg")):
        message = one_line(lambda address=address: read_image(address))
        assert message.partition("://")[2].startswith("example.org/photo.jpg: is an address")


@pytest.mark.parametrize(("bits", "side"), [(8, 30000), (16, 30000), (8, 13500)])
def test_png_bomb_is_refused_before_decoding(tmp_path, bits, side):
    header = struct.pack(">IIBBBBB", side, side, bits, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(itertools.starmap(chunk, parts)))
    assert "megapixels" in one_line(lambda: read_image(tmp_path / "a.png"))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_tiff_bomb_is_refused_before_decoding(tmp_path, dtype, planar):
    shape = (16, 16, 3) if planar == "contig" else (3, 16, 16)
    tifffile.imwrite(tmp_path / "a.tif", np.zeros(shape, dtype), photometric="rgb", planarconfig=planar)
    with tifffile.TiffFile(tmp_path / "a.tif", mode="r+") as file:
        for name in ("ImageWidth", "ImageLength"):
            file.pages[0].tags[name].overwrite(30000)
    assert "megapixels" in one_line(lambda: read_image(tmp_path / "a.tif"))


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (b"version https://git-lfs.github.com/spec/v1", "a pointer of Git LFS"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\n<svg xmlns=", "an SVG drawing"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\0\0\0\x0cjP  \r\n", "JPEG 2000"),
        (b"PK\x03\x04", "an archive"),
        (b"anything else", "not a picture in a known format"),
    ],
)
def test_what_is_no_picture_is_told_by_what_it_is(tmp_path, start, told):
    (tmp_path / "a.jpg").write_bytes(start + bytes(200))
    with pytest.raises(InputError, match=told) as caught:
        read_image(tmp_path / "a.jpg")
    assert "\n" not in str(caught.value)


def test_a_picture_for_which_memory_does_not_suffice_is_not_said_to_have_too_many_pixels():
    def starved():
        with errors_name("a.png"):
            raise MemoryError

    assert "memory" in one_line(starved)
    assert "megapixels" not in one_line(starved)
