"""What pictures hold: transparency, gray, size, formats, names."""

import io
import os

import numpy as np
import tifffile
from PIL import Image

from faults.cases import fault
from faults.studio import CHECKOUT, PAIR, SMALL, Studio, refused
from stylejax.media.images import read_image, read_picture

COLORS = {"black": 0, "white": 255, "green": (0, 255, 0)}


def cut_out(studio: Studio, source: str) -> list[str]:
    """Pictures whose left half is hidden, and holds another color in each."""
    codes = np.asarray(Image.open(studio / source).convert("RGB"))
    alpha = np.full(codes.shape[:2], 255, np.uint8)
    alpha[:, : alpha.shape[1] // 2] = 0
    for name, color in COLORS.items():
        hidden = codes.copy()
        hidden[:, : alpha.shape[1] // 2] = color
        Image.fromarray(np.dstack([hidden, alpha])).save(studio / f"cut_{name}.png")
    return [f"cut_{name}.png" for name in COLORS]


def largest_difference(images: list[np.ndarray]) -> float:
    """By how much pictures of one size differ at most."""
    return float(max(np.abs(image - images[0]).max() for image in images))


@fault("1 transparent style", "hidden color decides the palette")
def transparent_style(studio: Studio) -> str:
    """Styles that look alike and hide other colors paint the same picture."""
    for name in cut_out(studio, "s.png"):
        assert studio.run("transfer", "c.png", name, *SMALL, "-o", f"p_{name}").said
    different = largest_difference([read_image(studio / f"p_cut_{name}.png") for name in COLORS])
    assert different < 0.01, different
    return f"equal within {different:.3f}"


@fault("1 transparent texture", "hidden color decides the palette")
def transparent_texture(studio: Studio) -> str:
    """Likewise of textures."""
    for name in cut_out(studio, "s.png"):
        assert studio.run("texture", name, "--size", "64x64", "--steps", "12", "-o", f"t_{name}").said
    different = largest_difference([read_image(studio / f"t_cut_{name}.png") for name in COLORS])
    assert different < 0.01, different
    return f"equal within {different:.3f}"


@fault("1 transparent style of a batch and a sweep", "not run")
def transparent_style_of_many(studio: Studio) -> str:
    """Likewise of batches and sweeps."""
    cut_out(studio, "s.png")
    (studio / "photos").mkdir()
    (studio / "c.png").rename(studio / "photos/c.png")
    for color in ("black", "green"):
        assert studio.run("batch", "photos", f"cut_{color}.png", *SMALL, "-o", color).said
        words = ("sweep", "photos/c.png", f"cut_{color}.png", *SMALL, "-o", f"{color}.png", "--save-each", color)
        assert studio.run(*words).said
    for path in (studio / "black").glob("*.png"):
        assert largest_difference([read_image(path), read_image(studio / "green" / path.name)]) < 0.01
    return f"{len(list((studio / 'black').glob('*.png')))} pairs equal"


@fault("2 two gray pictures", "color speckle, chroma 0.153")
def gray_pictures(studio: Studio) -> str:
    """Two gray pictures make a gray one, from whatever start."""
    for name in PAIR:
        Image.open(studio / name).convert("L").save(studio / f"g{name}")
    chroma = {}
    for init in ("auto", "content", "noise"):
        assert studio.run("transfer", "gc.png", "gs.png", *SMALL, "--init", init, "-o", f"{init}.png").said
        image = read_image(studio / f"{init}.png")
        chroma[init] = float(np.ptp(image, axis=-1).mean())
    assert chroma["auto"] == chroma["content"] == 0, chroma
    return ", ".join(f"{init} {value:.3f}" for init, value in chroma.items())


@fault("8 formats in a folder", "passed over in silence")
def formats_in_a_folder(studio: Studio) -> str:
    """JPEG by any name and AVIF are painted; what is no picture is named."""
    (studio / "ph").mkdir()
    for name in ("p1.jpg", "q.jfif", "r.jpe"):
        Image.open(studio / "c.png").save(studio / "ph" / name, "JPEG")
    Image.open(studio / "c.png").save(studio / "ph/s.avif")
    (studio / "ph/notes.txt").write_text("hello")
    (studio / "ph/noext").write_bytes((studio / "c.png").read_bytes())
    done = studio.run("batch", "ph", "s.png", *SMALL, "-o", "out")
    assert "notes.txt" in done.said
    assert "noext" in done.said
    assert len(list((studio / "out").glob("*.png"))) == 4
    return "4 painted, others named"


LOOKALIKES = {
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99),
    "JPEG 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(99),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"/>' + b" " * 99,
    "web page": b"<!DOCTYPE html><html><body>404</body></html>" + b" " * 99,
    "Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
}


@fault("8 what is no picture", "'not a picture in a known format'")
def no_pictures(studio: Studio) -> str:
    """A file that is called a picture is told by what it is, and what to do."""
    for told, content in LOOKALIKES.items():
        (studio / "a.jpg").write_bytes(content)
        message = refused(lambda: read_image(studio / "a.jpg"))
        assert told in message or "damaged" in message, (told, message)
    return f"named: {', '.join(LOOKALIKES)}"


@fault("12 transparent content", "hidden color leaks, 0.084 on average")
def transparent_content(studio: Studio) -> str:
    """Photos that look alike and hide other colors are painted alike where they are seen; alpha is kept."""
    for name in cut_out(studio, "c.png"):
        assert studio.run("transfer", name, "s.png", *SMALL, "-o", f"p_{name}").said
    pictures = [read_picture(studio / f"p_cut_{name}.png") for name in COLORS]
    assert all(picture.alpha is not None and picture.alpha.min() == 0 for picture in pictures)
    half = pictures[0].image.shape[1] // 2
    different = largest_difference([picture.image[:, half:] for picture in pictures])
    assert different < 0.01, different
    return f"equal within {different:.3f}"


@fault("17 a small photo", "blown up to 512 without a word")
def small_photo(studio: Studio) -> str:
    """A small photo keeps its size; where it is enlarged, as asked, that is said."""
    assert studio.run("transfer", *PAIR, "--steps", "8", "-o", "p.png").said
    assert max(read_image(studio / "p.png").shape) == 96
    assert studio.run("transfer", *PAIR, "--steps", "8", "--size", "own", "-o", "o.png").said
    assert "enlarged" in studio.run("transfer", *PAIR, "--steps", "8", "--size", "128", "-o", "l.png").said
    return "own size; enlarging is said"


@fault("20 odd pictures", "fine")
def odd_pictures(studio: Studio) -> str:
    """Every way to store a picture gives the picture."""
    base = Image.open(studio / "c.png").convert("RGB")
    wanted = np.asarray(base) / 255
    stored = {"a.png": (base, {}), "a.tif": (base, {"compression": "tiff_lzw"}), "a.bmp": (base, {})}
    stored |= {"a.webp": (base, {"lossless": True}), "a.gif": (base.quantize(256), {"save_all": True})}
    for name, (image, options) in stored.items():
        image.save(studio / name, **options)
        assert np.abs(read_image(studio / name) - wanted).mean() < 0.05, name
    base.save(studio / "b.jpg", "PNG")
    assert np.abs(read_image(studio / "b.jpg") - wanted).max() < 1e-6
    tifffile.imwrite(studio / "deep.tif", np.asarray(base).astype(np.uint16) * 257, photometric="rgb")
    assert np.abs(read_image(studio / "deep.tif") - wanted).max() < 1e-4
    return "read as computed"


@fault("20 orientation", "fine")
def orientation(studio: Studio) -> str:
    """Pictures are turned as EXIF says; invalid numbers turn nothing."""
    base = Image.open(studio / "c.png").convert("RGB")
    for number in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 65535):
        exif = Image.Exif()
        exif[274] = number
        for suffix in ("jpg", "png", "webp", "tif"):
            base.save(studio / f"a.{suffix}", exif=exif)
            turned = read_image(studio / f"a.{suffix}").shape[:2] != (base.height, base.width)
            assert turned == (number in (5, 6, 7, 8)), (number, suffix)
    return "44 files upright"


@fault("20 refused pictures", "fine")
def refused_pictures(studio: Studio) -> str:
    """Cut, empty, tiny and huge pictures are refused in words."""
    whole = (studio / "c.png").read_bytes()
    Image.new("1", (20000, 20000)).save(studio / "huge.tif", compression="group4")
    Image.new("L", (1, 400)).save(studio / "thin.png")
    for name, content in {"cut.png": whole[: len(whole) // 2], "empty.png": b""}.items():
        (studio / name).write_bytes(content)
    words = {"cut.png": "cut short", "empty.png": "empty", "thin.png": "too small", "huge.tif": "megapixels"}
    for name, told in words.items():
        assert told in refused(lambda name=name: read_image(studio / name)), name
    return ", ".join(words)


@fault("20 a JPEG without its end", "refused as damaged")
def jpeg_without_its_end(studio: Studio) -> str:
    """A JPEG that lacks its last two bytes has all its pixels; one that lacks half of them is refused."""
    stream = io.BytesIO()
    Image.open(studio / "c.png").convert("RGB").save(stream, "JPEG")
    (studio / "a.jpg").write_bytes(stream.getvalue()[:-2])
    assert read_image(studio / "a.jpg").shape[1] == 96
    (studio / "a.jpg").write_bytes(stream.getvalue()[: len(stream.getvalue()) // 2])
    assert "cut short" in refused(lambda: read_image(studio / "a.jpg"))
    return "read whole"


@fault("2.16 damaged TIFF", "libtiff's lines; wrong pixels accepted; '(0)'")
def damaged_tiff(studio: Studio) -> str:
    """What a decoder prints of damage is the reason of a refusal, in one line of ours."""
    generator = np.random.default_rng(0)
    Image.fromarray(generator.integers(0, 256, (80, 60), np.uint8)).convert("1").save(
        studio / "fax.tif", compression="group4"
    )
    content = (studio / "fax.tif").read_bytes()
    (studio / "fax.tif").write_bytes(content[:400] + b"\1" * 40 + content[440:])
    done = studio.paint("--init", "fax.tif", "-o", "p.png")
    assert "Fax4Decode" in done.line
    assert done.error == f"{done.line}\n", done.error
    Image.open(studio / "c.png").save(studio / "cut.tif", compression="tiff_lzw")
    os.truncate(studio / "cut.tif", (studio / "cut.tif").stat().st_size - 300)
    assert "(0)" not in refused(lambda: read_image(studio / "cut.tif"))
    return "one line, ours"


@fault("2.17 a large file for a small size", "1.9 to 3.2 GiB, untrue limit")
def large_files(studio: Studio) -> str:
    """A large picture is read small in little memory, of whatever format."""
    gray = Image.linear_gradient("L").resize((8660, 5773))
    gray.convert("RGB").save(studio / "a.jpg")
    Image.new("1", (13300, 13300)).save(studio / "b.png")
    Image.new("RGB", (13300, 13300)).save(studio / "c2.png", compress_level=1)
    took = {name: _mebibytes_to_read(studio, name) for name in ("a.jpg", "b.png", "c2.png")}
    limits = {"a.jpg": 400, "b.png": 700, "c2.png": 1500}
    assert all(took[name] < limit for name, limit in limits.items()), took
    return ", ".join(f"{value:.0f} MiB" for value in took.values())


def _mebibytes_to_read(studio: Studio, name: str) -> float:
    program = f"""
import sys
sys.path.insert(0, {str(CHECKOUT / "tests/tools")!r})
from fuzzing.trial import forget_peak, mebibytes
from stylejax.media.images import read_picture
forget_peak()
before = mebibytes("VmRSS")
read_picture({name!r}, size=64)
print(mebibytes("VmHWM") - before)
"""
    return float(studio.python(program))
