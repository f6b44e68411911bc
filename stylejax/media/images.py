"""Picture file <-> float32 `[h w 3]`, sRGB in [0, 1]."""

import dataclasses
import functools
import hashlib
import io
import math
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image

from ..errors import InputError
from ..files import check_writable, json_text, whole_file
from .decoding import Samples, decode
from .filling import filled
from .icc_profiles import to_srgb
from .opening import errors_name, file_bytes, named, reason_of
from .records import RECORD_KEY, WRITERS
from .resizing import resized, target_shape

READABLE = (
    *(".jpg", ".jpeg", ".jfif", ".jpe", ".png", ".webp", ".avif"),
    *(".heic", ".heif", ".tif", ".tiff", ".bmp", ".gif"),
)


@dataclasses.dataclass(frozen=True)
class Picture:
    """A picture read from a file.

    Attributes:
        image: `[h w 3]`, sRGB in [0, 1], of the size that was asked for.
        alpha: `[h w]`, or None.
        sha256: of the file.
        longest_side: that the picture has in the file, in pixels; 0 where there is no file.
    """

    image: np.ndarray
    alpha: np.ndarray | None
    sha256: str
    longest_side: int = 0


def picture_files(folder: Path) -> list[Path]:
    """The pictures in a folder, by name, hidden files left out. Raises InputError when there are none."""
    found = [path for path in _visible(folder) if path.suffix.lower() in READABLE and not path.is_dir()]
    if not found:
        raise InputError(f"{folder}: holds no pictures ({', '.join(READABLE)}); give another folder")
    return found


def other_files(folder: Path) -> list[Path]:
    """What else is in a folder of pictures: files by other suffixes, and folders with a picture's. InputError."""
    folders = [path for path in _visible(folder) if path.is_dir() and path.suffix.lower() in READABLE]
    files = [path for path in _visible(folder) if not path.is_dir() and path.suffix.lower() not in READABLE]
    return sorted([*folders, *files])


def _visible(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise InputError(f"{named(folder)}: is no folder; give a folder of pictures")
    try:
        return sorted(path for path in folder.iterdir() if path.name[0] != ".")
    except OSError as error:
        raise InputError(f"{named(folder)}: cannot be read ({reason_of(error)}); check its permissions") from None


def read_image(path: str | Path, *, size: int | None = None) -> np.ndarray:
    """The picture in a file as float32 `[h w 3]`, sRGB in [0, 1]; see `read_picture`."""
    return read_picture(path, size=size).image


def read_picture(
    path: str | Path, *, size: int | None = None, at_most: int | None = None, least: int | None = None
) -> Picture:
    """The picture in a file, upright and in sRGB, with its alpha; `size` is its longest side in pixels.

    Without a size it is the picture's own, or `at_most` pixels where it has more. A picture that is long and thin is
    made larger than that where its shortest side would have fewer pixels than `least`.

    Reads JPEG, PNG, WebP, AVIF, TIFF, BMP and GIF, of an animation the first frame, and HEIC with the extra
    `stylejax[heic]`. 16-bit samples stay 16 bits fine; float samples count as encoded like integers of white 1. Colors
    are straight, not premultiplied by alpha.
    Resizing is Lanczos, on float32 samples as encoded, with colors weighted by alpha.
    Raises InputError for whatever cannot be read, and below 16 pixels a side.
    """
    data = file_bytes(path)
    with errors_name(path):
        size_for = functools.partial(_asked, size=size, at_most=at_most, least=least)
        samples = _upright(decode(data, size_for=size_for))
        height, width = target_shape(*samples.shape, size_for(*samples.shape))
        # Resized first, since converting fine samples takes longer.
        color, alpha = resized(samples.color, samples.alpha, height, width)
        image = to_srgb(color, samples.mode, samples.profile)
    return Picture(np.ascontiguousarray(image, np.float32), alpha, hashlib.sha256(data).hexdigest(), max(samples.shape))


def _asked(height: int, width: int, *, size: int | None, at_most: int | None, least: int | None) -> int | None:
    """The longest side that is wanted of a picture, None for its own."""
    longest = max(height, width)
    asked = at_most if size is None and at_most is not None and longest > at_most else size
    if asked is None or least is None or not isinstance(asked, int):
        return asked
    return max(asked, math.ceil(least * longest / max(1, min(height, width))))


def read_visible(path: str | Path, **size: int | None) -> Picture:
    """`read_picture`, with what hides under full transparency continued from what is visible: see `filled`."""
    picture = read_picture(path, **size)
    image = picture.image if picture.alpha is None else filled(picture.image, picture.alpha)
    return dataclasses.replace(picture, image=image)


def write_image(
    path: str | Path, image: ArrayLike, *, alpha: ArrayLike | None = None, record: dict[str, Any] | None = None
) -> None:
    """Writes an image `[h w 3]`, sRGB, clipped to [0, 1], in 8 bits, in the format that the suffix of the path names.

    `alpha` `[h w]` goes into PNG, WebP and TIFF; JPEG has no place for it. `record`, settings that JSON can hold, goes
    into a PNG text chunk or the EXIF image description, where `read_record` finds it. The file appears whole
    or not at all. Raises InputError for an unknown suffix, a wrong shape, values that are not finite, a record that is
    not JSON, and a folder that cannot be written to.
    """
    check_output(path)
    layers = [_bytes_of("image", image, 3)]
    suffix = Path(path).suffix.lower()
    if alpha is not None and suffix not in (".jpg", ".jpeg"):
        layers.append(_bytes_of("alpha", alpha, 2)[..., None])
        if layers[0].shape[:2] != layers[1].shape[:2]:
            raise InputError(f"alpha: is {layers[1].shape[:2]}, the image {layers[0].shape[:2]}; make them equal")
    text = None if record is None else json_text({RECORD_KEY: record} if suffix != ".png" else record)
    buffer = io.BytesIO()
    try:
        WRITERS[suffix](Image.fromarray(np.concatenate(layers, -1)), buffer, text)
    except (OSError, ValueError) as error:
        raise InputError(f"{named(path)}: {suffix} cannot hold this ({reason_of(error)}); write a .png") from None
    _replace(path, buffer.getvalue())


def check_output(path: str | Path) -> None:
    """Raises InputError when a picture could not be written to this path; best asked before minutes of computing."""
    path = Path(path)
    if path.suffix.lower() not in WRITERS:
        raise InputError(f"{named(path)}: unknown suffix {path.suffix!r}; use one of {', '.join(WRITERS)}")
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():
            raise InputError(f"{named(path)}: is there already and is not a file; give another name")
        if not target.parent.is_dir():
            raise InputError(f"{named(path)}: the folder {named(target.parent)} does not exist; make it first")
        check_writable(target)
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise InputError(
            f"{named(path)}: cannot be written ({reason_of(error)}); choose another place or name"
        ) from None


def _upright(samples: Samples) -> Samples:
    """The samples turned as the EXIF orientation says (EXIF 2.3, tag 274)."""
    rows = -1 if samples.orientation in (3, 4, 7, 8) else 1
    columns = -1 if samples.orientation in (2, 3, 6, 7) else 1

    def turn(array: np.ndarray) -> np.ndarray:
        array = array.swapaxes(0, 1) if samples.orientation in (5, 6, 7, 8) else array
        return np.ascontiguousarray(array[::rows, ::columns])

    alpha = None if samples.alpha is None else turn(samples.alpha)
    shape = samples.shape if any(samples.shape) else samples.color.shape[:2]
    upright = shape[::-1] if samples.orientation in (5, 6, 7, 8) else shape
    return dataclasses.replace(samples, color=turn(samples.color), alpha=alpha, orientation=1, shape=upright)


def _bytes_of(name: str, values: ArrayLike, dimensions: int) -> np.ndarray:
    """8-bit codes, rounded to the nearest."""
    array = np.asarray(values, dtype=np.float32)
    if array.ndim != dimensions or array.size == 0 or (dimensions == 3 and array.shape[-1] != 3):
        raise InputError(f"{name}: has shape {array.shape}; give {'[h w 3]' if dimensions == 3 else '[h w]'}")
    if not np.all(np.isfinite(array)):
        raise InputError(f"{name}: holds values that are not finite; replace them before writing")
    return np.rint(np.clip(array, 0, 1) * 255).astype(np.uint8)


def _replace(path: str | Path, data: bytes) -> None:
    with whole_file(path) as temporary:
        temporary.write_bytes(data)
