"""Colors of files with ICC profiles, and of color spaces that need one, become sRGB."""

import struct

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from picture_files import codes, noise, smooth
from stylejax.media.icc_profiles import srgb_profile
from stylejax.media.images import read_image


def s15(value):
    return struct.pack(">i", round(value * 65536))


def wide_profile(gamma, colorants):
    """An RGB matrix profile (ICC.1:2022, 8.3.3) written out by hand."""
    xyz = {tag: xyz_tag(value) for tag, value in zip(("rXYZ", "gXYZ", "bXYZ"), colorants, strict=True)}
    return profile_of(b"RGB ", {**xyz, **dict.fromkeys(("rTRC", "gTRC", "bTRC"), curve_tag(gamma))})


def gray_profile(gamma):
    return profile_of(b"GRAY", {"kTRC": curve_tag(gamma)})


def xyz_tag(value):
    return b"XYZ \0\0\0\0" + b"".join(map(s15, value))


def curve_tag(gamma):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"


def profile_of(space, tags):
    description = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"wide\0" + bytes(78 + 3)
    tags = {"desc": description, "wtpt": xyz_tag((0.9642, 1, 0.8249)), **tags}
    offset, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for tag, value in tags.items():
        value += bytes(-len(value) % 4)
        table += tag.encode() + struct.pack(">II", offset + len(body), len(value))
        body += value
    size = offset + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02400000, b"mntr", space, b"XYZ ") + bytes(12) + b"acsp"
    header += bytes(28) + b"".join(map(s15, (0.9642, 1, 0.8249)))
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


# Adobe RGB (1998), adapted to D50.
ADOBE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
XYZ_TO_SRGB = np.array(
    [[3.1338561, -1.6168667, -0.4906146], [-0.9787684, 1.9161415, 0.0334540], [0.0719453, -0.2289914, 1.4052427]]
)


def adobe_to_srgb(image):
    linear = np.clip((image**2.19921875) @ np.array(ADOBE) @ XYZ_TO_SRGB.T, 0, 1)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("bits", [8, 16])
def test_profile_is_converted_to_srgb(tmp_path, bits):
    image = smooth(32, 256)
    profile = wide_profile(2.19921875, ADOBE)
    if bits == 8:
        Image.fromarray(codes(image)).save(tmp_path / "a.png", icc_profile=profile)
        image = codes(image) / 255
    else:
        tag = (34675, 7, len(profile), profile, True)
        tifffile.imwrite(tmp_path / "a.png", np.rint(image * 65535).astype(np.uint16), extratags=[tag])
    result = read_image(tmp_path / "a.png")
    assert np.abs(result - adobe_to_srgb(image)).max() < 2 / 255
    assert np.abs(result - image).max() > 20 / 255


def test_profile_keeps_sixteen_bits_fine(tmp_path):
    ramp = np.linspace(0, 65535, 64 * 64).reshape(64, 64, 1).repeat(3, -1).astype(np.uint16)
    profile = wide_profile(1.8, ADOBE)
    tifffile.imwrite(tmp_path / "a.tif", ramp, extratags=[(34675, 7, len(profile), profile, True)])
    result = read_image(tmp_path / "a.tif")
    assert len(np.unique(result[..., 1])) > 2000
    assert (np.diff(result[..., 1].ravel()) >= -1e-6).all()


def test_srgb_profile_changes_nothing(tmp_path):
    samples = (noise(40, 40, 3) >> 8).astype(np.uint8)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.fromarray(samples).save(tmp_path / "a.png", icc_profile=profile)
    assert (codes(read_image(tmp_path / "a.png")) == samples).all()


@pytest.mark.parametrize("profile", [b"not a profile", srgb_profile()[:200]])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_useless_profile_is_passed_over(tmp_path, mode, profile):
    image = Image.new(mode, (20, 20), 100 if mode == "L" else (100,) * len(mode))
    image.save(tmp_path / "a.tif", icc_profile=profile)
    image.save(tmp_path / "b.tif")
    assert (read_image(tmp_path / "a.tif") == read_image(tmp_path / "b.tif")).all()


def test_profile_of_another_color_space_is_passed_over(tmp_path):
    Image.new("CMYK", (20, 20), (255, 0, 0, 0)).save(tmp_path / "a.jpg", icc_profile=srgb_profile(), quality=100)
    assert np.abs(read_image(tmp_path / "a.jpg")[0, 0] - [0, 1, 1]).max() < 0.02


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_cmyk_inks_darken(tmp_path, suffix):
    inks = {(0, 0, 0, 0): (1, 1, 1), (255, 0, 0, 0): (0, 1, 1), (0, 0, 255, 0): (1, 1, 0), (0, 0, 0, 255): (0, 0, 0)}
    for ink, color in inks.items():
        Image.new("CMYK", (20, 20), ink).save(tmp_path / f"a{suffix}")
        assert np.abs(read_image(tmp_path / f"a{suffix}")[9, 9] - color).max() < 0.02


def test_sixteen_bit_cmyk_is_read_finely(tmp_path):
    inks = noise(20, 20, 4)
    tifffile.imwrite(tmp_path / "a.tif", inks, photometric="separated")
    unit = inks / 65535
    assert np.abs(read_image(tmp_path / "a.tif") - (1 - unit[..., :3]) * (1 - unit[..., 3:])).max() < 1e-5


def test_lab_is_read(tmp_path):
    colors = np.zeros((20, 20, 3), np.uint8)
    colors[:10], colors[10:, :10], colors[10:, 10:] = (255, 0, 0), (0, 0, 0), (137, 0, 0)
    Image.frombytes("LAB", (20, 20), colors.tobytes()).save(tmp_path / "a.tif")
    image = read_image(tmp_path / "a.tif")
    assert np.abs(image[0, 0] - 1).max() < 0.02
    assert np.abs(image[19, 0]).max() < 0.02
    assert np.ptp(image[19, 19]) < 0.02
    assert 0.4 < image[19, 19].mean() < 0.6


def test_gray_profile_is_converted(tmp_path):
    profile = gray_profile(1.0)
    Image.new("L", (20, 20), 55).save(tmp_path / "a.png", icc_profile=profile)
    linear = 55 / 255
    assert np.abs(read_image(tmp_path / "a.png") - (1.055 * linear ** (1 / 2.4) - 0.055)).max() < 1.5 / 255


def test_colors_between_codes_stay_in_the_unit_range(tmp_path):
    image = Image.fromarray(np.rint(smooth(180, 272) * 255).astype(np.uint8))
    profiles = (ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"))
    ImageCms.profileToProfile(image, *profiles, outputMode="LAB").save(tmp_path / "a.tif")
    assert read_image(tmp_path / "a.tif", size=64).max() <= 1
