import io
import itertools
import os
import stat
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np
import png
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from stylejax.errors import InputError
from stylejax.media.icc_profiles import srgb_profile
from stylejax.media.images import check_output, read_image, read_picture, write_image
from stylejax.media.records import read_record

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp")
HALF_LEVEL = 0.5 / 255 + 1e-6


def smooth(height=32, width=48):
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.stack([x / (width - 1), y / (height - 1), 0.5 + 0.3 * np.sin(x / 9 + y / 7)], -1)


def noise(*shape, seed=0):
    return np.random.default_rng(seed).integers(0, 65536, shape, dtype=np.uint16)


def write_tiff(path, samples):
    tifffile.imwrite(path, samples, photometric="rgb" if samples.ndim == 3 else "minisblack")


def codes(image):
    return np.rint(np.asarray(image) * 255).astype(np.uint8)


def one_line(call):
    with pytest.raises(InputError) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) > 20
    return message


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


# Round trips


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


# 16 bits


def paeth_png(samples, color_type):
    """A 16-bit PNG with the Paeth filter, as photographs have it."""
    height, width, channels = samples.shape
    step = 2 * channels
    rows = samples.astype(">u2").view(np.uint8).reshape(height, -1).astype(np.int16)
    padded = np.pad(rows, ((1, 0), (step, 0)))
    left, up, corner = padded[1:, :-step], padded[:-1, step:], padded[:-1, :-step]
    a, b, c = (np.abs(left + up - corner - other) for other in (left, up, corner))
    guess = np.where((a <= b) & (a <= c), left, np.where(b <= c, up, corner))
    data = np.pad(((rows - guess) & 255).astype(np.uint8), ((0, 0), (1, 0)), constant_values=4).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 16, color_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*part) for part in ((b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b""))
    )


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("interlace", [False, True])
@pytest.mark.parametrize(("channels", "gray", "alpha"), [(1, 1, 0), (2, 1, 1), (3, 0, 0), (4, 0, 1)])
def test_sixteen_bit_png_is_read_exactly(tmp_path, channels, gray, alpha, interlace):
    samples = noise(21, 35, channels)
    writer = png.Writer(35, 21, greyscale=bool(gray), alpha=bool(alpha), bitdepth=16, interlace=interlace)
    with open(tmp_path / "a.png", "wb") as file:
        writer.write(file, samples.reshape(21, -1).tolist())
    picture = read_picture(tmp_path / "a.png")
    color = samples[..., : 1 if gray else 3] / 65535
    assert np.abs(picture.image - color).max() < 1e-6
    assert (picture.alpha is not None) == bool(alpha)
    if alpha:
        assert np.abs(picture.alpha - samples[..., -1] / 65535).max() < 1e-6


def test_filtered_sixteen_bit_png_agrees_with_another_decoder(tmp_path):
    samples = np.cumsum(noise(20, 30, 3), axis=1, dtype=np.uint16)
    (tmp_path / "a.png").write_bytes(paeth_png(samples, 2))
    rows = png.Reader(bytes=paeth_png(samples, 2)).read()[2]
    other = np.vstack([np.asarray(row) for row in rows]).reshape(samples.shape)
    assert (other == samples).all()
    assert np.abs(read_image(tmp_path / "a.png") * 65535 - other).max() < 0.01


@pytest.mark.parametrize("channels", [1, 3])
def test_sixteen_bit_gradient_keeps_its_levels(tmp_path, channels):
    ramp = np.linspace(0, 65535, 64 * 64).reshape(64, 64, 1).repeat(channels, -1).astype(np.uint16)
    write_tiff(tmp_path / "a.tif", ramp.squeeze())
    (tmp_path / "a.png").write_bytes(paeth_png(ramp, 2 if channels == 3 else 0))
    for name in ("a.tif", "a.png"):
        assert len(np.unique(read_image(tmp_path / name)[..., 0])) == 64 * 64
        assert len(np.unique(read_image(tmp_path / name, size=40)[..., 0])) > 256


@pytest.mark.parametrize("byteorder", ["<", ">"])
@pytest.mark.parametrize("planar", ["contig", "separate"])
@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("extra", [None, "unassalpha", "assocalpha"])
def test_sixteen_bit_tiff_is_read_exactly(tmp_path, byteorder, planar, compression, extra):
    samples = noise(21, 35, 4 if extra else 3)
    if extra:
        samples[0, :, 3] = 0
    stored = samples.copy()
    if extra == "assocalpha":
        stored[..., :3] = np.rint(samples[..., :3] * (samples[..., 3:] / 65535))
    options = {"photometric": "rgb", "planarconfig": planar, "compression": compression, "byteorder": byteorder}
    stored = np.moveaxis(stored, -1, 0) if planar == "separate" else stored
    tifffile.imwrite(tmp_path / "a.tif", stored, extrasamples=[extra] if extra else None, **options)
    picture = read_picture(tmp_path / "a.tif")
    error = np.abs(picture.image * 65535 - samples[..., :3])
    if extra == "assocalpha":
        error *= samples[..., 3:] / 65535
    assert error.max() < 0.6
    if extra:
        assert np.abs(picture.alpha * 65535 - samples[..., 3]).max() < 0.01


def test_sixteen_bit_white_is_zero_tiff_is_not_a_negative(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", np.full((20, 20), 65535, np.uint16), photometric="miniswhite")
    assert not read_image(tmp_path / "a.tif").any()


def test_sixteen_bit_color_key_is_transparent(tmp_path):
    samples = noise(20, 20, 3)
    samples[3, 4], samples[5, 6] = (256, 512, 768), (257, 512, 768)
    writer = png.Writer(20, 20, greyscale=False, bitdepth=16, transparent=(256, 512, 768))
    with open(tmp_path / "a.png", "wb") as file:
        writer.write(file, samples.reshape(20, -1).tolist())
    alpha = read_picture(tmp_path / "a.png").alpha
    assert alpha[3, 4] == 0
    assert alpha[5, 6] == 1


@pytest.mark.parametrize("shape", [(20, 30), (20, 30, 3)])
def test_float_tiff_is_taken_as_encoded(tmp_path, shape):
    samples = np.random.default_rng(0).random(shape, dtype=np.float32)
    write_tiff(tmp_path / "a.tif", samples)
    assert np.abs(read_image(tmp_path / "a.tif") - samples.reshape(20, 30, -1)).max() < 1e-6


@pytest.mark.parametrize("shape", [(20, 30), (20, 30, 3)])
@pytest.mark.parametrize("value", [255, -1, np.nan, np.inf])
def test_float_tiff_beyond_unit_range_is_refused(tmp_path, shape, value):
    write_tiff(tmp_path / "a.tif", np.full(shape, value, np.float32))
    message = one_line(lambda: read_image(tmp_path / "a.tif"))
    assert "a.tif" in message
    assert "damaged" not in message


# Color


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


def test_resizing_lab_passes_through_neutral(tmp_path):
    colors = np.full((40, 40, 3), (150, 0, 0), np.uint8)
    colors[:, :20, 1] = 256 - 2
    colors[:, 20:, 1] = 2
    Image.frombytes("LAB", (40, 40), colors.tobytes()).save(tmp_path / "a.tif")
    assert np.ptp(read_image(tmp_path / "a.tif", size=33)[16], axis=0).max() < 0.06


def test_gray_profile_is_converted(tmp_path):
    profile = gray_profile(1.0)
    Image.new("L", (20, 20), 55).save(tmp_path / "a.png", icc_profile=profile)
    linear = 55 / 255
    assert np.abs(read_image(tmp_path / "a.png") - (1.055 * linear ** (1 / 2.4) - 0.055)).max() < 1.5 / 255


def test_gray_and_one_bit_have_equal_channels(tmp_path):
    gray = (noise(20, 30) >> 8).astype(np.uint8)
    Image.fromarray(gray).save(tmp_path / "a.bmp")
    assert (codes(read_image(tmp_path / "a.bmp")) == gray[..., None]).all()
    Image.fromarray(gray > 127).save(tmp_path / "b.png")
    assert (read_image(tmp_path / "b.png") == (gray[..., None] > 127)).all()
    Image.fromarray(gray > 127).save(tmp_path / "c.tif", compression="group4")
    assert (read_image(tmp_path / "c.tif") == (gray[..., None] > 127)).all()


# Alpha


def test_palette_with_transparency_is_read(tmp_path):
    image = Image.new("P", (20, 20), 1)
    image.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    image.paste(0, (0, 0, 20, 10))
    image.save(tmp_path / "a.png", transparency=bytes([0, 128, 255]))
    picture = read_picture(tmp_path / "a.png")
    assert (picture.image[0, 0] == [1, 0, 0]).all()
    assert (picture.image[19, 0] == [0, 1, 0]).all()
    assert picture.alpha[0, 0] == 0
    assert picture.alpha[19, 0] == np.float32(128 / 255)
    image.save(tmp_path / "b.png")
    assert read_picture(tmp_path / "b.png").alpha is None


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


# Orientation


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_upright(tmp_path, suffix, orientation):
    upright = Image.fromarray(codes(smooth(32, 48)))
    stored = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }.get(orientation, [])
    image = upright
    for step in stored:
        image = image.transpose(step)
    exif = Image.Exif()
    exif[274] = orientation
    image.save(tmp_path / f"a{suffix}", exif=exif)
    result = read_image(tmp_path / f"a{suffix}")
    assert result.shape == (32, 48, 3)
    assert np.abs(result - smooth(32, 48)).mean() < 0.03


@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_sixteen_bit_orientation_is_upright(tmp_path, planar):
    upright = noise(20, 30, 3)
    stored = np.rot90(upright)
    stored = np.moveaxis(stored, -1, 0) if planar == "separate" else stored
    tag = (274, 3, 1, 6, True)
    tifffile.imwrite(
        tmp_path / "a.tif", np.ascontiguousarray(stored), photometric="rgb", planarconfig=planar, extratags=[tag]
    )
    assert np.abs(read_image(tmp_path / "a.tif") * 65535 - upright).max() < 0.01


def test_damaged_exif_does_not_cost_the_picture(tmp_path):
    Image.fromarray(codes(smooth())).save(tmp_path / "a.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\x7f")
    assert read_image(tmp_path / "a.jpg").shape == (32, 48, 3)


# Records


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


# Whole or not at all


class Fails:
    def __array__(self, dtype=None, copy=None):
        raise KeyboardInterrupt


UNWRITABLE = [
    (smooth(), {"record": {"a": object()}}),
    (smooth(), {"record": {"a": float("nan")}}),
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
from stylejax.media.images import write_image
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


# Resizing

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


# Bad input


def encoded(format, image=None, **options):
    buffer = io.BytesIO()
    (image or Image.fromarray(codes(smooth(64, 64)) ^ 37)).save(buffer, format, **options)
    return buffer.getvalue()


def deep_tiff(planar):
    buffer = io.BytesIO()
    samples = noise(3, 64, 64) if planar == "separate" else noise(64, 64, 3)
    tifffile.imwrite(buffer, samples, photometric="rgb", planarconfig=planar)
    return buffer.getvalue()


WHOLE = {
    "jpg": lambda: encoded("JPEG"),
    "progressive.jpg": lambda: encoded("JPEG", progressive=True),
    "png": lambda: encoded("PNG"),
    "webp": lambda: encoded("WEBP"),
    "tif": lambda: encoded("TIFF"),
    "lzw.tif": lambda: encoded("TIFF", compression="tiff_lzw"),
    "bmp": lambda: encoded("BMP"),
    "gif": lambda: encoded("GIF"),
    "deep.png": lambda: paeth_png(noise(64, 64, 3), 2),
    "deep.tif": lambda: deep_tiff("contig"),
    "planar.tif": lambda: deep_tiff("separate"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_cut_file_is_refused_in_one_line(tmp_path, name, capfd, recwarn):
    data = WHOLE[name]()
    for fraction in (0.02, 0.1, 0.3, 0.5, 0.8, 0.95):
        (tmp_path / name).write_bytes(data[: int(fraction * len(data))])
        assert name in one_line(lambda: read_image(tmp_path / name))
    assert capfd.readouterr() == ("", "")
    assert not recwarn


@pytest.mark.parametrize("name", WHOLE)
def test_cut_file_never_gives_another_picture(tmp_path, name):
    data = WHOLE[name]()
    (tmp_path / name).write_bytes(data)
    whole = read_image(tmp_path / name)
    assert whole.shape == (64, 64, 3)
    for cut in (1, 2, 3, 5, 8, 12, 13, 20, 21, 22, 30, 60, 300):
        (tmp_path / name).write_bytes(data[:-cut])
        try:
            again = read_image(tmp_path / name)
        except InputError:
            continue
        assert (again == whole).all()


@pytest.mark.parametrize("name", WHOLE)
def test_flipped_bytes_give_a_picture_or_one_line(tmp_path, name, capsys, recwarn):
    data, random = WHOLE[name](), np.random.default_rng(0)
    for _ in range(25):
        damaged = bytearray(data)
        for place in random.integers(0, min(len(data), 400), 4):
            damaged[place] = random.integers(256)
        (tmp_path / name).write_bytes(damaged)
        assert "\n" not in (said := outcome(tmp_path / name))
        assert said == "(3,)" or name in said
    # libtiff itself writes a line on damaged LZW data, below Python.
    assert capsys.readouterr() == ("", "")
    assert not recwarn


def outcome(path):
    try:
        return str(read_image(path).shape[2:])
    except InputError as error:
        return str(error)


def test_unreadable_paths_are_refused_in_one_line(tmp_path):
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "text.png").write_text("hello, I am a text\n" * 9)
    (tmp_path / "vector.svg").write_text("<svg/>")
    (tmp_path / "folder.png").mkdir()
    for bad in ("a\0b.png", "x" * 300 + ".png", "missing.png", "empty.png", "text.png", "vector.svg", "folder.png"):
        for read in (read_image, read_record):
            assert bad.split("\0")[-1] in one_line(lambda bad=bad, read=read: read(str(tmp_path / bad)))
    one_line(lambda: read_image(tmp_path / "two\nlines.png"))


def test_impossible_names_are_refused_in_one_line(tmp_path):
    for bad in ("a\0b.png", "x" * 300 + ".png", "two\nlines.xyz"):
        one_line(lambda bad=bad: check_output(tmp_path / bad))


@pytest.mark.parametrize("shape", [(1, 1), (15, 40), (40, 15)])
def test_tiny_picture_is_refused(tmp_path, shape):
    Image.new("RGB", shape).save(tmp_path / "a.png")
    assert "16" in one_line(lambda: read_image(tmp_path / "a.png"))
    assert "16" in one_line(lambda: read_image(tmp_path / "a.png", size=256))


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


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "TIFF"])
def test_animation_gives_its_first_frame(tmp_path, format):
    frames = [Image.new("RGB", (20, 20), color) for color in ("white", "black", "red")]
    path = tmp_path / f"a.{format.lower()}"
    frames[0].save(path, format, save_all=True, append_images=frames[1:])
    assert read_image(path).min() > 0.98


def test_reading_pictures_imports_no_jax():
    command = "import sys, stylejax.media.images; sys.exit('jax' in sys.modules or 'optax' in sys.modules)"
    subprocess.run([sys.executable, "-c", command], check=True)
