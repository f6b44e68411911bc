"""A picture on its way, written every so many evaluations as a file of its own, by a thread."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np

from ...media.films import codes_of, fitted, in_color
from ...media.writing import write_image
from ...synthesis.loops import Moment
from ..records import level_result
from .background import Background
from .films import Finish
from .shown import clipped_in, evaluation_of, picture_in

DIGITS = 4  # of a number in a name, at least


def saved_paths(output: Path, *, every: int, evaluations: int) -> list[Path]:
    """The files beside a picture that hold it after every so many evaluations, but for the last, which is its own."""
    return [saved_path(output, number) for number in range(every, evaluations, every)]


def saved_path(output: Path, evaluation: int) -> Path:
    """The file beside a picture that holds it after so many evaluations: picture-0100.png."""
    return output.with_name(f"{output.stem}-{evaluation:0{DIGITS}}{output.suffix}")


class Saved(NamedTuple):
    """A picture on the device, and what is known of it."""

    evaluation: int
    picture: jax.Array
    result: dict[str, Any]


class Saver:
    """An observer that has the picture every so many evaluations."""

    def __init__(self, background: Background, every: int, shape: tuple[int, int]) -> None:
        self._background, self._every, self._shape = background, every, shape

    def wants(self, evaluation: int, /) -> bool:
        """Whether it may be time; which level it is, only `see` is told."""
        return not self._background.failed

    def see(self, moment: Moment, /) -> None:
        """Have the picture copied, where it is time."""
        evaluation = evaluation_of(moment)
        if evaluation % self._every == 0:
            levels = [level_result(done.levels[-1]) for done in moment.about.get("done", ())]
            result = {"evaluations": evaluation, "status": "stopped", "shape": [*self._shape, 3], "levels": levels}
            self._background.put(Saved(evaluation, clipped_in(picture_in(moment.state)), result))


@contextlib.contextmanager
def saving(
    output: Path,
    *,
    every: int,
    shape: tuple[int, int],
    made: Callable[..., dict[str, Any]],
    say: Callable[[str], None],
    finish: Finish = np.asarray,
    **more: Any,
) -> Iterator[Saver]:
    """Save a run's picture beside its output every so many evaluations, until the block ends.

    `made` makes the record of a result; `more` is what else `write_image` is given.
    """

    def write(things: Iterator[Saved]) -> None:
        for saved in things:
            picture = np.asarray(finish(_of_shape(in_color(np.asarray(saved.picture)), shape)))
            write_image(saved_path(output, saved.evaluation), picture, record=made(result=saved.result), **more)

    words = f"{output}: pictures on the way cannot be saved"
    background = Background(write, say=say, what=words, size=12 * shape[0] * shape[1])
    try:
        yield Saver(background, every, shape)
    finally:
        background.close()


def _of_shape(picture: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The picture enlarged to a height and width; from 8 bits, as it is coarse."""
    if picture.shape[:2] == shape:
        return picture
    return fitted(codes_of(picture), shape).astype(np.float32) / 255
