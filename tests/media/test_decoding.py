"""Files of every depth and layout become the samples they hold, upright, or are refused."""

import io

import numpy as np
import png
import pytest
import tifffile
from PIL import Image

from picture_files import codes, noise, one_line, paeth_png, smooth, write_tiff
from stylejax.errors import InputError
from stylejax.media.images import read_image, read_picture


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


def test_gray_and_one_bit_have_equal_channels(tmp_path):
    gray = (noise(20, 30) >> 8).astype(np.uint8)
    Image.fromarray(gray).save(tmp_path / "a.bmp")
    assert (codes(read_image(tmp_path / "a.bmp")) == gray[..., None]).all()
    Image.fromarray(gray > 127).save(tmp_path / "b.png")
    assert (read_image(tmp_path / "b.png") == (gray[..., None] > 127)).all()
    Image.fromarray(gray > 127).save(tmp_path / "c.tif", compression="group4")
    assert (read_image(tmp_path / "c.tif") == (gray[..., None] > 127)).all()


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


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "TIFF"])
def test_animation_gives_its_first_frame(tmp_path, format):
    frames = [Image.new("RGB", (20, 20), color) for color in ("white", "black", "red")]
    path = tmp_path / f"a.{format.lower()}"
    frames[0].save(path, format, save_all=True, append_images=frames[1:])
    assert read_image(path).min() > 0.98


@pytest.mark.parametrize(
    ("compression", "damage"), [("group4", 1), ("group3", 1), ("tiff_lzw", 0), ("tiff_adobe_deflate", 0)]
)
def test_damage_that_a_decoder_only_prints_is_refused_in_silence(tmp_path, capfd, compression, damage):
    mode = "1" if compression.startswith("group") else "RGB"
    image = Image.fromarray((noise(80, 60, 3) >> 8).astype(np.uint8)).convert(mode)
    image.save(tmp_path / "a.tif", compression=compression)
    content = (tmp_path / "a.tif").read_bytes()
    with Image.open(tmp_path / "a.tif") as sound:
        start, length = sound.tag_v2[273][0], sound.tag_v2[279][0]
    middle = start + length // 2
    (tmp_path / "a.tif").write_bytes(content[:middle] + bytes([damage] * 40) + content[middle + 40 :])
    message = one_line(lambda: read_image(tmp_path / "a.tif"))
    assert "is damaged or cut short (" in message
    assert capfd.readouterr().err == ""


def test_a_key_that_a_decoder_misses_is_no_reason_that_is_told(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", noise(40, 40, 3), compression="zlib", metadata=None)
    content = (tmp_path / "a.tif").read_bytes()
    for cut in (8, 40, 100, 300):
        (tmp_path / "a.tif").write_bytes(content[:-cut])
        reason = one_line(lambda: read_image(tmp_path / "a.tif")).partition("cut short")[2]
        assert not reason.startswith(" (") or " " in reason.split(")")[0][2:]


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0, "quality": 95}])
def test_a_jpeg_that_lacks_only_the_mark_of_its_end_is_whole(tmp_path, options):
    image = Image.fromarray((noise(80, 96, 3) >> 8).astype(np.uint8))
    image.save(tmp_path / "a.jpg", **options)
    whole, content = read_image(tmp_path / "a.jpg"), (tmp_path / "a.jpg").read_bytes()
    for cut in (1, 2):
        (tmp_path / "a.jpg").write_bytes(content[:-cut])
        np.testing.assert_array_equal(read_image(tmp_path / "a.jpg"), whole)
    for cut in (5, 12, 40, 1000, len(content) // 2):
        (tmp_path / "a.jpg").write_bytes(content[:-cut])
        assert "cut short" in one_line(lambda: read_image(tmp_path / "a.jpg"))
