"""Resizing keeps aspect, means and constants; colors do not bleed, stripes do not alias."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from picture_files import noise, one_line, smooth
from stylejax.media.images import read_image, read_picture
from stylejax.media.writing import write_image


def test_resizing_lab_passes_through_neutral(tmp_path):
    colors = np.full((40, 40, 3), (150, 0, 0), np.uint8)
    colors[:, :20, 1] = 256 - 2
    colors[:, 20:, 1] = 2
    Image.frombytes("LAB", (40, 40), colors.tobytes()).save(tmp_path / "a.tif")
    assert np.ptp(read_image(tmp_path / "a.tif", size=33)[16], axis=0).max() < 0.06


@pytest.mark.parametrize("size", [20, 33, 64])
def test_transparent_colors_do_not_bleed(tmp_path, size):
    image, alpha = np.zeros((40, 40, 3)), np.zeros((40, 40))
    image[:] = [0, 1, 0]
    image[:, :17], alpha[:, :17] = [1, 0, 0], 1
    write_image(tmp_path / "a.png", image, alpha=alpha)
    picture = read_picture(tmp_path / "a.png", size=size)
    visible = picture.alpha > 0.02
    assert visible.any()
    assert not visible.all()
    assert np.abs(picture.image[visible] - [1, 0, 0]).max() < 0.01


sides = st.integers(16, 90)


@settings(max_examples=40, deadline=None)
@given(sides, sides, sides)
def test_resizing_keeps_aspect_and_constants(height, width, size):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.png")
        Image.new("RGB", (width, height), (10, 128, 250)).save(path)
        shorter = min(height, width) * size / max(height, width)
        if int(shorter + 0.5) < 16:
            assert "larger size" in one_line(lambda: read_image(path, size=size))
            return
        image = read_image(path, size=size)
    assert max(image.shape[:2]) == size
    assert abs(min(image.shape[:2]) - shorter) <= 0.5 + 1e-6
    assert (image.shape[0] >= image.shape[1]) == (height >= width) or image.shape[0] == image.shape[1]
    assert np.abs(image - np.array([10, 128, 250]) / 255).max() < 1e-5


@pytest.mark.parametrize("size", [17, 48, 95, 200])
def test_resizing_keeps_the_mean(tmp_path, size):
    samples = (noise(64, 96, 3) >> 8).astype(np.uint8)
    Image.fromarray(samples).save(tmp_path / "a.png")
    if size == 17:
        size = 24
    image = read_image(tmp_path / "a.png", size=size)
    assert np.abs(image.mean((0, 1)) - samples.mean((0, 1)) / 255).max() < 0.01
    assert image.min() >= 0
    assert image.max() <= 1


def test_shrinking_does_not_alias(tmp_path):
    stripes = np.zeros((200, 200, 3), np.uint8)
    stripes[:, ::2] = 255
    Image.fromarray(stripes).save(tmp_path / "a.png")
    assert np.abs(read_image(tmp_path / "a.png", size=60)[:, 3:-3] - 0.5).max() < 0.03


def test_own_size_changes_nothing(tmp_path):
    write_image(tmp_path / "a.png", smooth())
    assert (read_image(tmp_path / "a.png", size=48) == read_image(tmp_path / "a.png")).all()


@pytest.mark.parametrize("size", [0, -5, 15, 10**9, 2.5, "256"])
def test_impossible_size_is_refused(tmp_path, size):
    write_image(tmp_path / "a.png", smooth())
    assert "size=" in one_line(lambda: read_image(tmp_path / "a.png", size=size))


@pytest.mark.parametrize("shape", [(1, 1), (15, 40), (40, 15)])
def test_tiny_picture_is_refused(tmp_path, shape):
    Image.new("RGB", shape).save(tmp_path / "a.png")
    assert "16" in one_line(lambda: read_image(tmp_path / "a.png"))
    assert "16" in one_line(lambda: read_image(tmp_path / "a.png", size=256))
