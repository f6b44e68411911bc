"""Laws of what is written: as fine as was asked for, with the photo's author and density. See also test_images.py."""

import numpy as np
import pytest
from PIL import Image

from picture_files import SUFFIXES, one_line, smooth
from stylejax.media.images import read_picture
from stylejax.media.records import read_record
from stylejax.media.tags import Tags
from stylejax.media.writing import check_output, loses_alpha, write_image

DEEP = [".png", ".tif"]
TAGS = Tags("Renée 星", "(c) 1942", 300.0)


@pytest.mark.parametrize("suffix", DEEP)
def test_sixteen_bits_come_back_within_half_a_level(tmp_path, suffix):
    image = np.random.default_rng(0).random((33, 47, 3), dtype=np.float32)
    alpha = np.random.default_rng(1).random((33, 47), dtype=np.float32)
    write_image(tmp_path / f"a{suffix}", image, alpha=alpha, bits=16, record={"seed": 1}, tags=TAGS)
    again = read_picture(tmp_path / f"a{suffix}")
    assert np.abs(again.image - image).max() <= 0.51 / 65535
    assert np.abs(again.alpha - alpha).max() <= 0.51 / 65535
    assert read_record(tmp_path / f"a{suffix}") == {"seed": 1}
    assert again.tags == TAGS


def test_a_deep_png_is_one_for_other_programs(tmp_path):
    write_image(tmp_path / "a.png", smooth(), bits=16, tags=TAGS, record={"seed": 1})
    with Image.open(tmp_path / "a.png") as image:
        image.load()
        assert image.info["icc_profile"]
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert np.abs(np.asarray(image) / 255 - smooth()).max() < 1 / 255


@pytest.mark.parametrize("bits", [1, 12, 32])
def test_other_bits_are_refused(tmp_path, bits):
    assert "neither 8 nor 16" in one_line(lambda: write_image(tmp_path / "a.png", smooth(), bits=bits))


@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
def test_sixteen_bits_are_refused_early_where_the_format_lacks_them(tmp_path, suffix):
    assert "for 16 write a .png or .tif" in one_line(lambda: check_output(tmp_path / f"a{suffix}", bits=16))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_author_and_density_come_back(tmp_path, suffix):
    write_image(tmp_path / f"a{suffix}", smooth(), tags=TAGS, record={"seed": 1})
    found = read_picture(tmp_path / f"a{suffix}").tags
    assert found[:2] == TAGS[:2]
    assert suffix == ".webp" or found.dpi == pytest.approx(300, abs=0.1)
    assert read_record(tmp_path / f"a{suffix}") == {"seed": 1}


def test_a_webp_says_its_density_in_its_exif_tags(tmp_path):
    write_image(tmp_path / "a.webp", smooth(), tags=TAGS)
    with Image.open(tmp_path / "a.webp") as image:
        assert image.getexif()[282] == 300


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_equal_pictures_are_equal_files_in_every_format(suffix, tmp_path):
    for name in ("a", "b"):
        write_image(tmp_path / f"{name}{suffix}", smooth(), tags=TAGS, record={"seed": 1})
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_only_jpeg_loses_transparency():
    alpha = np.ones((4, 4))
    assert [suffix for suffix in SUFFIXES if loses_alpha(f"a{suffix}", alpha)] == [
        suffix for suffix in SUFFIXES if suffix in (".jpg", ".jpeg")
    ]
    assert not loses_alpha("a.jpg", None)


@pytest.mark.parametrize(
    "values", [np.full((20, 20, 3), 200, np.uint8), np.full((20, 20, 3), 200.0), np.ones((20, 20, 3)) * 1j]
)
def test_what_is_no_picture_in_floats_from_0_to_1_is_refused(tmp_path, values):
    assert "scale it to [0, 1]" in one_line(lambda: write_image(tmp_path / "a.png", values))
    assert not (tmp_path / "a.png").exists()
