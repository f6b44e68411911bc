"""A film of a picture on its way: an observer that copies codes, and a thread that encodes them."""

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import jax
import numpy as np
from numpy.typing import ArrayLike

from ...errors import InputError
from ...files import temporary_folder_in, whole_file
from ...media.films import codes_of, fitted, in_color, write_film
from ...synthesis.loops import Moment
from .background import Background
from .shown import codes_in, evaluation_of, picture_in

MOST_FRAMES = 240
FEWEST_FRAMES = 24  # where there are as many evaluations, whatever they cost
SHARE_OF_TIME = 0.02  # of a run that more frames than these may take

Finish = Callable[[ArrayLike], ArrayLike]


class Film:
    """An observer that has the picture at up to 239 evaluations, spread evenly over all there are to be.

    The last frame, which comes after them, is the picture that is shown at the end. Beyond a second of film, there are
    no more frames than can be encoded in a 50th of the time.

    Attributes:
        path: where it is wanted.
        place: where the film goes; None as long as there is nothing to be shown.

    Example:
        >>> from pathlib import Path
        >>> from stylejax import jobs
        >>> with jobs.watching.filming_to(Path("film.webp"), evaluations=4, shape=(16, 16), say=print) as film:
        ...     isinstance(film, jobs.watching.Film), film.wants(1)
        (True, True)
    """

    def __init__(self, path: Path, background: Background, evaluations: int) -> None:
        self.path = path
        self.place: Path | None = None
        self._background = background
        fewest = min(FEWEST_FRAMES, MOST_FRAMES)
        self._wanted, self._fewest = (_spread(evaluations, most) for most in (MOST_FRAMES, fewest))
        self._began = time.perf_counter()

    def wants(self, evaluation: int, /) -> bool:
        """Whether it may be time; which level it is, only `see` is told."""
        return not self._background.failed

    def see(self, moment: Moment, /) -> None:
        """Have the picture copied, where it is time."""
        evaluation = evaluation_of(moment)
        if evaluation in self._fewest or (evaluation in self._wanted and self._affords()):
            self._background.put(codes_in(picture_in(moment.state)))

    def _affords(self) -> bool:
        return self._background.seconds <= SHARE_OF_TIME * (time.perf_counter() - self._began)

    def show(self, picture: ArrayLike, place: Path) -> None:
        """Add a picture that is finished; the film is to lie there."""
        self.place = place
        self._background.put(codes_of(picture))


def _spread(evaluations: int, most: int) -> set[int]:
    """So many evaluations but one, spread evenly."""
    frames = min(most, evaluations)
    return {round((frame + 1) * evaluations / frames) for frame in range(frames - 1)}


@contextlib.contextmanager
def filming(
    path: Path,
    *,
    evaluations: int,
    shape: tuple[int, int],
    say: Callable[[str], None],
    finish: Finish = np.asarray,
) -> Iterator[Film]:
    """Film a run until the block ends, whatever ends it; the file is whole then, or, where nothing was shown, absent.

    Frames have that height and width, and the colors that `finish` gives them. What goes wrong is said once.
    """
    with temporary_folder_in(Path(os.path.realpath(path)).parent) as folder:
        encoded = folder / f"film{path.suffix}"

        def encode(pictures: Iterator[Any]) -> None:
            write_film(encoded, (_frame(picture, shape, finish) for picture in pictures), suffix=path.suffix)

        background = Background(
            encode, say=say, what=f"{path}: the film cannot be written", size=3 * shape[0] * shape[1]
        )
        film = Film(path, background, evaluations)
        try:
            yield film
        finally:
            # A film without a picture at its end has nothing to show, and its thread says no word about it.
            background.silent = film.place is None
            background.close()
            if film.place and not background.failed:
                _put(encoded, film.place, say)


def filming_to(path: Path | None, **how: Any) -> AbstractContextManager[Film | None]:
    """As `filming`; None where no film is wanted.

    Args:
        path: where the film goes, or None.
        how: what else `filming` is given.

    Returns:
        The observer, within the block.

    Example:
        >>> from pathlib import Path
        >>> import numpy as np
        >>> from stylejax import jobs
        >>> with jobs.watching.filming_to(Path("film.webp"), evaluations=4, shape=(16, 16), say=print) as film:
        ...     film.show(np.zeros((16, 16, 3)), film.path)
        >>> [path.name for path in Path().glob("*.webp")]
        ['film.webp']
    """
    return filming(path, **how) if path else contextlib.nullcontext()


def _frame(picture: jax.Array | np.ndarray, shape: tuple[int, int], finish: Finish) -> np.ndarray:
    if isinstance(picture, np.ndarray):
        return fitted(picture, shape)
    codes = fitted(in_color(np.asarray(picture)), shape)
    return codes if finish is np.asarray else codes_of(finish(codes.astype(np.float32) / 255))


def _put(encoded: Path, place: Path, say: Callable[[str], None]) -> None:
    try:
        with whole_file(place) as temporary:
            shutil.copyfile(encoded, temporary)
    except InputError as error:
        say(str(error))
