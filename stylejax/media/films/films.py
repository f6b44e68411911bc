"""What a film is: its formats, its pace, and frames that are all of one size."""

import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image

from ...errors import InputError
from ...files import check_writable
from .mp4 import video_library, write_mp4
from .webp import write_webp

FRAMES_A_SECOND = 24
QUALITY = 88  # of a JPEG that is only looked at
HELD = 24  # frames for which the last one is shown
SUFFIXES = (".webp", ".mp4")


def check_film(path: Path) -> None:
    """Raise InputError where a film could not be written: another suffix, no encoder, no place.

    Args:
        path: .webp, or .mp4 with the extra film.

    Example:
        >>> from pathlib import Path
        >>> from stylejax.media import films
        >>> films.check_film(Path("run.webp"))
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"film: {path.name!r} is neither .webp nor .mp4; give it one of these suffixes")
    if path.suffix.lower() == ".mp4":
        video_library()
    check_writable(path)


def write_film(path: Path, frames: Iterable[np.ndarray], *, suffix: str) -> None:
    """Write frames `[h w 3]` of 8 bits and of one size, 24 a second, the last shown for a second.

    Frames are taken one after the other, and none is kept. Raises InputError for no frame, and where encoding fails.

    Args:
        path: where the film goes.
        frames: uint8.
        suffix: .webp or .mp4.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np
        >>> from stylejax.media import films
        >>> frames = [np.full((16, 16, 3), code, np.uint8) for code in (0, 128)]
        >>> films.write_film(Path("run.webp"), frames, suffix=".webp")
        >>> Path("run.webp").read_bytes()[:4]
        b'RIFF'
    """
    if suffix.lower() == ".mp4":
        write_mp4(path, frames, frames_a_second=FRAMES_A_SECOND, held=HELD)
    else:
        milliseconds = round(1000 / FRAMES_A_SECOND)
        write_webp(path, frames, milliseconds=milliseconds, held=HELD * milliseconds)


def codes_of(image: ArrayLike) -> np.ndarray:
    """A picture in [0, 1], clipped, as codes of 8 bits, rounded to the nearest.

    Args:
        image: of any shape, in [0, 1].

    Returns:
        uint8 of the same shape.

    Example:
        >>> import numpy as np
        >>> from stylejax.media import films
        >>> films.codes_of(np.array([0.0, 0.5, 2.0])).tolist()
        [0, 128, 255]
    """
    return np.rint(np.clip(np.asarray(image, np.float32), 0, 1) * 255).astype(np.uint8)


def jpeg_of(codes: np.ndarray, *, longest: int = 1024) -> bytes:
    """Codes `[h w 3]` as a JPEG file to be looked at, with at most so many pixels at its longest side.

    Args:
        codes: `[h w 3]` of 8 bits.
        longest: pixels of the longest side, at most.

    Returns:
        The bytes of the file.

    Example:
        >>> import numpy as np
        >>> from stylejax.media import films
        >>> films.jpeg_of(np.zeros((16, 16, 3), np.uint8))[:2].hex()
        'ffd8'
    """
    image, file = Image.fromarray(codes), io.BytesIO()
    image.thumbnail((longest, longest), Image.Resampling.BICUBIC)
    image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def png_of(image: ArrayLike) -> bytes:
    """A picture in [0, 1], `[h w 3]` or `[h w 1]`, as a PNG file of 8 bits, as notebooks show it.

    Args:
        image: `[h w 3]` or `[h w 1]`, in [0, 1].

    Returns:
        The bytes of the file.

    Example:
        >>> import numpy as np
        >>> from stylejax.media import films
        >>> films.png_of(np.zeros((16, 16, 3)))[1:4]
        b'PNG'
    """
    file = io.BytesIO()
    Image.fromarray(in_color(codes_of(image))).save(file, "PNG")
    return file.getvalue()


def in_color(picture: np.ndarray) -> np.ndarray:
    """A picture `[h w c]` with three channels, where it is gray and has one.

    Args:
        picture: `[h w 3]` or `[h w 1]`.

    Returns:
        `[h w 3]`.

    Example:
        >>> import numpy as np
        >>> from stylejax.media import films
        >>> films.in_color(np.zeros((4, 5, 1))).shape
        (4, 5, 3)
    """
    return np.ascontiguousarray(np.broadcast_to(picture, (*picture.shape[:2], 3)))


def fitted(codes: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Codes `[h w 3]` at another height and width, smoothly; the same array where they have it.

    Args:
        codes: uint8.
        shape: height and width.

    Returns:
        uint8.

    Example:
        >>> import numpy as np
        >>> from stylejax.media import films
        >>> films.fitted(np.zeros((4, 4, 3), np.uint8), (8, 6)).shape
        (8, 6, 3)
    """
    if codes.shape[:2] == shape:
        return codes
    return np.asarray(Image.fromarray(codes).resize((shape[1], shape[0]), Image.Resampling.BICUBIC))
