"""Picture file -> float32 `[h w 3]`, sRGB in [0, 1]."""

import dataclasses
import functools
import hashlib
import math
import os
from pathlib import Path

import numpy as np

from ..errors import InputError
from .decoding import Samples, decode
from .filling import filled
from .icc_profiles import to_srgb
from .opening import errors_name, file_bytes, named, reason_of
from .resizing import resized, target_shape
from .tags import NO_TAGS, Tags, tags_of

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
        tags: what the file says of its author and its density.

    Example:
        >>> import numpy as np, stylejax
        >>> stylejax.Picture(np.zeros((16, 20, 3), np.float32), None, "").image.shape
        (16, 20, 3)
    """

    image: np.ndarray
    alpha: np.ndarray | None
    sha256: str
    longest_side: int = 0
    tags: Tags = NO_TAGS


def picture_files(folder: Path) -> list[Path]:
    """The pictures in a folder, by name, hidden files left out. Raises InputError when there are none.

    Args:
        folder: that is looked into.

    Returns:
        Paths, by name.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> stylejax.write_image("photo.png", np.zeros((16, 16, 3)))
        >>> [path.name for path in stylejax.media.picture_files(Path("."))]
        ['photo.png']
    """
    found = [path for path in _visible(folder) if path.suffix.lower() in READABLE and not os.path.isdir(path)]
    if not found:
        raise InputError(f"{folder}: holds no pictures ({', '.join(READABLE)}); give another folder")
    return found


def other_files(folder: Path) -> list[Path]:
    """What else is in a folder of pictures: files by other suffixes, and folders with a picture's. InputError.

    Args:
        folder: that is looked into.

    Returns:
        Paths, by name.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import media
        >>> Path("notes.txt").write_text("no picture")
        10
        >>> [path.name for path in media.other_files(Path("."))]
        ['notes.txt']
    """
    folders = [path for path in _visible(folder) if os.path.isdir(path) and path.suffix.lower() in READABLE]
    files = [path for path in _visible(folder) if not os.path.isdir(path) and path.suffix.lower() not in READABLE]
    return sorted([*folders, *files])


def _visible(folder: Path) -> list[Path]:
    if not os.path.isdir(folder):
        raise InputError(f"{named(folder)}: is no folder; give a folder of pictures")
    try:
        return sorted(path for path in folder.iterdir() if path.name[0] != ".")
    except OSError as error:
        raise InputError(f"{named(folder)}: cannot be read ({reason_of(error)}); check its permissions") from None


def read_image(path: str | Path, *, size: int | None = None) -> np.ndarray:
    """The picture in a file as float32 `[h w 3]`, sRGB in [0, 1]; see `read_picture`.

    Args:
        path: a picture file.
        size: the longest side in pixels; without it that of the file.

    Returns:
        `[h w 3]`.

    Raises:
        InputError: as `read_picture`.

    Example:
        >>> import numpy as np, stylejax
        >>> stylejax.write_image("photo.png", np.zeros((32, 64, 3)))
        >>> stylejax.read_image("photo.png", size=32).shape
        (16, 32, 3)
    """
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

    Args:
        path: a picture file.
        size: the longest side in pixels; without it that of the file.
        at_most: the longest side of a picture whose size is its own.
        least: pixels that the shortest side has at least.

    Returns:
        The picture, its alpha, the file's checksum, author and density.

    Example:
        >>> import numpy as np, stylejax
        >>> stylejax.write_image("photo.png", np.zeros((32, 64, 3)))
        >>> stylejax.read_picture("photo.png").longest_side
        64
    """
    data = file_bytes(path)
    with errors_name(path):
        size_for = functools.partial(_asked, size=size, at_most=at_most, least=least)
        samples = _upright(decode(data, size_for=size_for))
        height, width = target_shape(*samples.shape, size_for(*samples.shape))
        # Resized first, since converting fine samples takes longer.
        color, alpha = resized(samples.color, samples.alpha, height, width)
        image = np.ascontiguousarray(to_srgb(color, samples.mode, samples.profile), np.float32)
        return Picture(image, alpha, hashlib.sha256(data).hexdigest(), max(samples.shape), tags_of(data))


def _asked(height: int, width: int, *, size: int | None, at_most: int | None, least: int | None) -> int | None:
    """The longest side that is wanted of a picture, None for its own."""
    longest = max(height, width)
    asked = at_most if size is None and at_most is not None and longest > at_most else size
    if asked is None or least is None or not isinstance(asked, int):
        return asked
    return max(asked, math.ceil(least * longest / max(1, min(height, width))))


def read_visible(path: str | Path, **size: int | None) -> Picture:
    """`read_picture`, with what hides under full transparency continued from what is visible: see `filled`.

    Raises InputError also where nothing is visible.

    Args:
        path: a picture file.
        **size: as `read_picture` has it.

    Returns:
        The picture.

    Example:
        >>> import numpy as np, stylejax
        >>> stylejax.write_image("photo.png", np.ones((16, 16, 3)), alpha=np.eye(16))
        >>> stylejax.media.read_visible("photo.png").image.shape
        (16, 16, 3)
    """
    picture = read_picture(path, **size)
    if picture.alpha is not None and not picture.alpha.any():
        raise InputError(f"{named(path)}: is transparent everywhere, so that nothing can be seen; give another picture")
    image = picture.image if picture.alpha is None else filled(picture.image, picture.alpha)
    return dataclasses.replace(picture, image=image)


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
