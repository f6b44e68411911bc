"""Pictures are written whole or not at all, and read back as they were."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from picture_files import HALF_LEVEL, SUFFIXES, codes, one_line, smooth
from stylejax.media.icc_profiles import srgb_profile
from stylejax.media.images import read_image, read_picture
from stylejax.media.writing import check_output, write_image


def test_png_round_trip_is_within_half_a_level(tmp_path):
    image = np.random.default_rng(0).random((33, 47, 3), dtype=np.float32)
    write_image(tmp_path / "a.png", image)
    again = read_image(tmp_path / "a.png")
    assert again.dtype == np.float32
    assert again.shape == image.shape
    assert np.abs(again - image).max() <= HALF_LEVEL


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_round_trips(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    write_image(str(path), smooth())
    assert np.abs(read_image(path) - smooth()).mean() < (0.002 if suffix in (".png", ".tif", ".tiff") else 0.02)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask()
    assert os.listdir(tmp_path) == [path.name]
    with Image.open(path) as image:
        assert image.info["icc_profile"] == srgb_profile()


def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_values_are_clipped_and_rounded(tmp_path):
    image = np.full((16, 16, 3), 0.5)
    image[0] = [-3, 9, 100.6 / 255]
    write_image(tmp_path / "a.png", image.tolist())
    assert (codes(read_image(tmp_path / "a.png"))[0] == [0, 255, 101]).all()


def test_equal_pictures_are_equal_files(tmp_path):
    for name in ("a.png", "b.png"):
        write_image(tmp_path / name, smooth(), record={"seed": 1})
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert read_picture(tmp_path / "a.png").sha256 == read_picture(tmp_path / "b.png").sha256


def test_jpeg_keeps_color_at_full_resolution(tmp_path):
    write_image(tmp_path / "a.jpg", smooth())
    with Image.open(tmp_path / "a.jpg") as image:
        assert {layer[1:3] for layer in image.layer} == {(1, 1)}


@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp"])
def test_alpha_is_carried_and_restored(tmp_path, suffix):
    alpha = smooth()[..., 0]
    write_image(tmp_path / f"a{suffix}", smooth(), alpha=alpha)
    picture = read_picture(tmp_path / f"a{suffix}")
    assert np.abs(picture.alpha - alpha).max() <= HALF_LEVEL
    # Straight colors: right under transparency too.
    assert np.abs(picture.image - smooth()).mean() < 0.02


def test_jpeg_leaves_alpha_out(tmp_path):
    write_image(tmp_path / "a.jpg", smooth(), alpha=smooth()[..., 0])
    assert read_picture(tmp_path / "a.jpg").alpha is None


class Fails:
    def __array__(self, dtype=None, copy=None):
        raise KeyboardInterrupt


UNWRITABLE = [
    (smooth(), {"record": {"a": object()}}),
    (np.full((20, 20, 3), np.nan), {}),
    (np.zeros((20, 20)), {}),
    (np.zeros((20, 20, 4)), {}),
    (np.zeros((0, 20, 3)), {}),
    (np.zeros((1, 70000, 3)), {}),
]
UNWRITABLE_JPEG = [(smooth(), {"record": {"a": "x" * 70000}})]
UNWRITABLE_WEBP = [(smooth(), {"alpha": np.ones(shape)}) for shape in ((3, 3), (32, 48, 1))]


@pytest.mark.parametrize(
    ("suffix", "image", "options"),
    [
        *((".jpg", *case) for case in UNWRITABLE + UNWRITABLE_JPEG),
        *((".webp", *case) for case in UNWRITABLE + UNWRITABLE_WEBP),
    ],
)
def test_failed_writing_leaves_the_old_file(tmp_path, suffix, image, options):
    path = tmp_path / f"a{suffix}"
    write_image(path, smooth())
    before = path.read_bytes()
    one_line(lambda: write_image(path, image, **options))
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [path.name]


def test_interrupted_writing_leaves_the_old_file(tmp_path):
    write_image(tmp_path / "a.png", smooth())
    before = (tmp_path / "a.png").read_bytes()
    with pytest.raises(KeyboardInterrupt):
        write_image(tmp_path / "a.png", Fails())
    assert (tmp_path / "a.png").read_bytes() == before
    assert os.listdir(tmp_path) == ["a.png"]


FULL_DISK = """
import resource, signal, sys
import numpy as np
from stylejax.media.writing import write_image
from stylejax.errors import InputError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    write_image(sys.argv[1], np.random.default_rng(0).random((99, 99, 3)))
except InputError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
def test_disk_without_space_leaves_the_old_file(tmp_path):
    path = tmp_path / "a.png"
    write_image(path, smooth(20, 20))
    before = path.read_bytes()
    done = subprocess.run([sys.executable, "-c", FULL_DISK, path], capture_output=True, text=True, check=True)
    assert "a.png: cannot be written" in done.stdout
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.png"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_link_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "a.png").symlink_to(tmp_path / "real" / "b.png")
    write_image(tmp_path / "a.png", smooth())
    assert (tmp_path / "a.png").is_symlink()
    assert read_image(tmp_path / "real" / "b.png").shape == (32, 48, 3)


def test_output_is_checked_early(tmp_path):
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").write_text("")
    for bad in ("a.xyz", "a", "folder.png", "nowhere/a.png", "file/a.png"):
        assert Path(bad).name in one_line(lambda bad=bad: check_output(tmp_path / bad))
        one_line(lambda bad=bad: write_image(tmp_path / bad, smooth()))
    for good in ("a.png", "b.JPG", "c.webp"):
        check_output(str(tmp_path / good))
    assert sorted(os.listdir(tmp_path)) == ["file", "folder.png"]


@pytest.mark.skipif(
    not Path("/proc/self").is_dir(), reason="needs a folder that even the administrator cannot write to"
)
def test_folder_that_refuses_files_is_found_early():
    assert "cannot be written" in one_line(lambda: check_output("/proc/self/a.png"))


def test_impossible_names_are_refused_in_one_line(tmp_path):
    for bad in ("a\0b.png", "x" * 300 + ".png", "two\nlines.xyz"):
        one_line(lambda bad=bad: check_output(tmp_path / bad))


def test_reading_pictures_imports_no_jax():
    command = "import sys, stylejax.media.images; sys.exit('jax' in sys.modules or 'optax' in sys.modules)"
    subprocess.run([sys.executable, "-c", command], check=True)
