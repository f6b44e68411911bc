"""The same picture in every layout that stylejax reads, each written by Pillow, tifffile or pypng."""

import functools
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import png
import tifffile
from PIL import Image, ImageCms

HEIGHT, WIDTH = 180, 272  # large enough to be read smaller for 64 pixels


@functools.cache
def samples(channels: int) -> np.ndarray:
    """Waves with some noise, 16 bits `[h w c]`; the last of two or four channels is alpha, partly 0."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    waves = [np.sin(x / (7 + 3 * channel)) * np.cos(y / 9) for channel in range(channels)]
    noise = np.random.default_rng(0).normal(0, 0.1, (HEIGHT, WIDTH, channels))
    values = np.clip((np.stack(waves, -1) + noise) * 0.45 + 0.5, 0, 1)
    if channels in (2, 4):
        values[:40, :, -1] = 0
    return np.rint(values * 65535).astype(np.uint16)


def picture(mode: str) -> Image.Image:
    """The samples as one of Pillow's pictures."""
    base = Image.fromarray((samples(3) >> 8).astype(np.uint8))
    if mode == "LAB":
        profiles = (ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"))
        return ImageCms.profileToProfile(base, *profiles, outputMode="LAB") or base
    if mode in ("RGBA", "LA"):
        base.putalpha(Image.fromarray((samples(4)[..., 3] >> 8).astype(np.uint8)))
    return base.convert(mode)


def by_pillow(mode: str, kind: str, **options: Any) -> Callable[[], bytes]:
    """What Pillow writes."""

    def write() -> bytes:
        stream = io.BytesIO()
        picture(mode).save(stream, kind, **options)
        return stream.getvalue()

    return write


def animated(kind: str, **options: Any) -> Callable[[], bytes]:
    """Three frames."""
    frame = picture("RGB")
    return by_pillow("RGB", kind, save_all=True, append_images=[frame.rotate(9), frame.rotate(90)], **options)


def by_pypng(channels: int, **options: Any) -> Callable[[], bytes]:
    """PNG of 16 bits."""

    def write() -> bytes:
        stream = io.BytesIO()
        writer = png.Writer(
            WIDTH, HEIGHT, greyscale=channels < 3, alpha=channels in (2, 4), bitdepth=16, compression=1, **options
        )
        writer.write(stream, samples(channels).reshape(HEIGHT, -1).tolist())
        return stream.getvalue()

    return write


def by_tifffile(channels: int, kind: type = np.uint16, **options: Any) -> Callable[[], bytes]:
    """TIFF as scanners, microscopes and science write it."""

    def write() -> bytes:
        values = samples(channels) / 65535 if kind == np.float32 else samples(channels) >> 16 - 8 * kind().itemsize
        values = np.moveaxis(values, -1, 0) if options.get("planarconfig") == "separate" else values
        stream = io.BytesIO()
        photometric = "minisblack" if channels < 3 else "rgb"
        values = values.squeeze().astype(kind)
        tifffile.imwrite(stream, values, **{"photometric": photometric, **options}, metadata=None)
        return stream.getvalue()

    return write


def with_exif() -> bytes:
    """A photo that lies on its side, with an author, a profile and a density."""
    exif = Image.Exif()
    exif[274], exif[315], exif[33432] = 6, "A. Author", "nobody's"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return by_pillow("RGB", "JPEG", exif=exif, icc_profile=profile, dpi=(300, 300))()


def heic() -> bytes:
    """HEIC, where the extra is installed."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    return by_pillow("RGB", "HEIF")()


LAYOUTS: dict[str, Callable[[], bytes]] = {
    "jpeg": by_pillow("RGB", "JPEG"),
    "jpeg-progressive": by_pillow("RGB", "JPEG", progressive=True, quality=90, subsampling=0),
    "jpeg-gray": by_pillow("L", "JPEG"),
    "jpeg-cmyk": by_pillow("CMYK", "JPEG"),
    "jpeg-exif": with_exif,
    "png": by_pillow("RGB", "PNG"),
    "png-alpha": by_pillow("RGBA", "PNG"),
    "png-gray-alpha": by_pillow("LA", "PNG"),
    "png-palette": by_pillow("P", "PNG", transparency=bytes([0, 128, 255])),
    "png-1": by_pillow("1", "PNG"),
    "png-16": by_pypng(3),
    "png-16-alpha": by_pypng(4),
    "png-16-gray": by_pypng(1),
    "png-16-gray-alpha": by_pypng(2),
    "png-16-interlaced": by_pypng(3, interlace=True),
    "apng": animated("PNG"),
    "webp": by_pillow("RGB", "WEBP"),
    "webp-alpha": by_pillow("RGBA", "WEBP", lossless=True),
    "webp-animated": animated("WEBP"),
    "avif": by_pillow("RGB", "AVIF", speed=10),
    "avif-alpha": by_pillow("RGBA", "AVIF", speed=10),
    "gif": by_pillow("P", "GIF"),
    "gif-animated": animated("GIF"),
    "bmp": by_pillow("RGB", "BMP"),
    "bmp-palette": by_pillow("P", "BMP"),
    "bmp-1": by_pillow("1", "BMP"),
    "tiff": by_pillow("RGB", "TIFF"),
    "tiff-lzw": by_pillow("RGBA", "TIFF", compression="tiff_lzw"),
    "tiff-deflate": by_pillow("RGB", "TIFF", compression="tiff_adobe_deflate"),
    "tiff-packbits": by_pillow("P", "TIFF", compression="packbits"),
    "tiff-jpeg": by_pillow("RGB", "TIFF", compression="jpeg"),
    "tiff-zstd": by_pillow("RGB", "TIFF", compression="zstd"),
    "tiff-g3": by_pillow("1", "TIFF", compression="group3"),
    "tiff-g4": by_pillow("1", "TIFF", compression="group4"),
    "tiff-cmyk": by_pillow("CMYK", "TIFF", compression="tiff_lzw"),
    "tiff-lab": by_pillow("LAB", "TIFF"),
    "tiff-planar": by_tifffile(3, np.uint8, planarconfig="separate"),
    "tiff-tiled": by_tifffile(3, np.uint8, tile=(64, 64), compression="zlib"),
    "tiff-striped": by_tifffile(3, np.uint8, rowsperstrip=16, compression="zlib", predictor=True),
    "tiff-16": by_tifffile(3),
    "tiff-16-gray": by_tifffile(1, compression="zlib"),
    "tiff-16-planar": by_tifffile(3, planarconfig="separate", compression="zlib", byteorder=">"),
    "tiff-16-alpha": by_tifffile(4, extrasamples=["unassalpha"]),
    "tiff-float": by_tifffile(3, np.float32, compression="zlib"),
    "tiff-big": by_tifffile(3, bigtiff=True, tile=(64, 64)),
    "heic": heic,
}
