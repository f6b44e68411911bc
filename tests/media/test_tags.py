"""Laws of what a picture says of its author and its density."""

import io

import pytest
from PIL import Image

from stylejax.errors import InputError
from stylejax.media.tags import NO_TAGS, Tags, exif_of, paper_of, tags_of


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


@pytest.mark.parametrize(
    ("words", "long", "short"),
    [
        ("60x40cm", 60 / 2.54, 40 / 2.54),
        ("16x24in", 24, 16),
        ("600 x 400 mm", 60 / 2.54, 40 / 2.54),
        ("A4", 11.69, 8.27),
    ],
)
def test_paper_is_told_by_its_sides_or_its_name(words, long, short):
    assert paper_of(words) == pytest.approx((long, short), abs=0.01)


@pytest.mark.parametrize("words", ["", "60", "60x40", "0x40cm", "A9", "x", "60x-40cm", "1e3x2cm"])
def test_what_is_no_paper_is_refused_in_words(words):
    with pytest.raises(InputError, match=r"print: .* is no paper; give its sides"):
        paper_of(words)


@pytest.mark.parametrize("shape", [(1000, 2000), (2000, 1000), (1500, 1500), (300, 3000)])
def test_a_picture_fits_its_paper_and_fills_one_side_of_it(shape):
    paper = paper_of("24x16in")
    long, short = (side / paper.density(shape) for side in sorted(shape, reverse=True))
    assert long <= 24.01
    assert short <= 16.01
    assert max(long / 24, short / 16) == pytest.approx(1, abs=1e-3)
