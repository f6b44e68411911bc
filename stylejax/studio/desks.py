"""What lies before one who looks: a photo, paintings, what a brush has marked, and the settings of what is painted."""

import dataclasses
import secrets
from pathlib import Path

import numpy as np

from ..errors import InputError
from ..jobs.inputs.parts import with_styles
from ..media.resizing import resized
from ..media.writing import write_image
from ..settings import DEFAULTS, TransferSettings
from .engine import Painting
from .uploads import Upload, mask_codes, taken

MOST_PAINTINGS = 8
KEPT = -1  # in place of a painting's number: stays the photo


@dataclasses.dataclass
class Desk:
    """What lies before one who looks.

    Attributes:
        files: where its files are.
        photo: what is painted.
        paintings: how it is painted.
        base: what no control says.
        parts: masks of the photo, by the number of the painting that paints there, or `KEPT`.
        counted: masks of paintings, by their number: what of them counts.
        turned: where the controls stood when a picture was asked for last.
        painting: what was asked for last.
        cells: the pictures of a sheet.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import studio
        >>> studio.Desk(Path("files")).title
        'photo in the style of '
    """

    files: Path
    photo: Upload | None = None
    paintings: list[Upload] = dataclasses.field(default_factory=list)
    base: TransferSettings = DEFAULTS
    parts: dict[int, Path] = dataclasses.field(default_factory=dict)
    counted: dict[int, Path] = dataclasses.field(default_factory=dict)
    turned: TransferSettings = DEFAULTS
    painting: Painting | None = None
    cells: list[Painting] = dataclasses.field(default_factory=list)

    @property
    def is_under_way(self) -> bool:
        """Whether something is painted for it."""
        asked = [*([self.painting] if self.painting else []), *self.cells]
        return any(painting.is_under_way for painting in asked)

    def take_photo(self, source: Path | None, *, among: Path) -> None:
        """Put another photo there, or none. Raises InputError, and then there is none."""
        self.photo = None
        self.parts.clear()
        if source:
            self.photo = taken(source, self.files, among=among)

    def take_paintings(self, sources: list[Path], *, among: Path) -> None:
        """Put other paintings there. Raises InputError, and then there are none."""
        self.paintings = []
        self.parts.clear()
        self.counted.clear()
        if len(sources) > MOST_PAINTINGS:
            raise InputError(f"paintings: {len(sources)} are too many; drop up to {MOST_PAINTINGS}")
        self.paintings = [taken(source, self.files, among=among) for source in sources]

    def mark_photo(self, alpha: np.ndarray, number: int) -> None:
        """Say by a brush's strokes `[h w]` of 0 to 255 what a painting paints, or, for `KEPT`, what stays the photo.

        Raises InputError where nothing is marked.
        """
        if number != KEPT and not 0 <= number < len(self.paintings):
            raise InputError("painting: there is none of that number; drop it first")
        self.parts[number] = self._written(alpha, "photo")

    def mark_painting(self, alpha: np.ndarray, number: int) -> None:
        """Say by a brush's strokes what of a painting counts. Raises InputError where nothing is marked."""
        if not 0 <= number < len(self.paintings):
            raise InputError("painting: there is none of that number; drop it first")
        self.counted[number] = self._written(alpha, "painting")

    def forget_marks(self) -> None:
        """Take away what was marked."""
        self.parts.clear()
        self.counted.clear()

    def _written(self, alpha: np.ndarray, what: str) -> Path:
        if not alpha.any():
            raise InputError(f"{what}: nothing is marked on it; paint over a part first")
        self.files.mkdir(parents=True, exist_ok=True)
        path = self.files / f"mask-{secrets.token_hex(4)}.png"
        write_image(path, mask_codes(alpha))
        return path

    def with_files(self, settings: TransferSettings) -> TransferSettings:
        """The settings of a picture of what lies here. Raises InputError where something is missing."""
        if not self.photo:
            raise InputError("photo: is missing; drop one")
        if not self.paintings:
            raise InputError("painting: is missing; drop one or several")
        paths = [str(painting.path) for painting in self.paintings]
        rest = [path for number, path in enumerate(paths) if number not in self.parts]
        if not rest:
            raise InputError("painting: each one has a part of its own, and none is left for the rest; drop another")
        named = dataclasses.replace(
            with_styles(settings, rest),
            content=str(self.photo.path),
            region=tuple(f"{mask}={paths[number]}" for number, mask in self.parts.items() if number != KEPT),
            keep=str(self.parts[KEPT]) if KEPT in self.parts else None,
            style_region=tuple(f"{paths[number]}={mask}" for number, mask in self.counted.items()),
        )
        return named

    @property
    def title(self) -> str:
        """What is painted, in words."""
        names = [painting.name for painting in self.paintings]
        photo = self.photo.name if self.photo else "photo"
        return f"{photo} in the style of {' and '.join(names)}"

    @property
    def file_name(self) -> str:
        """A name for what is painted."""
        return f"{self.photo.name[:40] if self.photo else 'photo'}-{self.paintings[0].name[:40]}"


def of_size(alpha: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """What a brush has touched, `[h w]` of 0 to 255, at another height and width."""
    color = mask_codes(alpha)
    return np.rint(resized(color, None, *shape)[0][..., 0] * 255).clip(0, 255).astype(np.uint8)
