"""What a picture file tells of itself comes back as it was written."""

import numpy as np
import pytest
from PIL import Image

from picture_files import SUFFIXES, one_line, smooth
from stylejax.media.images import read_image
from stylejax.media.records import read_record
from stylejax.media.writing import write_image


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_record_round_trips(tmp_path, suffix):
    record = {
        "content_weight": 1e-3,
        "layers": ["relu4_2"],
        "name": "Ångström 星 \n\"'<>",
        "seed": None,
        "deep": {"a": 1},
    }
    write_image(tmp_path / f"a{suffix}", smooth(), record=record, alpha=np.ones((32, 48)))
    assert read_record(tmp_path / f"a{suffix}") == record
    assert read_image(tmp_path / f"a{suffix}").shape == (32, 48, 3)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_picture_without_record_says_so(tmp_path, suffix):
    write_image(tmp_path / f"a{suffix}", smooth())
    assert f"a{suffix}" in one_line(lambda: read_record(tmp_path / f"a{suffix}"))


def test_description_of_a_camera_is_no_record(tmp_path):
    for text in ("OLYMPUS DIGITAL CAMERA", "[1]", "3", '{"stylejax": 3}'):
        exif = Image.Exif()
        exif[270] = text
        Image.new("RGB", (20, 20)).save(tmp_path / "a.jpg", exif=exif)
        one_line(lambda: read_record(tmp_path / "a.jpg"))


@pytest.mark.parametrize("suffix", [".jpg", ".webp", ".tif"])
def test_records_in_the_description_of_older_pictures_are_read(tmp_path, suffix):
    exif = Image.Exif()
    exif[270] = '{"stylejax": {"seed": 3}}'
    Image.new("RGB", (20, 20)).save(tmp_path / f"a{suffix}", exif=exif)
    assert read_record(tmp_path / f"a{suffix}") == {"seed": 3}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_record_is_no_caption(tmp_path, suffix):
    """Photo programs show EXIF's ImageDescription and UserComment, and XMP's dc:description."""
    write_image(tmp_path / f"a{suffix}", smooth(), record={"seed": 3})
    with Image.open(tmp_path / f"a{suffix}") as image:
        exif = image.getexif()
        assert 270 not in exif
        assert 37510 not in {**exif, **exif.get_ifd(0x8769)}
        assert b"dc:description" not in image.info.get("xmp", b"")
    assert read_record(tmp_path / f"a{suffix}") == {"seed": 3}


def test_a_number_that_json_cannot_say_costs_no_picture(tmp_path):
    write_image(tmp_path / "a.png", np.zeros((16, 16, 3)), record={"objective": float("nan"), "terms": [float("inf")]})
    assert read_record(tmp_path / "a.png") == {"objective": None, "terms": [None]}
