"""Decoding: the bytes of a picture file to float32 samples, without crushing 16 bits to 8."""

import contextlib
import dataclasses
import functools
import io
import logging
from collections.abc import Callable

import numpy as np
import tifffile
from PIL import Image, ImageFile, UnidentifiedImageError

from ..errors import InputError
from .opening import check_pixels, complaints_raised, open_image
from .resizing import draft, reduction_for, unit_floats

# Pillow holds a and b as signed bytes; flipping their highest bit makes them run without a break.
LAB_SIGNS = np.array([0, 128, 128], np.uint8)

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # how it begins, in either byte order, small or big
_END_OF_JPEG = b"\xff\xd9"
_ORIENTATION, _BITS, _PHOTOMETRIC, _PLANAR, _ICC_PROFILE = 274, 258, 262, 284, 34675
_OTHER_BYTE = {"B": "L", "L": "B", "N": "B" if np.little_endian else "L"}

# Both packages log damage to standard error when nobody listens; here damage is told by InputError.
for _package in ("PIL", "tifffile"):
    logging.getLogger(_package).addHandler(logging.NullHandler())


@dataclasses.dataclass(frozen=True)
class Samples:
    """What a file holds: color `[h w c]` in [0, 1], mode L, RGB, CMYK or LAB, alpha `[h w]` or None, profile.

    The a and b of LAB are shifted so that 128 / 255 is neutral. `shape` is the height and width that the file has,
    where it was read smaller.
    """

    color: np.ndarray
    mode: str
    alpha: np.ndarray | None = None
    profile: bytes | None = None
    orientation: int = 1
    shape: tuple[int, int] = (0, 0)


SizeFor = Callable[[int, int], int | None]  # from height and width to the longest side that is wanted, if any


def decode(data: bytes, *, size_for: SizeFor = lambda height, width: None) -> Samples:
    """The first picture in the bytes of a file, 16-bit and float samples kept as fine as they are.

    One of 8 bits that is much larger than is wanted for its size is read smaller, yet larger than that.
    """
    with complaints_raised() if data[:4] in _TIFF else contextlib.nullcontext():
        try:
            return _decoded(data, size_for)
        except OSError:
            if not _lacks_its_end_only(data):
                raise
            return _decoded(data + _END_OF_JPEG, size_for)


def _lacks_its_end_only(data: bytes) -> bool:
    """Whether a JPEG holds all its pixels, though not the mark of its end.

    What comes after them is passed over, while it would become pixels of one that is cut short.
    """
    if not data.startswith(b"\xff\xd8"):
        return False
    followed = (data.rstrip(b"\xff") + more + _END_OF_JPEG for more in (b"", b"\xaa" * 64, b"\x99\xc3\x6d\xb6" * 16))
    try:
        return len({open_image(each).tobytes() for each in followed}) == 1
    except OSError:
        return False


def _decoded(data: bytes, size_for: SizeFor) -> Samples:
    try:
        image = open_image(data)
    except UnidentifiedImageError:
        if data[:4] in _TIFF:
            return _decode_tiff(data)
        raise
    if image.format == "TIFF" and _tag(image, _PLANAR) == 2 and _tag(image, _BITS) > 8:
        return _decode_tiff(data)
    raw_mode = _raw_mode(image)
    if ";16" in raw_mode and image.mode in ("RGB", "RGBA", "RGBX", "CMYK"):
        samples = _decode_sixteen_bits(image, data, raw_mode)
    elif image.mode == "F" or image.mode.startswith("I"):
        samples = _decode_deep_gray(image)
    else:
        samples = _decode_eight_bits(image, size_for)
    # Pillow turns TIFF pictures upright itself and then forgets their orientation, so ask after decoding.
    return dataclasses.replace(samples, profile=image.info.get("icc_profile"), orientation=_orientation(image))


def _decode_eight_bits(image: ImageFile.ImageFile, size_for: SizeFor) -> Samples:
    shape = image.height, image.width
    reduction = draft(image, reduction_for(*shape, size_for(*shape)))
    image.load()
    transparent = image.has_transparency_data
    mode = image.mode
    if mode not in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB") or (transparent and mode in ("L", "RGB")):
        gray = mode in ("1", "L", "La") and not transparent
        mode = "L" if gray else "RGBA" if transparent else "RGB"
    values = unit_floats(image, functools.partial(_codes, mode), reduction)
    if mode in ("LA", "RGBA"):
        return Samples(values[..., :-1], mode[:-1], alpha=values[..., -1], shape=shape)
    return Samples(values, mode, shape=shape)


def _codes(mode: str, image: Image.Image) -> np.ndarray:
    codes = np.asarray(image if image.mode == mode else image.convert(mode)).reshape(image.height, image.width, -1)
    return codes ^ LAB_SIGNS if mode == "LAB" else codes


def _decode_sixteen_bits(image: ImageFile.ImageFile, data: bytes, raw_mode: str) -> Samples:
    """Pillow keeps one byte of each 16-bit sample; decoding once as either byte order gives both, exactly."""
    layout, _, order = raw_mode.partition(";16")
    premultiplied = layout == "RGBa"
    layout = layout.replace("a", "A")
    if layout == "LA":
        # Two 16-bit samples are as wide as four bytes.
        values = _load_as(image, "RGBA").astype(np.float32)
        values = values[..., ::2] * 256 + values[..., 1::2]
    else:
        high = _load_as(image, f"{layout};16{order}").astype(np.float32)
        values = high * 256 + _load_as(open_image(data), f"{layout};16{_OTHER_BYTE[order]}")
    key = image.info.get("transparency")
    alpha = None if key is None else np.any(values != np.asarray(key), axis=-1).astype(np.float32)
    values /= 65535
    if layout in ("LA", "RGBA"):
        values, alpha = values[..., :-1], values[..., -1]
    values = values[..., :3] if layout == "RGBX" else values
    return Samples(_straight(values, alpha) if premultiplied else values, layout.rstrip("AX"), alpha)


def _decode_deep_gray(image: Image.Image) -> Samples:
    image.load()
    values = np.asarray(image)[..., None]
    if image.mode == "I":
        raise InputError("has signed or 32-bit samples, whose white is unknown; save it with unsigned 16 bits")
    key = image.info.get("transparency")
    alpha = None if key is None else (values[..., 0] != key).astype(np.float32)
    white = 2 ** _tag(image, _BITS, 16) - 1 if image.mode != "F" else 1
    values = _unit_range(values.astype(np.float32) / white)
    return Samples(1 - values if _tag(image, _PHOTOMETRIC, 1) == 0 else values, "L", alpha)


def _decode_tiff(data: bytes) -> Samples:
    """TIFF layouts that Pillow cannot hold: float color, and planes of 16 bits one after the other."""
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page = file.pages.first
        check_pixels(page.imagewidth, page.imagelength)
        values = _page_samples(page)
        kind = getattr(page.photometric, "name", "")
        white_is_zero, extra = kind == "MINISWHITE", page.extrasamples[:1]
        profile, orientation = page.tags.valueof(_ICC_PROFILE), page.tags.valueof(_ORIENTATION, default=1)
    mode = {"MINISWHITE": "L", "MINISBLACK": "L", "RGB": "RGB", "SEPARATED": "CMYK"}.get(kind)
    count = {"L": 1, "RGB": 3, "CMYK": 4}.get(mode or "", 0)
    if mode is None or values.shape[-1] < count + len(extra):
        raise InputError(f"is a TIFF of an uncommon kind ({kind}); save it as 16-bit RGB")
    color = 1 - values[..., :count] if white_is_zero else values[..., :count]
    # Extra samples (TIFF 6.0, section 18): 1 is alpha that colors are multiplied by, 2 is straight alpha.
    alpha = values[..., count] if extra and int(extra[0]) in (1, 2) else None
    color = _straight(color, alpha) if extra and int(extra[0]) == 1 else color
    return Samples(color, mode, alpha, profile, orientation)


def _page_samples(page: tifffile.TiffPage) -> np.ndarray:
    """Samples `[h w c]` in [0, 1]."""
    if page.dtype is None or page.dtype.kind not in "uf" or page.dtype.itemsize > 4:
        raise InputError("is a TIFF with uncommon samples; save it with 16 bits")
    try:
        values = page.asarray()
    except (KeyError, ValueError):
        name = getattr(page.compression, "name", page.compression)
        raise InputError(f"is damaged, or a TIFF with uncommon compression ({name}); save it without") from None
    values = np.moveaxis(values, 0, -1) if page.planarconfig == 2 and values.ndim == 3 else values
    if values.shape[:2] != (page.imagelength, page.imagewidth):
        raise InputError("is a TIFF of more than two dimensions; save one of its pictures")
    values = values.reshape(*values.shape[:2], -1)
    return _unit_range(values.astype(np.float32) / (1 if values.dtype.kind == "f" else 2.0**page.bitspersample - 1))


def _unit_range(values: np.ndarray) -> np.ndarray:
    """The samples, when all lie in [0, 1] but for rounding; float files may hold anything."""
    if not np.all(np.isfinite(values)):
        raise InputError("holds values that are not finite; replace them")
    low, high = values.min(), values.max()
    if low < -0.01 or high > 1.01:
        raise InputError(f"holds float samples from {low:.4g} to {high:.4g}; scale or tone-map them to [0, 1]")
    return np.clip(values, 0, 1)


def _straight(color: np.ndarray, alpha: np.ndarray | None) -> np.ndarray:
    """Straight colors from premultiplied ones; fully transparent pixels turn black."""
    if alpha is None:
        return color
    weight = alpha[..., None]
    return np.clip(np.divide(color, weight, out=np.zeros_like(color), where=weight > 0), 0, 1)


def _raw_mode(image: Image.Image) -> str:
    """Pillow's name for how samples lie in the file, such as `RGB;16B`."""
    tiles = getattr(image, "tile", [])
    arguments = tiles[0].args if tiles else ""
    return str(arguments[0] if isinstance(arguments, tuple) and arguments else arguments)


def _load_as(image: ImageFile.ImageFile, raw_mode: str) -> np.ndarray:
    def renamed(arguments):
        return raw_mode if isinstance(arguments, str) else (raw_mode, *arguments[1:])

    image.tile = [tile._replace(args=renamed(tile.args)) for tile in image.tile]
    return np.asarray(image)


def _tag(image: Image.Image, code: int, default: int = 0) -> int:
    """A TIFF tag as one number, or the default where the file has none or is no TIFF."""
    value = getattr(image, "tag_v2", {}).get(code, default)
    return int(value[0] if isinstance(value, tuple) else value)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # a damaged EXIF block must not cost the picture
        return 1
