"""The picture on its way, shown now and then to whoever looks at a page; the run does not wait for it."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import jax
import numpy as np

from ...media.films import codes_of, fitted, in_color
from ...synthesis.loops import Moment, Observer
from .background import Background
from .films import Finish
from .shown import codes_in, picture_in

PAUSE = 1.0  # seconds from one glimpse to the next, at least
FIRST_PAUSE = 0.25  # in the first seconds, when most changes
FIRST_SECONDS = 10.0
SOMEBODY_LOOKS = 2  # niceness: a picture takes milliseconds, and on a busy machine 19 would wait for long
SHARE_OF_TIME = 0.02  # of a run that showing it may take

Show = Callable[[np.ndarray], None]


class Canvas(NamedTuple):
    """What a picture on its way becomes: its height and width, and the colors that it gets.

    Attributes:
        shape: height and width.
        finish: from a picture that was painted to one in those colors.

    Example:
        >>> from stylejax import jobs
        >>> jobs.watching.Canvas((480, 640)).shape
        (480, 640)
    """

    shape: tuple[int, int]
    finish: Finish = np.asarray


class Glimpse(NamedTuple):
    """A picture on the device, as codes, and what it becomes."""

    codes: jax.Array
    canvas: Canvas


class Glimpses:
    """An observer that has the picture copied once in a second, and in at most 2 % of the time."""

    def __init__(self, background: Background, canvas: Callable[[Moment], Canvas]) -> None:
        self._background, self._canvas = background, canvas
        self._began = time.monotonic()
        self._last, self._shown = 0.0, 0

    def wants(self, evaluation: int, /) -> bool:
        """Whether it is time."""
        now = time.monotonic()
        pause = FIRST_PAUSE if now - self._began < FIRST_SECONDS else PAUSE
        cost = self._background.seconds / max(self._shown, 1) / SHARE_OF_TIME
        return not self._background.failed and now - self._last >= max(pause, min(cost, 10 * PAUSE))

    def see(self, moment: Moment, /) -> None:
        """Have the picture copied; of several painted together, the first."""
        self._last, self._shown = time.monotonic(), self._shown + 1
        codes = codes_in(picture_in(moment.state))
        self._background.put(Glimpse(codes[0] if codes.ndim > 3 else codes, self._canvas(moment)))


@contextlib.contextmanager
def glimpsed(
    show: Show | None, canvas: Callable[[Moment], Canvas], *, say: Callable[[str], None]
) -> Iterator[tuple[Observer, ...]]:
    """Observers that `show` a run until the block ends, as codes `[h w 3]`; none where nobody looks.

    `canvas` says what the picture of a moment becomes.

    Args:
        show: is given the picture, from another thread; or None.
        canvas: what the picture of a moment becomes.
        say: what goes wrong.

    Returns:
        The observers, within the block.

    Example:
        >>> import numpy as np
        >>> from stylejax import jobs
        >>> canvas = jobs.watching.Canvas((16, 16))
        >>> with jobs.watching.glimpsed(lambda codes: None, lambda moment: canvas, say=print) as observers:
        ...     len(observers)
        1
    """
    if show is None:
        yield ()
        return

    def work(things: Iterator[Any]) -> None:
        for glimpse in things:
            show(_seen(glimpse))

    background = Background(
        work, say=say, what="the picture on its way cannot be shown", size=2**26, niceness=SOMEBODY_LOOKS
    )
    try:
        yield (Glimpses(background, canvas),)
    finally:
        background.close()


def _seen(glimpse: Glimpse) -> np.ndarray:
    """The picture in its colors, at its full size."""
    shape, finish = glimpse.canvas
    codes = fitted(in_color(np.asarray(glimpse.codes)), shape)
    return codes if finish is np.asarray else codes_of(finish(codes.astype(np.float32) / 255))
