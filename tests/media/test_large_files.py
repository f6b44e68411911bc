"""Laws of large files read for small sizes: as from the whole picture, in a fraction of the memory."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from stylejax import read_picture
from stylejax.media.resizing import reduction_for


def smooth(height, width, channels):
    rows, columns = np.mgrid[0:height, 0:width]
    waves = [np.sin(rows / (40 + 10 * k)) * np.cos(columns / (50 + 7 * k)) for k in range(channels)]
    return np.rint(np.stack(waves, -1) * 120 + 127).astype(np.uint8)


FILES = {
    "png": ({}, 3, 0.002),
    "jpg": ({"quality": 95, "subsampling": 0}, 3, 0.01),
    "tif": ({}, 4, 0.002),
    "bmp": ({}, 3, 0.002),
}


@pytest.mark.parametrize("suffix", FILES)
@pytest.mark.parametrize("size", [64, 100, 399])
def test_a_large_picture_read_small_is_the_whole_one_made_small(tmp_path, suffix, size):
    options, channels, tolerance = FILES[suffix]
    codes = smooth(601, 799, channels)
    Image.fromarray(codes).save(tmp_path / f"a.{suffix}", **options)
    small = read_picture(tmp_path / f"a.{suffix}", size=size)
    planes = [Image.fromarray(plane.astype(np.float32) / 255) for plane in np.moveaxis(codes, -1, 0)]
    wanted = [np.asarray(plane.resize(small.image.shape[1::-1], Image.Resampling.LANCZOS)) for plane in planes]
    if channels == 3:
        assert np.abs(small.image - np.stack(wanted, -1)).mean() < tolerance
    else:
        assert np.abs(small.alpha - wanted[3]).mean() < tolerance
    assert small.longest_side == 799
    assert max(small.image.shape) == size


def test_a_turned_picture_keeps_its_proportions(tmp_path):
    exif = Image.Exif()
    exif[274] = 6
    Image.fromarray(smooth(400, 900, 3)).save(tmp_path / "a.jpg", exif=exif)
    assert read_picture(tmp_path / "a.jpg", size=90).image.shape == (90, 40, 3)


def test_hidden_colors_do_not_bleed_into_a_reduced_picture(tmp_path):
    codes = np.full((800, 800, 4), 200, np.uint8)
    codes[:, :400] = (255, 0, 255, 0)
    Image.fromarray(codes).save(tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png", size=50)
    np.testing.assert_allclose(picture.image[picture.alpha > 0], 200 / 255, atol=1e-3)


@pytest.mark.parametrize(("size", "reduction"), [(None, 1), (1000, 1), (500, 1), (499, 1), (250, 2), (64, 7)])
def test_what_is_reduced_stays_twice_as_large_as_is_wanted(size, reduction):
    assert reduction_for(700, 1000, size) == reduction


MEASURED = """
import resource, sys
import stylejax
stylejax.read_image
from stylejax.media import read_picture
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
read_picture(sys.argv[1], size=64)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peaks are told in other units")
@pytest.mark.parametrize(("mode", "suffix", "most"), [("1", "png", 450), ("RGB", "jpg", 60), ("L", "jpg", 60)])
def test_a_huge_file_takes_little_memory(tmp_path, mode, suffix, most):
    """One bit of each of 144 megapixels; a JPEG of 36."""
    side = 12000 if mode == "1" else 6000
    Image.new(mode, (side, side)).save(tmp_path / f"a.{suffix}")
    taken = int(subprocess.check_output([sys.executable, "-c", MEASURED, str(tmp_path / f"a.{suffix}")]))
    assert taken < most
