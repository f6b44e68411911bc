"""Laws of deep PNG files: what is read is what was written, and little is in memory on the way."""

import tracemalloc

import numpy as np
import png
import pytest

from stylejax.media.images import read_picture
from stylejax.media.records import read_record
from stylejax.media.tags import Tags
from stylejax.media.writing import write_image


def smooth(height, width, channels=3):
    across, down = np.linspace(0, 1, width), np.linspace(0, 1, height)[:, None]
    return np.stack([(across + down * (i + 1)) / (i + 2) for i in range(channels)], -1).astype(np.float32)


@pytest.mark.parametrize("height", [16, 63, 64, 65, 200])
@pytest.mark.parametrize("cut_out", [False, True])
def test_what_another_reader_reads_of_sixteen_bits_is_what_was_written(tmp_path, height, cut_out):
    image = smooth(height, 24, 4)
    alpha = image[..., 3] if cut_out else None
    write_image(tmp_path / "deep.png", image[..., :3], alpha=alpha, bits=16)
    width, rows, pixels, told = png.Reader(bytes=(tmp_path / "deep.png").read_bytes()).read()
    read = np.stack([np.asarray(row) for row in pixels]).reshape(rows, width, told["planes"])
    assert (told["bitdepth"], told["planes"]) == (16, 4 if cut_out else 3)
    np.testing.assert_array_equal(read, np.rint(image[..., : told["planes"]].clip(0, 1) * 65535))


def test_record_and_density_are_in_it(tmp_path):
    write_image(tmp_path / "deep.png", smooth(32, 24), bits=16, record={"steps": 3}, tags=Tags(dpi=300))
    assert read_record(tmp_path / "deep.png") == {"steps": 3}
    assert read_picture(tmp_path / "deep.png").tags.dpi == 300


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_writing_takes_little_more_than_its_codes(tmp_path, suffix):
    image = np.random.default_rng(0).random((1536, 1024, 3), np.float32)
    write_image(tmp_path / f"before{suffix}", image[:64], bits=16)
    tracemalloc.start()
    write_image(tmp_path / f"deep{suffix}", image, bits=16)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.6 * image.nbytes / 2
