"""An image `[h w 3]`, sRGB in [0, 1], -> picture file, with its settings, its author and its density."""

import math
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ..errors import InputError
from ..files import check_writable, json_text, whole_file
from .opening import named, reason_of
from .tags import NO_TAGS, Tags
from .writers.contents import FileContents, Writer
from .writers.pillow_files import write_jpeg, write_webp
from .writers.png_files import write_png
from .writers.tiff_files import write_tiff

DEEP = (".png", ".tif", ".tiff")  # suffixes of formats that hold 16 bits
WITHOUT_ALPHA = (".jpg", ".jpeg")


def write_image(
    path: str | Path,
    image: ArrayLike,
    *,
    alpha: ArrayLike | None = None,
    record: dict[str, Any] | None = None,
    bits: int = 8,
    tags: Tags = NO_TAGS,
) -> None:
    """Writes an image `[h w 3]`, sRGB, clipped to [0, 1], in the format that the suffix of the path names.

    `alpha` `[h w]` goes into PNG, WebP and TIFF; JPEG has no place for it. Of `bits` there are 8 or, in PNG and TIFF,
    16 a sample. `record`, settings that JSON can hold, goes into a PNG text chunk or an XMP packet, where `read_record`
    finds it and photo programs do not show it. `tags` say whose the picture is and how dense it is in print. The file
    appears whole or not at all. Raises InputError for an unknown suffix, bits that the format lacks, a wrong shape,
    values that are not finite, a record that is not JSON, and a folder that cannot be written to.

    Args:
        path: where the picture goes; its suffix says the format.
        image: `[h w 3]`, sRGB; values outside [0, 1] are clipped.
        alpha: `[h w]` in [0, 1].
        bits: 8 or 16 a sample.
        record: settings to be stored in the file.
        tags: author, copyright and density.

    Example:
        >>> import numpy as np, stylejax
        >>> stylejax.write_image("gray.png", np.full((16, 16, 3), 0.5))
        >>> round(float(stylejax.read_image("gray.png").mean()), 2)
        0.5
    """
    check_output(path, bits=bits)
    suffix = Path(path).suffix.lower()
    content = FileContents(_samples(image, alpha, bits=bits, suffix=suffix), _text_of(record), tags)
    with whole_file(path) as temporary:
        try:
            WRITERS[suffix](content, temporary)
        except (struct.error, ValueError, OSError) as error:
            if getattr(error, "errno", None):  # of the disk, not of the format
                raise
            raise InputError(f"{named(path)}: {suffix} cannot hold this ({reason_of(error)}); write a .png") from None


class Form(NamedTuple):
    """What people choose of a picture's file: bits a sample, and dots an inch in print, 0 for the photo's own.

    Attributes:
        bits: 8 or 16 a sample.
        dpi: dots an inch in print.

    Example:
        >>> from stylejax import media
        >>> media.Form(bits=16).dpi
        0.0
    """

    bits: int = 8
    dpi: float = 0.0

    def options(self, photo: Tags = NO_TAGS) -> dict[str, Any]:
        """The options of `write_image` for what is painted from a photo with such tags."""
        return {"bits": self.bits, "tags": photo._replace(dpi=self.dpi or photo.dpi)}


EIGHT_BITS = Form()


def check_output(path: str | Path, *, bits: int = 8) -> None:
    """Raises InputError when a picture could not be written to this path; best asked before minutes of computing.

    Args:
        path: where a picture is to go.
        bits: 8 or 16 a sample.

    Example:
        >>> from stylejax import media
        >>> media.check_output("picture.doc")
        Traceback (most recent call last):
        stylejax.errors.InputError: picture.doc: ...
    """
    path = Path(path)
    if path.suffix.lower() not in WRITERS:
        raise InputError(f"{named(path)}: unknown suffix {path.suffix!r}; use one of {', '.join(WRITERS)}")
    _check_bits(path, bits)
    try:
        target = Path(os.path.realpath(path))
        if os.path.exists(target) and not os.path.isfile(target):
            raise InputError(f"{named(path)}: is there already and is not a file; give another name")
        if not os.path.isdir(target.parent):
            raise InputError(f"{named(path)}: the folder {named(target.parent)} does not exist; make it first")
        check_writable(target)
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise InputError(
            f"{named(path)}: cannot be written ({reason_of(error)}); choose another place or name"
        ) from None


def _check_bits(path: Path, bits: int) -> None:
    if bits not in (8, 16):
        raise InputError(f"bits: {bits} is neither 8 nor 16; choose one of them")
    if bits == 16 and path.suffix.lower() not in DEEP:
        raise InputError(f"bits: {path.suffix} holds 8 bits a sample; for 16 write a .png or .tif")


def loses_alpha(path: str | Path, alpha: ArrayLike | None) -> bool:
    """Whether the format of a picture has no place for transparency that there is.

    Args:
        path: where a picture is to go.
        alpha: `[h w]`, or None.

    Returns:
        True or False.

    Example:
        >>> import numpy as np
        >>> from stylejax import media
        >>> media.loses_alpha("picture.jpg", np.zeros((4, 4))), media.loses_alpha("picture.png", np.zeros((4, 4)))
        (True, False)
    """
    return alpha is not None and Path(path).suffix.lower() in WITHOUT_ALPHA


def _samples(image: ArrayLike, alpha: ArrayLike | None, *, bits: int, suffix: str) -> np.ndarray:
    """Color, and alpha where there is and the format has it, as codes."""
    layers = [_codes_of("image", image, 3, bits=bits)]
    if alpha is not None and suffix not in WITHOUT_ALPHA:
        layers.append(_codes_of("alpha", alpha, 2, bits=bits)[..., None])
        if layers[0].shape[:2] != layers[1].shape[:2]:
            raise InputError(f"alpha: is {layers[1].shape[:2]}, the image {layers[0].shape[:2]}; make them equal")
    return layers[0] if len(layers) == 1 else np.concatenate(layers, -1)


def _text_of(record: dict[str, Any] | None) -> str | None:
    return None if record is None else json_text(record)


ROWS = 64  # of a picture that are made codes at a time
MOST_BEYOND = 16.0  # what an optimizer leaves beyond 1 is clipped; codes up to 255 would all be white


def _codes_of(name: str, values: ArrayLike, dimensions: int, *, bits: int) -> np.ndarray:
    """Codes of 8 or 16 bits, rounded to the nearest."""
    kind = np.asarray(values).dtype
    if kind.kind in "iucOSU":
        raise InputError(f"{name}: holds {kind} and no floats; scale it to [0, 1] (8-bit codes: divide by 255)")
    array = np.asarray(values, dtype=np.float32)
    if array.ndim != dimensions or array.size == 0 or (dimensions == 3 and array.shape[-1] != 3):
        raise InputError(f"{name}: has shape {array.shape}; give {'[h w 3]' if dimensions == 3 else '[h w]'}")
    if not math.isfinite(array.max() - array.min()):
        raise InputError(f"{name}: holds values that are not finite; replace them before writing")
    if array.max() > MOST_BEYOND:
        raise InputError(f"{name}: holds values up to {array.max():g}; scale it to [0, 1]")
    codes = np.empty(array.shape, np.uint8 if bits == 8 else np.uint16)
    for first in range(0, len(array), ROWS):
        part = np.clip(array[first : first + ROWS], 0, 1)
        codes[first : first + ROWS] = np.rint(part * (2**bits - 1))
    return codes


WRITERS: Mapping[str, Writer] = {
    ".png": write_png,
    ".jpg": write_jpeg,
    ".jpeg": write_jpeg,
    ".tif": write_tiff,
    ".tiff": write_tiff,
    ".webp": write_webp,
}
