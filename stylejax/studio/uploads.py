"""Files that came through a page: checked as files on a command line are, limited in bytes and pixels."""

import base64
import os
import shutil
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..errors import InputError
from ..media.films import codes_of, jpeg_of
from ..media.images import read_visible
from ..media.opening import errors_name, file_bytes, open_image
from .folders import plain_name

MOST_BYTES = 64 * 10**6  # of a file
MOST_PIXELS = 64 * 10**6  # of a picture
PREVIEW = 640  # pixels of the longest side


class Upload(NamedTuple):
    """A picture that came through the page.

    Attributes:
        path: where it lies.
        sha256: of the file.
        side: its longest one, in pixels.
        preview: a small picture of it, as JPEG.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import studio
        >>> studio.Upload(Path("sea.jpg"), "", 640, b"").name
        'sea'
    """

    path: Path
    sha256: str
    side: int
    preview: bytes

    @property
    def name(self) -> str:
        """What people call it."""
        return self.path.stem


def taken(source: Path, folder: Path, *, among: Path, name: str = "") -> Upload:
    """A picture taken into a folder, read as commands read theirs; it must lie `among` the files of the page.

    Raises InputError, which calls it by its own name, for what is no picture or too large.

    Args:
        source: the file that came.
        folder: that it is taken into.
        among: the folder that it must lie in.
        name: by which it is to be known; "" leaves its own.

    Returns:
        The picture.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np, stylejax
        >>> from stylejax import studio
        >>> Path("came").mkdir()
        >>> stylejax.write_image("came/sea.png", np.zeros((16, 24, 3)))
        >>> studio.taken(Path("came/sea.png"), Path("files"), among=Path("came")).side
        24
    """
    path = folder / plain_name(name or source.name)
    check_within(source, among)
    try:
        check_small(source)
        folder.mkdir(parents=True, exist_ok=True)
        path = _unused(path)
        shutil.copyfile(source, path)
        return seen(path)
    except InputError as error:
        path.unlink(missing_ok=True)
        raise InputError(str(error).replace(str(source), path.name).replace(str(path), path.name)) from None


def seen(path: Path) -> Upload:
    """A picture that lies where it is to be, with a small picture of it. Raises InputError."""
    picture = read_visible(path, at_most=PREVIEW)
    return Upload(path, picture.sha256, picture.longest_side, jpeg_of(codes_of(picture.image), longest=PREVIEW))


def check_within(source: Path, among: Path) -> None:
    """Raise InputError for a file that lies elsewhere, links followed."""
    if not Path(os.path.realpath(source)).is_relative_to(os.path.realpath(among)):
        raise InputError("file: did not come through this page; drop it again")


def check_small(source: Path, *, most: int = MOST_PIXELS) -> None:
    """Raise InputError for a file of too many bytes or a picture of too many pixels, before any is decoded."""
    size = source.stat().st_size
    if size > MOST_BYTES:
        raise InputError(f"{source}: has {size / 1e6:.0f} MB, and {MOST_BYTES / 1e6:.0f} MB are taken; make it smaller")
    with errors_name(source):
        width, height = open_image(file_bytes(source)).size
        if width * height > most:
            raise InputError(
                f"{width} x {height} has too many pixels, {most / 1e6:.2g} million are taken; make it smaller"
            )


def _unused(path: Path) -> Path:
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in range(2, 10**6))
    return path if not os.path.exists(path) else next(each for each in numbered if not os.path.exists(each))


def data_address(jpeg: bytes) -> str:
    """A JPEG file as an address that holds it."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"


def mask_codes(alpha: np.ndarray) -> np.ndarray:
    """What a brush has touched, `[h w]` of 0 to 255, as a gray picture `[h w 3]` in [0, 1]."""
    return np.repeat(alpha[..., None].astype(np.float32) / 255, 3, axis=2)
