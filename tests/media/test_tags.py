"""Laws of what a picture says of its author and its density."""

import io

import pytest
from PIL import Image

from stylejax.media.tags import NO_TAGS, Tags, exif_of, tags_of


def file_with(format="JPEG", **more):
    file = io.BytesIO()
    Image.new("RGB", (20, 20)).save(file, format, **more)
    return file.getvalue()


def test_a_photo_without_tags_says_nothing():
    assert tags_of(file_with()) == NO_TAGS


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_author_and_copyright_are_read(format):
    assert tags_of(file_with(format, exif=exif_of(Tags("A. Author", "mine"))))[:2] == ("A. Author", "mine")


@pytest.mark.parametrize(("dpi", "found"), [((300, 300), 300), ((1, 1), 0), ((300, 150), 0)])
def test_a_density_is_one_number_or_none(dpi, found):
    assert tags_of(file_with(dpi=dpi)).dpi == found


def test_damaged_tags_are_left_out():
    data = file_with(exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff")
    assert tags_of(data)[:2] == ("", "")
    assert tags_of(b"no picture") == NO_TAGS
